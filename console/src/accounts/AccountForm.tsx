import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { DialogField, FormDialog } from "../parts/FormDialog";
import { ACCOUNTS, type GivenAccount } from "./api";
import { PasswordField, SHORTEST } from "./PasswordForm";

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
    <FormDialog
      title={t("accounts.add")}
      okText={t("areas.open_account")}
      isReady={isReady}
      act={act}
      trouble={(error) => error instanceof ApiError && error.code === "conflict" && conflict}
      onClose={onClose}
    >
      {children}
      <DialogField name={t("accounts.name")}>
        <Input
          value={name}
          maxLength={200}
          autoComplete="off"
          aria-label={t("accounts.name")}
          onChange={(event) => setName(event.target.value)}
          data-testid="account-name"
        />
      </DialogField>
      <DialogField name={t("accounts.username")}>
        <Input
          value={username}
          maxLength={100}
          autoComplete="off"
          aria-label={t("accounts.username")}
          onChange={(event) => setUsername(event.target.value)}
          data-testid="account-username"
        />
      </DialogField>
      <PasswordField value={password} onChange={setPassword} testId="account-password" />
    </FormDialog>
  );
}
