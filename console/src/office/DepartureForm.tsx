import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DialogField, FormDialog } from "../parts/FormDialog";
import { Failure, Skeletons } from "../parts/States";
import { type Cadre, depart, departureQuery, OFFICE } from "./api";
import { CadreSelect } from "./CadreSelect";
import { Misfits } from "./Misfits";
import { OverrideField } from "./OverrideField";
import styles from "./office.module.css";

/** A cadre leaves: what they have is shown, and goes to another before the account is closed. */
export function DepartureForm({ cadre, onClose }: { cadre: Cadre; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const preview = useQuery(departureQuery(cadre.id));
  const [successor, setSuccessor] = useState<string | null>(null);
  const [override, setOverride] = useState("");
  const held = preview.data?.businesses ?? [];
  const act = useMutation({
    mutationFn: () => {
      const business_ids = held.map(({ id }) => id);
      const handover = { business_ids, cadre_id: successor ?? "", override: override.trim() };
      return depart(cadre.id, business_ids.length > 0 ? [handover] : []);
    },
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: OFFICE });
    },
  });
  return (
    <FormDialog
      title={t("areas.leaveTitle", { name: cadre.name })}
      okText={t("areas.leaveDo")}
      isReady={preview.data !== undefined && (held.length === 0 || successor !== null)}
      isDanger
      act={act}
      trouble={(error) => <Misfits error={error} />}
      onClose={onClose}
    >
      {preview.isPending && <Skeletons count={3} height={28} />}
      {preview.isError && <Failure error={preview.error} retry={() => void preview.refetch()} />}
      {preview.data && <p>{t("areas.leaveHolds", { count: held.length })}</p>}
      {held.length > 0 && (
        <>
          <ul className={styles.held}>
            {held.map(({ id, name, level }) => (
              <li key={id}>
                <span>{name}</span>
                <span className={styles.soft}>{level}</span>
              </li>
            ))}
          </ul>
          <DialogField name={t("areas.successor")}>
            <CadreSelect
              businesses={held.map(({ id }) => id)}
              value={successor}
              onChange={setSuccessor}
              without={cadre.id}
            />
          </DialogField>
          <OverrideField value={override} onChange={setOverride} />
          <p className={styles.soft}>{t("areas.leaveSplit")}</p>
        </>
      )}
    </FormDialog>
  );
}
