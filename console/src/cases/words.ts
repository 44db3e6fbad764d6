import { useTranslation } from "react-i18next";
import type { Asked, CaseLine } from "../api/cases";
import { type Language, useLanguage } from "../i18n/language";

/** Words of a case as they are kept; for readers of English what an inspection asked in English, then its note. */
export function saidIn(language: Language, words: string, asked: Asked | null): string {
  if (language !== "en" || asked === null) return words;
  return [asked.en, asked.note].filter(Boolean).join(": ");
}

export function useSaid(): (words: string, asked: Asked | null) => string {
  const [language] = useLanguage();
  return (words, asked) => saidIn(language, words, asked);
}

/** What a case is about: the rule broken, or the finder's own words, for readers of English after its matter. */
export function useCaseTitle(): (item: Pick<CaseLine, "rule" | "matter" | "what" | "asked">) => string {
  const { t } = useTranslation();
  const [language] = useLanguage();
  return ({ rule, matter, what, asked }) => {
    if (rule !== null) return t(`rule.${rule}`);
    const said = saidIn(language, what, asked);
    return language === "en" && matter !== "other" ? `${t(`matter.${matter}`)} · ${said}` : said;
  };
}
