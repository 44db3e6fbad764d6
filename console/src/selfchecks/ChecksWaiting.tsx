import { useQuery } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";
import { useTranslation } from "react-i18next";
import { dueChecksQuery } from "../api/selfChecks";
import { WaitLink } from "../parts/WaitLink";
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
    <WaitLink icon={ListChecks} to="/self-checks" testId="self-checks-waiting">
      {[
        soon.length > 0 && t("selfCheck.dueSoon", { kinds }),
        late.length > 0 && t("selfCheck.lateCount", { count: late.length }),
      ]
        .filter(Boolean)
        .join(" · ")}
    </WaitLink>
  );
}
