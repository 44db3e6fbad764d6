import { useMutation } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "../office/office.module.css";
import { useProblemWords } from "../parts/States";

export const SHORTEST = 10;

interface PasswordFormProps {
  title: string;
  okText: string;
  /** What it does to whoever has the account. */
  note?: string;
  give: (password: string) => Promise<unknown>;
  onClose: () => void;
}

/** A password for somebody else, to be told in person. */
export function PasswordForm({ title, okText, note, give, onClose }: PasswordFormProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [password, setPassword] = useState("");
  const act = useMutation({ mutationFn: () => give(password), onSuccess: onClose });
  return (
    <Modal
      open
      title={title}
      okText={okText}
      cancelText={t("review.cancel")}
      okButtonProps={{ disabled: password.length < SHORTEST, loading: act.isPending }}
      onOk={() => act.mutate()}
      onCancel={onClose}
    >
      <div className={styles.form}>
        {note !== undefined && <p>{note}</p>}
        <div className={styles.field}>
          <span>{t("areas.firstPassword")}</span>
          <Input.Password
            value={password}
            maxLength={200}
            autoComplete="new-password"
            aria-label={t("areas.firstPassword")}
            onChange={(event) => setPassword(event.target.value)}
            data-testid="new-password"
          />
        </div>
        {act.error && (
          <p className={styles.failed} role="alert">
            {words(act.error)}
          </p>
        )}
      </div>
    </Modal>
  );
}
