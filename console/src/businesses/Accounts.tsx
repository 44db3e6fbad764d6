import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AccountForm } from "../accounts/AccountForm";
import { AccountLine } from "../accounts/AccountLine";
import { accountsQuery, addAccount } from "../accounts/api";
import { Failure, Skeletons } from "../parts/States";
import { Card } from "./Card";
import styles from "./Lines.module.css";

/** Who signs in for the business; the office adds and closes accounts. */
export function Accounts({ businessId }: { businessId: string }) {
  const { t } = useTranslation();
  const list = useQuery(accountsQuery(businessId));
  const [adding, setAdding] = useState(false);
  return (
    <Card title={t("accounts.title")} count={list.data?.length ?? null}>
      {list.isPending ? (
        <Skeletons count={1} height={52} />
      ) : list.isError && list.data === undefined ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : list.data.length === 0 ? (
        <p className={styles.none}>{t("accounts.none")}</p>
      ) : (
        <ul className={styles.lines} data-testid="accounts">
          {list.data.map((account) => (
            <AccountLine key={account.id} account={account} />
          ))}
        </ul>
      )}
      <Button
        icon={<Plus size={16} aria-hidden="true" />}
        onClick={() => setAdding(true)}
        data-testid="add-account"
      >
        {t("accounts.add")}
      </Button>
      {adding && (
        <AccountForm
          conflict={t("accounts.conflict")}
          add={(given) => addAccount(businessId, given)}
          onClose={() => setAdding(false)}
        />
      )}
    </Card>
  );
}
