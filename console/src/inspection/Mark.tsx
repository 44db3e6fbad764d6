import { CircleCheck, CircleDashed, CircleDot } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { InspectionBrief } from "../api/inspections";
import styles from "./Mark.module.css";

const ICONS = { draft: CircleDashed, signed: CircleDot, confirmed: CircleCheck };

/** Where an inspection stands, in a word and a shape. */
export function InspectionMark({
  inspection: { finished_at, confirmed_at },
}: {
  inspection: Pick<InspectionBrief, "finished_at" | "confirmed_at">;
}) {
  const { t } = useTranslation();
  const state = finished_at === null ? "draft" : confirmed_at === null ? "signed" : "confirmed";
  const Icon = ICONS[state];
  return (
    <span className={`${styles.mark} ${styles[state]}`} data-testid="inspection-state" data-state={state}>
      <Icon size={13} strokeWidth={2.25} aria-hidden="true" />
      {t(`inspection.state.${state}`)}
    </span>
  );
}
