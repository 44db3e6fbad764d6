import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { assign, type Charge, OFFICE } from "./api";
import { CadreSelect } from "./CadreSelect";
import { Misfits } from "./Misfits";
import styles from "./office.module.css";

interface Props {
  charges: readonly Charge[];
  onClose: (done: boolean) => void;
}

/** Give the picked businesses to one cadre. */
export function AssignForm({ charges, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [cadre, setCadre] = useState<string | null>(null);
  const [override, setOverride] = useState("");
  const held = charges.filter(({ cadres }) => cadres.length > 0).length;
  const act = useMutation({
    mutationFn: (cadre_id: string) =>
      assign({ business_ids: charges.map(({ id }) => id), cadre_id, override: override.trim() }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: OFFICE });
      onClose(true);
    },
  });
  return (
    <Modal
      open
      title={t("areas.assignTitle", { count: charges.length })}
      okText={t("areas.assign")}
      cancelText={t("review.cancel")}
      okButtonProps={{ disabled: cadre === null, loading: act.isPending }}
      onOk={() => cadre !== null && act.mutate(cadre)}
      onCancel={() => onClose(false)}
    >
      <div className={styles.form}>
        <div className={styles.field}>
          <span>{t("areas.cadre")}</span>
          <CadreSelect businesses={charges.map(({ id }) => id)} value={cadre} onChange={setCadre} />
        </div>
        <div className={styles.field}>
          <span>{t("areas.override")}</span>
          <Input
            value={override}
            maxLength={400}
            aria-label={t("areas.override")}
            placeholder={t("areas.overrideHint")}
            onChange={(event) => setOverride(event.target.value)}
          />
        </div>
        {held > 0 && <p className={styles.warn}>{t("areas.replaces", { count: held })}</p>}
        <Misfits error={act.error} />
      </div>
    </Modal>
  );
}
