import { useTranslation } from "react-i18next";
import type { Completion } from "../api/tasks";
import styles from "./Progress.module.css";

/** How much of the quarter's supervision is done. */
export function Progress({ completion }: { completion: Completion }) {
  const { t } = useTranslation();
  const due = completion.groups.reduce((sum, group) => sum + group.due, 0);
  const done = completion.groups.reduce((sum, group) => sum + group.done, 0);
  if (due === 0) return null;
  const [year, number] = completion.quarter.split("-Q");
  return (
    <div className={styles.progress}>
      <span className={styles.words}>{t("today.quarter", { year, number, done, due })}</span>
      <progress className={styles.bar} value={done} max={due} aria-label={t("today.completion")} />
    </div>
  );
}
