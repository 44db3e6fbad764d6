import { useQuery } from "@tanstack/react-query";
import { ChevronRight, ListChecks } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { dueChecksQuery } from "../api/selfChecks";
import styles from "../cases/CasesWaiting.module.css";
import { useNow } from "../time/clock";
import { soonDue } from "./completeness";

/** Which self-checks the business has to file within a day, how many are late, and the way there. */
export function ChecksWaiting() {
  const { t } = useTranslation();
  const now = useNow();
  const { soon, late } = soonDue(useQuery(dueChecksQuery).data ?? [], now);
  if (soon.length + late.length === 0) return null;
  const kinds = [...new Set(soon.map(({ kind }) => t(`selfCheck.kind.${kind}`)))].join(" · ");
  return (
    <Link className={styles.waiting} to="/self-checks" data-testid="self-checks-waiting">
      <ListChecks size={18} aria-hidden="true" />
      {[
        soon.length > 0 && t("selfCheck.dueSoon", { kinds }),
        late.length > 0 && t("selfCheck.lateCount", { count: late.length }),
      ]
        .filter(Boolean)
        .join(" · ")}
      <ChevronRight className={styles.go} size={18} aria-hidden="true" />
    </Link>
  );
}
