import { CircleAlert, CircleCheck, CircleDot } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import type { Violation } from "../api/types";
import styles from "./StateMark.module.css";
import { toneFor } from "./tone";

const ICONS = { act: CircleAlert, wait: CircleDot, done: CircleCheck };

/** The violation's state in a word and a shape; red only for the one who must act. */
export function StateMark({ violation }: { violation: Violation }) {
  const { t } = useTranslation();
  const tone = toneFor(useUser().role, violation);
  const Icon = ICONS[tone];
  return (
    <span className={`${styles.mark} ${styles[tone]}`}>
      <Icon size={13} strokeWidth={2.25} aria-hidden="true" />
      {t(`state.${violation.state}`)}
    </span>
  );
}

/** Says that the violation is going on; nothing when it has ended. */
export function OngoingMark({ violation }: { violation: Violation }) {
  const { t } = useTranslation();
  if (violation.ended_at !== null) return null;
  return (
    <span className={styles.ongoing}>
      <span className={styles.pulse} aria-hidden="true" />
      {t("state.ongoing")}
    </span>
  );
}
