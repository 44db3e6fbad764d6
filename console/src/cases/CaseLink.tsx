import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { caseOfQuery } from "../api/cases";
import styles from "./CaseLink.module.css";
import { CaseMark } from "./CaseMark";
import { DueClock } from "./DueClock";

/** From a violation to its case: where that stands and until when somebody has to act. */
export function CaseLink({ violationId }: { violationId: string }) {
  const { t } = useTranslation();
  const { data: item } = useQuery(caseOfQuery(violationId));
  if (item === undefined || item === null) return null;
  return (
    <Link className={styles.link} to={`/cases/${item.id}`} data-testid="violation-case">
      <span className={styles.word}>{t("case.one")}</span>
      <CaseMark item={item} />
      <DueClock item={item} />
      <ChevronRight className={styles.go} size={16} aria-hidden="true" />
    </Link>
  );
}
