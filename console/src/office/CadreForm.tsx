import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProblemWords } from "../parts/States";
import { type Cadre, giveFirstPassword, OFFICE } from "./api";
import { ChangeForm } from "./ChangeForm";
import { DepartureForm } from "./DepartureForm";
import styles from "./office.module.css";

export type Doing = { what: "leave" | "report" | "open"; cadre: Cadre };

/** What is done with a cadre: they leave, a change is reported, or their account is opened. */
export function CadreForm({ doing: { what, cadre }, onClose }: { doing: Doing; onClose: () => void }) {
  switch (what) {
    case "leave":
      return <DepartureForm cadre={cadre} onClose={onClose} />;
    case "report":
      return <ChangeForm cadre={cadre} onClose={onClose} />;
    case "open":
      return <PasswordForm cadre={cadre} onClose={onClose} />;
  }
}

const SHORTEST = 10;

function PasswordForm({ cadre, onClose }: { cadre: Cadre; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const act = useMutation({
    mutationFn: () => giveFirstPassword(cadre.id, password),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: OFFICE });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t("areas.openTitle", { name: cadre.name })}
      okText={t("areas.open_account")}
      cancelText={t("review.cancel")}
      okButtonProps={{ disabled: password.length < SHORTEST, loading: act.isPending }}
      onOk={() => act.mutate()}
      onCancel={onClose}
    >
      <div className={styles.form}>
        <div className={styles.field}>
          <span>{t("areas.firstPassword")}</span>
          <Input.Password
            value={password}
            autoComplete="new-password"
            aria-label={t("areas.firstPassword")}
            onChange={(event) => setPassword(event.target.value)}
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
