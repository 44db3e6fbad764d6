import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { History, Plus, UsersRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { AccountLine } from "../../accounts/AccountLine";
import { OFFICIALS, officialsQuery } from "../../accounts/api";
import { useGo } from "../../office/search";
import { OneOf } from "../../parts/OneOf";
import { Paged } from "../../parts/Paged";
import { Notice, Skeletons } from "../../parts/States";
import { useTitle } from "../../parts/title";
import styles from "./AccountsPage.module.css";
import { OfficialForm } from "./OfficialForm";

/** Who signs in for offices, regulators and auditors; whose are shown stands in the address. */
export function AccountsPage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const go = useGo();
  const role = OFFICIALS.find((item) => item === params.get("role")) ?? null;
  const list = useInfiniteQuery(officialsQuery(role));
  const [adding, setAdding] = useState(false);
  useTitle(t("settings.accounts"));
  return (
    <>
      <p className={styles.lead}>{t("accounts.lead")}</p>
      <div className={styles.bar}>
        <OneOf
          label={t("settings.show")}
          values={["all", ...OFFICIALS]}
          chosen={role ?? "all"}
          words={(value) => (value === "all" ? t("accounts.all") : t(`role.${value}`))}
          onChange={(value) =>
            navigate(go({ role: value === "all" ? null : value }), {
              replace: true,
              preventScrollReset: true,
            })
          }
        />
        <Link className={styles.acts ?? ""} to="/history/accounts" data-testid="to-account-acts">
          <History size={16} aria-hidden="true" />
          {t("accounts.acts")}
        </Link>
        <Button
          type="primary"
          icon={<Plus size={16} aria-hidden="true" />}
          onClick={() => setAdding(true)}
          data-testid="add-account"
        >
          {t("accounts.add")}
        </Button>
      </div>
      <Paged
        list={list}
        waiting={<Skeletons count={6} height={52} />}
        empty={<Notice icon={UsersRound} title={t("accounts.nobody")} body={t("accounts.nobodyBody")} />}
      >
        {(found) => (
          <ul className={styles.lines} data-testid="accounts">
            {found.map((account) => (
              <AccountLine key={account.id} account={account}>
                <span>{t(`role.${account.role}`)}</span>
                <span>{account.area?.name ?? t("accounts.everywhere")}</span>
              </AccountLine>
            ))}
          </ul>
        )}
      </Paged>
      {adding && <OfficialForm role={role ?? "office"} onClose={() => setAdding(false)} />}
    </>
  );
}
