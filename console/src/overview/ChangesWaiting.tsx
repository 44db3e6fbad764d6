import { useQuery } from "@tanstack/react-query";
import { UserRoundX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import { useLanguage } from "../i18n/language";
import { changesDueQuery } from "../office/api";
import { WaitLink } from "../parts/WaitLink";
import { wholeDay } from "../today/days";

/** Says to those who assign that a cadre's businesses are to be assigned anew soon, or were to be. */
export function ChangesWaiting() {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const { role } = useUser();
  const due = useQuery({ ...changesDueQuery, enabled: role === "office" || role === "admin" }).data;
  if (due === undefined || due.near + due.overdue === 0) return null;
  const { near, next_by, overdue } = due;
  const counted = [
    overdue > 0 && t("overview.changesOverdue", { count: overdue }),
    next_by !== null && t("overview.changesNear", { count: near, day: wholeDay(next_by, language) }),
  ];
  return (
    <WaitLink icon={UserRoundX} to="/areas?tab=changes" testId="changes-waiting" isStep>
      {t("overview.changes")}: {counted.filter(Boolean).join(" · ")}
    </WaitLink>
  );
}
