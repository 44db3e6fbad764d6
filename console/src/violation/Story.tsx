import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Review, Violation } from "../api/types";
import { useLanguage } from "../i18n/language";
import { useNow } from "../time/clock";
import { absoluteTime, clockTime, duration } from "../time/relative";
import styles from "./Story.module.css";
import { type Step, story } from "./story";

/** The violation's story as a timeline; what has not happened yet is hollow. */
export function Story({ violation }: { violation: Violation }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="story">
      <h2 id="story">{t("violation.story")}</h2>
      <ol className={styles.steps}>
        {story(violation).map((step) => (
          <li
            key={`${step.kind} ${step.at}`}
            className={`${styles.step} ${step.at === null ? styles.coming : ""}`}
          >
            <span className={styles.what}>{t(`violation.${step.kind}`)}</span>
            <Detail step={step} violation={violation} />
            {step.at !== null && <Moment at={step.at} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function reviewWords(review: Review, t: TFunction): string {
  const ground = review.ground === null ? null : t(`review.ground.${review.ground}`);
  return [review.by.name, ground, review.comment || null].filter((part) => part !== null).join(" · ");
}

function Moment({ at }: { at: string }) {
  const [language] = useLanguage();
  const now = useNow();
  const moment = Date.parse(at);
  return (
    <time className={styles.when} dateTime={at} title={absoluteTime(moment, language)}>
      {clockTime(moment, now, language)}
    </time>
  );
}

function Detail({ step, violation }: { step: Step; violation: Violation }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const sinceStart = (at: string) => duration(Date.parse(at) - Date.parse(violation.started_at), language);
  const text = () => {
    switch (step.kind) {
      case "detected":
        return t("violation.detectedAfter", { age: sinceStart(violation.detected_at) });
      case "ended":
        return t("violation.endedAfter", { age: sinceStart(violation.ended_at ?? violation.last_seen_at) });
      case "acknowledged":
        return violation.acknowledged_by?.name ?? null;
      case "confirmed":
      case "rejected":
      case "appealed":
        return step.review === undefined ? null : reviewWords(step.review, t);
      default:
        return null;
    }
  };
  const words = text();
  return words === null ? null : <span className={styles.detail}>{words}</span>;
}
