import { Hourglass, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { CaseLine } from "../api/cases";
import { useLanguage } from "../i18n/language";
import { useNow } from "../time/clock";
import { absoluteTime, duration } from "../time/relative";
import styles from "./DueClock.module.css";
import { dueOf, urgencyOf } from "./due";

/** The deadline counting down, in words, with a sign and with a bar; nothing once the case has ended. */
export function DueClock({ item, withBar = false }: { item: CaseLine; withBar?: boolean }) {
  return item.due_at === null ? null : <Counting item={item} dueAt={item.due_at} withBar={withBar} />;
}

function Counting({ item, dueAt, withBar }: { item: CaseLine; dueAt: string; withBar: boolean }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const now = useNow();
  const moment = Date.parse(dueAt);
  const due = dueOf(Date.parse(item.turn_at), moment, now);
  const urgency = urgencyOf(due);
  const Sign = due.overdue ? TriangleAlert : Hourglass;
  const exact = t("case.dueAt", { time: absoluteTime(moment, language) });
  return (
    <span className={`${styles.due} ${styles[urgency]}`} data-testid="case-due" data-urgency={urgency}>
      <time
        className={styles.words}
        dateTime={dueAt}
        title={item.due_is_certain ? exact : `${exact} · ${t("case.uncertain")}`}
      >
        <Sign size={14} aria-hidden="true" />
        {t(due.overdue ? "case.overdueBy" : "case.left", { age: duration(due.ms, language) })}
      </time>
      {withBar && (
        <span className={styles.bar} aria-hidden="true">
          <span style={{ width: `${due.used * 100}%` }} />
        </span>
      )}
    </span>
  );
}
