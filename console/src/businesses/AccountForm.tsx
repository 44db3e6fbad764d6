import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import styles from "../office/office.module.css";
import { useProblemWords } from "../parts/States";
import { accountsQuery, addAccount } from "./accountsApi";

const SHORTEST = 10;

/** Another person of a business: name, username, and a first password to be told in person. */
export function AccountForm({ businessId, onClose }: { businessId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const act = useMutation({
    mutationFn: () => addAccount(businessId, { name: name.trim(), username, password }),
    onSuccess: async () => {
      await queries.invalidateQueries(accountsQuery(businessId));
      onClose();
    },
  });
  const isWhole = name.trim() !== "" && /^\S+$/.test(username) && password.length >= SHORTEST;
  return (
    <Modal
      open
      title={t("accounts.add")}
      okText={t("areas.open_account")}
      cancelText={t("review.cancel")}
      okButtonProps={{ disabled: !isWhole, loading: act.isPending }}
      onOk={() => act.mutate()}
      onCancel={onClose}
    >
      <div className={styles.form}>
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
            {act.error instanceof ApiError && act.error.code === "conflict"
              ? t("accounts.conflict")
              : words(act.error)}
          </p>
        )}
      </div>
    </Modal>
  );
}
