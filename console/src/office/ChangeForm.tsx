import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Named } from "../api/types";
import { DateField } from "../parts/DateField";
import { DialogField, FormDialog } from "../parts/FormDialog";
import { dayInChina } from "../today/days";
import { OFFICE, reportChange } from "./api";

/** Report that a cadre moves, is ill or leaves; the office's days to assign anew count from then on. */
export function ChangeForm({ cadre, onClose }: { cadre: Named; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const today = dayInChina(new Date());
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
    <FormDialog
      title={t("areas.reportTitle", { name: cadre.name })}
      okText={t("areas.report")}
      isReady={what.trim() !== "" && day !== ""}
      act={act}
      onClose={onClose}
    >
      <DialogField name={t("areas.happenedOn")}>
        <DateField label={t("areas.happenedOn")} value={day} max={today} onChange={setDay} />
      </DialogField>
      <DialogField name={t("areas.whatChanged")}>
        <Input.TextArea
          value={what}
          maxLength={400}
          aria-label={t("areas.whatChanged")}
          autoSize={{ minRows: 2, maxRows: 5 }}
          onChange={(event) => setWhat(event.target.value)}
        />
      </DialogField>
    </FormDialog>
  );
}
