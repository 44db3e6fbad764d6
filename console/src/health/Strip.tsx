import { useTranslation } from "react-i18next";
import type { HealthFinding } from "../api/types";
import { useLanguage } from "../i18n/language";
import { absoluteTime } from "../time/relative";
import styles from "./Strip.module.css";
import { segments } from "./timeline";

interface StripProps {
  findings: readonly HealthFinding[];
  since: number;
  until: number;
  label: string;
}

/** A camera's span of time: whole where it was well; colour and pattern say what was wrong, the hover when. */
export function Strip({ findings, since, until, label }: StripProps) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  return (
    <div className={styles.strip} role="img" aria-label={label}>
      {segments(findings, since, until).map(({ finding, gravity, left, width }) => {
        const from = absoluteTime(Date.parse(finding.began_at), language);
        const to =
          finding.ended_at === null
            ? t("health.untilNow")
            : absoluteTime(Date.parse(finding.ended_at), language);
        return (
          <span
            key={finding.id}
            className={`${styles.segment} ${styles[gravity]}`}
            style={{ left: `min(${left * 100}%, 100% - 4px)`, width: `${width * 100}%` }}
            title={`${t(`health.kind.${finding.kind}`)}\n${t("health.from", { from, to })}`}
            data-kind={finding.kind}
          />
        );
      })}
    </div>
  );
}

/** Where the days, or every sixth hour, begin on the strips below. */
export function Scale({ since, until }: { since: number; until: number }) {
  const [language] = useLanguage();
  const byDay = until - since > 2 * 86_400_000;
  const format = new Intl.DateTimeFormat(
    language,
    byDay ? { day: "numeric" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  );
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short" });
  const first = new Date(since);
  first.setHours(byDay ? 24 : 6 * Math.ceil((first.getHours() + 1) / 6), 0, 0, 0);
  const marks: number[] = [];
  for (const mark = first; mark.getTime() < until; mark.setHours(mark.getHours() + (byDay ? 24 : 6))) {
    marks.push(mark.getTime());
  }
  return (
    <div className={styles.scale} aria-hidden="true">
      {marks.map((mark) => (
        <span key={mark} style={{ left: `${((mark - since) / (until - since)) * 100}%` }}>
          {format.format(mark)}
          {byDay && <span className={styles.weekday}> {weekday.format(mark)}</span>}
        </span>
      ))}
    </div>
  );
}

/** What the colours and patterns mean. */
export function Legend() {
  const { t } = useTranslation();
  return (
    <ul className={styles.legend} aria-label={t("health.legend")}>
      {(["fine", "silent", "blind", "poor"] as const).map((name) => (
        <li key={name}>
          <span className={`${styles.sample} ${styles[name]}`} aria-hidden="true" />
          {t(`health.${name}`)}
        </li>
      ))}
    </ul>
  );
}
