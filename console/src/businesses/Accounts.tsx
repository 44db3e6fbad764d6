import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { Plus, UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure, Skeletons } from "../parts/States";
import { AccountForm } from "./AccountForm";
import { type Account, accountsQuery, closeAccount } from "./accountsApi";
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
            <Line key={account.id} account={account} businessId={businessId} />
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
      {adding && <AccountForm businessId={businessId} onClose={() => setAdding(false)} />}
    </Card>
  );
}

function Line({ account, businessId }: { account: Account; businessId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: () => closeAccount(account.id),
    onSettled: () => queries.invalidateQueries(accountsQuery(businessId)),
  });
  return (
    <li className={styles.line}>
      <UserRound size={18} strokeWidth={1.75} aria-hidden="true" />
      <span className={styles.what}>
        <strong>{account.name}</strong>
        <span className={styles.soft}>{account.username}</span>
      </span>
      <Popconfirm
        title={t("accounts.closeTitle", { name: account.name })}
        description={t("accounts.closeBody")}
        okText={t("accounts.close")}
        cancelText={t("review.cancel")}
        onConfirm={() => act.mutate()}
      >
        <Button size="small" loading={act.isPending}>
          {t("accounts.close")}
        </Button>
      </Popconfirm>
    </li>
  );
}
