import { CircleCheck, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { CaseFile } from "../api/cases";
import { When } from "../time/When";
import styles from "./CaseTurn.module.css";
import { DueClock } from "./DueClock";

/** Whose turn it is, what they have to do and until when; or how the case ended. */
export function CaseTurn({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  if (file.owner === null) {
    return (
      <p className={styles.ended} role="status" data-testid="case-ended">
        <CircleCheck size={18} aria-hidden="true" />
        {file.outcome !== null && t(`case.outcome.${file.outcome}`)}
        {file.ended_at !== null && (
          <span className={styles.soft}>
            <When at={file.ended_at} />
          </span>
        )}
      </p>
    );
  }
  const { party, name } = file.owner;
  const who = name ?? (party === "business" ? file.business.name : t(`case.party.${party}`));
  return (
    <div className={styles.turn} data-testid="case-owner" data-party={party}>
      <p className={styles.who}>
        <UserRound size={16} aria-hidden="true" />
        <strong>{file.mine ? t("case.yourTurn") : t("case.turnOf", { who })}</strong>
      </p>
      <p className={styles.task}>{t(`case.task.${file.state}`)}</p>
      <DueClock item={file} withBar />
      {!file.due_is_certain && <p className={styles.soft}>{t("case.uncertain")}</p>}
    </div>
  );
}
