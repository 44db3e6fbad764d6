import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../parts/FormDialog";
import { BULLETINS, type FullBulletin, publishBulletin, RECIPIENTS, type Recipients } from "./api";
import styles from "./Forms.module.css";

/** Choose who is told; afterwards nothing can be changed. */
export function PublishForm({ bulletin, onClose }: { bulletin: FullBulletin; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [to, setTo] = useState<Recipients[]>(["offices", "cadres"]);
  const act = useMutation({
    mutationFn: () => publishBulletin(bulletin.id, to),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: BULLETINS });
      onClose();
    },
  });
  return (
    <FormDialog
      title={t("bulletin.publishTitle")}
      okText={t("bulletin.publish")}
      isReady={to.length > 0}
      act={act}
      onClose={onClose}
    >
      <p className={styles.soft}>{t("bulletin.publishBody", { area: bulletin.area.name })}</p>
      <Checkbox.Group<Recipients>
        className={styles.choices ?? ""}
        value={to}
        onChange={setTo}
        options={RECIPIENTS.map((value) => ({ value, label: t(`bulletin.to.${value}`) }))}
      />
    </FormDialog>
  );
}
