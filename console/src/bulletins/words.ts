import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/language";
import { dayWords } from "../today/days";
import { type BulletinKind, weekOf } from "./periods";

/** A period by its name, like "Week 47, 2026". */
export function usePeriodWords(): (kind: BulletinKind, first: string) => string {
  const { t } = useTranslation();
  return (kind, first) => {
    const year = Number(first.slice(0, 4));
    const month = Number(first.slice(5, 7));
    switch (kind) {
      case "weekly":
        return t("bulletin.week", weekOf(first));
      case "monthly":
        return t("bulletin.month", { year, month });
      case "quarterly":
        return t("bulletin.quarter", { year, quarter: Math.ceil(month / 3) });
    }
  };
}

/** The period's first and last day. */
export function useDays(): (first: string, last: string) => string {
  const [language] = useLanguage();
  return (first, last) => `${dayWords(first, language)} – ${dayWords(last, language)}`;
}
