import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import styles from "../office/office.module.css";
import { useProblemWords } from "../parts/States";
import { ACCOUNTS, type GivenAccount } from "./api";
import { SHORTEST } from "./PasswordForm";

interface AccountFormProps {
  /** What is said when there is another in the way. */
  conflict: string;
  /** Whether the fields among the children are filled in. */
  isWhole?: boolean;
  children?: ReactNode;
  add: (given: GivenAccount) => Promise<unknown>;
  onClose: () => void;
}

/** An account for another person: name, username, and a first password to be told in person. */
export function AccountForm({ conflict, isWhole = true, children, add, onClose }: AccountFormProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const act = useMutation({
    mutationFn: () => add({ name: name.trim(), username, password }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ACCOUNTS });
      onClose();
    },
  });
  const isReady = isWhole && name.trim() !== "" && /^\S+$/.test(username) && password.length >= SHORTEST;
  return (
    <Modal
      open
      title={t("accounts.add")}
      okText={t("areas.open_account")}
      cancelText={t("review.cancel")}
      okButtonProps={{ disabled: !isReady, loading: act.isPending }}
      onOk={() => act.mutate()}
      onCancel={onClose}
    >
      <div className={styles.form}>
        {children}
        <div className={styles.field}>
          <span>{t("accounts.name")}</span>
          <Input
            value={name}
            maxLength={200}
            autoComplete="off"
            aria-label={t("accounts.name")}
            onChange={(event) => setName(event.target.value)}
            data-testid="account-name"
          />
        </div>
        <div className={styles.field}>
          <span>{t("accounts.username")}</span>
          <Input
            value={username}
            maxLength={100}
            autoComplete="off"
            aria-label={t("accounts.username")}
            onChange={(event) => setUsername(event.target.value)}
            data-testid="account-username"
          />
        </div>
        <div className={styles.field}>
          <span>{t("areas.firstPassword")}</span>
          <Input.Password
            value={password}
            maxLength={200}
            autoComplete="new-password"
            aria-label={t("areas.firstPassword")}
            onChange={(event) => setPassword(event.target.value)}
            data-testid="account-password"
          />
        </div>
        {act.error && (
          <p className={styles.failed} role="alert">
            {act.error instanceof ApiError && act.error.code === "conflict" ? conflict : words(act.error)}
          </p>
        )}
      </div>
    </Modal>
  );
}
