import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDot,
  type LucideIcon,
  MessageCircleWarning,
  Scale,
  Wrench,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { CaseLine, CaseState } from "../api/cases";
import styles from "./CaseMark.module.css";

const LOOKS: Record<CaseState, [LucideIcon, "waiting" | "moving" | "legal" | "done"]> = {
  found: [CircleAlert, "waiting"],
  confirmed: [CircleDot, "moving"],
  notified: [Wrench, "moving"],
  corrected: [CircleDot, "moving"],
  rechecked: [CircleCheck, "done"],
  appealed: [MessageCircleWarning, "waiting"],
  escalated: [Scale, "legal"],
  claimed: [Scale, "legal"],
  referred: [Scale, "legal"],
  handled: [Scale, "legal"],
  rejected: [Ban, "done"],
  closed: [CircleCheck, "done"],
};

/** Where the case stands, with a sign of its own. */
export function CaseMark({ item }: { item: Pick<CaseLine, "state" | "outcome"> }) {
  const { t } = useTranslation();
  const [Sign, look] = LOOKS[item.state];
  const words =
    item.state === "closed" && item.outcome !== null
      ? t(`case.outcome.${item.outcome}`)
      : t(`case.state.${item.state}`);
  return (
    <span className={`${styles.mark} ${styles[look]}`} data-testid="case-state" data-value={item.state}>
      <Sign size={14} aria-hidden="true" />
      {words}
    </span>
  );
}
