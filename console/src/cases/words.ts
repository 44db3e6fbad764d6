import { useTranslation } from "react-i18next";
import type { CaseLine } from "../api/cases";
import { useLanguage } from "../i18n/language";

/** What a case is about: the rule broken, or the finder's own words, for readers of English after its matter. */
export function useCaseTitle(): (item: Pick<CaseLine, "rule" | "matter" | "what">) => string {
  const { t } = useTranslation();
  const [language] = useLanguage();
  return ({ rule, matter, what }) => {
    if (rule !== null) return t(`rule.${rule}`);
    return language === "en" && matter !== "other" ? `${t(`matter.${matter}`)} · ${what}` : what;
  };
}
