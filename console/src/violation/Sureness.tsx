import { useTranslation } from "react-i18next";
import type { Violation } from "../api/types";
import { certainty } from "./certainty";
import styles from "./Sureness.module.css";

const PARTS = ["missing", "present", "unseen"] as const;
const PART_WORDS = { missing: "voteMissing", present: "votePresent", unseen: "voteUnseen" } as const;

/** How sure the system was: in words, then the votes behind them. */
export function Sureness({ violation }: { violation: Violation }) {
  const { t } = useTranslation();
  const { votes, peak_score, rule } = violation;
  return (
    <section className={styles.sureness} aria-labelledby="how-sure">
      <h2 id="how-sure">{t("violation.howSure")}</h2>
      <p className={styles.word}>{t(`violation.sure.${certainty(violation)}`)}</p>
      <div className={styles.bar} aria-hidden="true">
        {PARTS.filter((part) => votes[part] > 0).map((part) => (
          <span key={part} className={styles[part]} style={{ flexGrow: votes[part] }} />
        ))}
      </div>
      <ul className={styles.legend}>
        {PARTS.map((part) => (
          <li key={part}>
            <span className={`${styles.swatch} ${styles[part]}`} aria-hidden="true" />
            {t(`violation.${PART_WORDS[part]}`)} {votes[part]}
          </li>
        ))}
      </ul>
      <p className={styles.sentence}>
        {t("violation.votes", {
          judged: votes.missing + votes.present,
          missing: votes.missing,
          rule: t(`rule.${rule}`),
        })}
        {votes.unseen > 0 && ` ${t("violation.unseen", { count: votes.unseen })}`}
      </p>
      <p className={styles.sentence}>
        {t("violation.peak")}{" "}
        <strong data-testid="violation-score" data-value={peak_score}>
          {Math.round(peak_score * 100)}%
        </strong>
      </p>
    </section>
  );
}
