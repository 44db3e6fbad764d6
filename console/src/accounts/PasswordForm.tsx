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
  const { t } = useTranslation();
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
      <DialogField name={t("areas.firstPassword")}>
        <Input.Password
          value={password}
          maxLength={200}
          autoComplete="new-password"
          aria-label={t("areas.firstPassword")}
          onChange={(event) => setPassword(event.target.value)}
          data-testid="new-password"
        />
      </DialogField>
    </FormDialog>
  );
}
