import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DialogField, FormDialog } from "../parts/FormDialog";
import { assign, type Charge, OFFICE } from "./api";
import { CadreSelect } from "./CadreSelect";
import { Misfits } from "./Misfits";
import { OverrideField } from "./OverrideField";
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
    mutationFn: () =>
      assign({
        business_ids: charges.map(({ id }) => id),
        cadre_id: cadre ?? "",
        override: override.trim(),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: OFFICE });
      onClose(true);
    },
  });
  return (
    <FormDialog
      title={t("areas.assignTitle", { count: charges.length })}
      okText={t("areas.assign")}
      isReady={cadre !== null}
      act={act}
      trouble={(error) => <Misfits error={error} />}
      onClose={() => onClose(false)}
    >
      <DialogField name={t("areas.cadre")}>
        <CadreSelect businesses={charges.map(({ id }) => id)} value={cadre} onChange={setCadre} />
      </DialogField>
      <OverrideField value={override} onChange={setOverride} />
      {held > 0 && <p className={styles.warn}>{t("areas.replaces", { count: held })}</p>}
    </FormDialog>
  );
}
