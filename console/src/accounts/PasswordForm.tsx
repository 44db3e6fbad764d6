import { useMutation } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DialogField, FormDialog } from "../parts/FormDialog";

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
  const [password, setPassword] = useState("");
  const act = useMutation({ mutationFn: () => give(password), onSuccess: onClose });
  return (
    <FormDialog
      title={title}
      okText={okText}
      isReady={password.length >= SHORTEST}
      act={act}
      onClose={onClose}
    >
      {note !== undefined && <p>{note}</p>}
      <PasswordField value={password} onChange={setPassword} testId="new-password" />
    </FormDialog>
  );
}

interface PasswordFieldProps {
  value: string;
  onChange: (password: string) => void;
  testId: string;
}

/** Of a dialog: a password that its reader is to tell somebody. */
export function PasswordField({ value, onChange, testId }: PasswordFieldProps) {
  const { t } = useTranslation();
  return (
    <DialogField name={t("areas.firstPassword")}>
      <Input.Password
        value={value}
        maxLength={200}
        autoComplete="new-password"
        aria-label={t("areas.firstPassword")}
        onChange={(event) => onChange(event.target.value)}
        data-testid={testId}
      />
    </DialogField>
  );
}
