import { BellRing, ShieldCheck, ShieldX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { CaseFile, CaseStep, Reminded } from "../api/cases";
import { useLanguage } from "../i18n/language";
import { useNow } from "../time/clock";
import { absoluteTime, clockTime } from "../time/relative";
import styles from "./CaseTimeline.module.css";
import { useSaid } from "./words";

type Entry = { at: string; step: CaseStep } | { at: string; reminded: Reminded };

/** Steps and reminders in one order of time. A reminder is told once, whoever else heard of it. */
export function entriesOf(file: Pick<CaseFile, "steps" | "reminders">): Entry[] {
  const told = file.reminders.filter(
    (item, index, all) =>
      all.findIndex((other) => other.kind === item.kind && other.at === item.at) === index,
  );
  const entries: Entry[] = [
    ...file.steps.map((step) => ({ at: step.at, step })),
    ...told.map((reminded) => ({ at: reminded.at, reminded })),
  ];
  return entries.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/** The case's story: who did what, when, why and with which pictures; and whether it is as it was written. */
export function CaseTimeline({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  return (
    <section className={styles.timeline} aria-labelledby="case-story">
      <h2 id="case-story">{t("case.story")}</h2>
      <ol>
        {entriesOf(file).map((entry) =>
          "step" in entry ? (
            <StepLine key={`step ${entry.step.number}`} step={entry.step} file={file} />
          ) : (
            <ReminderLine key={`reminder ${entry.at} ${entry.reminded.kind}`} reminded={entry.reminded} />
          ),
        )}
      </ol>
      <p className={file.intact ? styles.intact : styles.broken} role={file.intact ? undefined : "alert"}>
        {file.intact ? (
          <ShieldCheck size={15} aria-hidden="true" />
        ) : (
          <ShieldX size={15} aria-hidden="true" />
        )}
        {t(file.intact ? "case.intact" : "case.broken")}
      </p>
    </section>
  );
}

/** Reasons of the service itself are codes, for it speaks no language. */
const OWN_WORDS = ["another_violation", "another_finding", "by_policy"] as const;

function StepLine({ step, file }: { step: CaseStep; file: CaseFile }) {
  const { t } = useTranslation();
  const said = useSaid();
  const itself = step.by.party === "system";
  const code = OWN_WORDS.find((word) => word === step.reason);
  const reason = code !== undefined ? t(`case.why.${code}`) : said(step.reason, step.asked);
  const isTip = step.act === "find" && file.source === "public";
  const who = itself
    ? t(isTip ? "case.source.public" : "case.party.system")
    : `${step.by.name} · ${t(`case.party.${step.by.party}`)}`;
  const before = step.act === "correct" ? (file.violation?.annotated.url ?? null) : null;
  return (
    <li
      className={`${styles.step} ${itself ? styles.quiet : ""}`}
      data-testid="case-step"
      data-act={step.act}
    >
      <span className={styles.what}>{t(`case.done.${step.act}`)}</span>
      <Moment at={step.at} />
      <span className={styles.who}>{who}</span>
      {(step.ground !== null || reason !== "") && (
        <p className={styles.reason}>
          {[step.ground && t(`review.ground.${step.ground}`), reason].filter(Boolean).join(" · ")}
        </p>
      )}
      {step.pictures.length > 0 && (
        <div className={styles.pictures}>
          {before !== null && <Shot url={before} words={t("case.before")} />}
          {step.pictures.map((picture) => (
            <Shot
              key={picture.key}
              url={picture.url}
              words={t(picture.kind === "after" ? "case.after" : "case.picture")}
            />
          ))}
        </div>
      )}
    </li>
  );
}

function Shot({ url, words }: { url: string; words: string }) {
  return (
    <a className={styles.shot} href={url} target="_blank" rel="noreferrer">
      <img src={url} alt={words} loading="lazy" />
      <span>{words}</span>
    </a>
  );
}

function ReminderLine({ reminded }: { reminded: Reminded }) {
  const { t } = useTranslation();
  return (
    <li className={`${styles.step} ${styles.quiet}`} data-testid="case-reminder" data-kind={reminded.kind}>
      <span className={styles.what}>
        <BellRing size={14} aria-hidden="true" /> {t(`case.reminded.${reminded.kind}`)}
      </span>
      <Moment at={reminded.at} />
      <span className={styles.who}>{t(`case.party.${reminded.party}`)}</span>
    </li>
  );
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
