import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Named } from "../api/types";
import { DateField } from "../parts/DateField";
import { useProblemWords } from "../parts/States";
import { OFFICE, reportChange } from "./api";
import styles from "./office.module.css";

function today(): string {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 10);
}

/** Report that a cadre moves, is ill or leaves; the office's days to assign anew count from then on. */
export function ChangeForm({ cadre, onClose }: { cadre: Named; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const [day, setDay] = useState(today);
  const [what, setWhat] = useState("");
  const act = useMutation({
    mutationFn: () => reportChange(cadre.id, day, what.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: OFFICE });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t("areas.reportTitle", { name: cadre.name })}
      okText={t("areas.report")}
      cancelText={t("review.cancel")}
      okButtonProps={{ disabled: what.trim() === "" || day === "", loading: act.isPending }}
      onOk={() => act.mutate()}
      onCancel={onClose}
    >
      <div className={styles.form}>
        <div className={styles.field}>
          <span>{t("areas.happenedOn")}</span>
          <DateField label={t("areas.happenedOn")} value={day} max={today()} onChange={setDay} />
        </div>
        <div className={styles.field}>
          <span>{t("areas.whatChanged")}</span>
          <Input.TextArea
            value={what}
            maxLength={400}
            aria-label={t("areas.whatChanged")}
            autoSize={{ minRows: 2, maxRows: 5 }}
            onChange={(event) => setWhat(event.target.value)}
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
