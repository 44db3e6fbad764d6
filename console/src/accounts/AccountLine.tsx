import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { UserRound } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { useProblemWords } from "../parts/States";
import styles from "./AccountLine.module.css";
import { ACCOUNTS, type Account, closeAccount, givePassword } from "./api";
import { PasswordForm } from "./PasswordForm";

/** An account in a list, with what whoever opens it may do with it; children: what else is to be said of it. */
export function AccountLine({ account, children }: { account: Account; children?: ReactNode }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const [isGiving, setGiving] = useState(false);
  const act = useMutation({
    mutationFn: () => closeAccount(account.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ACCOUNTS }),
  });
  return (
    <li className={styles.line} data-testid={`account-${account.username}`}>
      <UserRound size={18} strokeWidth={1.75} aria-hidden="true" />
      <span className={styles.what}>
        <strong>{account.name}</strong>
        <span className={styles.soft}>{account.username}</span>
        {children}
      </span>
      <span className={styles.deeds}>
        <Button size="small" onClick={() => setGiving(true)}>
          {t("accounts.newPassword")}
        </Button>
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
      </span>
      {act.error && (
        <p className={styles.failed} role="alert">
          {act.error instanceof ApiError && act.error.code === "conflict"
            ? t("accounts.last")
            : words(act.error)}
        </p>
      )}
      {isGiving && (
        <PasswordForm
          title={t("accounts.newPasswordTitle", { name: account.name })}
          okText={t("accounts.give")}
          note={t("accounts.newPasswordBody")}
          give={(password) => givePassword(account.id, password)}
          onClose={() => setGiving(false)}
        />
      )}
    </li>
  );
}
