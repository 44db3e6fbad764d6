import { useTranslation } from "react-i18next";
import type { CaseLine } from "../api/cases";

/** What a case is about: the rule broken, or the finder's own words. */
export function useCaseTitle(): (item: Pick<CaseLine, "rule" | "what">) => string {
  const { t } = useTranslation();
  return ({ rule, what }) => (rule === null ? what : t(`rule.${rule}`));
}
