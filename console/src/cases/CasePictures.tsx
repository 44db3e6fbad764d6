import { ImageOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { CaseFile, CasePicture } from "../api/cases";
import { Evidence } from "../violation/Evidence";
import styles from "./CasePictures.module.css";

/** The newest picture of what has been put right; what was corrected before a failed recheck is history. */
export function afterOf(file: Pick<CaseFile, "steps" | "state">): CasePicture | null {
  if (file.state === "notified" || file.state === "found") return null;
  const correction = file.steps.findLast((step) => step.act === "correct");
  return correction?.pictures.find((picture) => picture.kind === "after") ?? null;
}

/** What was seen, large; beside it what it looks like now, once the business has corrected it. */
export function CasePictures({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const after = afterOf(file);
  if (after !== null && file.picture !== null) {
    return (
      <div className={styles.compare} data-testid="case-compare">
        <Side url={file.picture} words={t("case.before")} />
        <Side url={after.url} words={t("case.after")} testId="case-after" />
      </div>
    );
  }
  if (file.violation !== null) return <Evidence violation={file.violation} />;
  if (after !== null || file.picture !== null) {
    return <Side url={after?.url ?? file.picture ?? ""} words={t(after ? "case.after" : "case.picture")} />;
  }
  return (
    <div className={styles.nothing}>
      <ImageOff size={28} strokeWidth={1.5} aria-hidden="true" />
      {t("case.noPicture")}
    </div>
  );
}

function Side({ url, words, testId }: { url: string; words: string; testId?: string }) {
  return (
    <a className={styles.side} href={url} target="_blank" rel="noreferrer">
      <img src={url} alt={words} data-testid={testId} />
      <span>{words}</span>
    </a>
  );
}
