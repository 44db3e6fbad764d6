import { useLanguage } from "../i18n/language";
import { duration } from "../time/relative";
import { type Measure, UNITS } from "./measures";

/** A measure's value as people read it; a dash where there was nothing to measure. */
export function useAmount(): (measure: Measure, value: number | null) => string {
  const [language] = useLanguage();
  return (measure, value) => {
    if (value === null) return "–";
    switch (UNITS[measure]) {
      case "share":
        // Rounded down: 100 % is said of nothing that is not whole.
        return `${(Math.floor(value * 1000) / 10).toLocaleString(language)}%`;
      case "time":
        return duration(value * 1000, language);
      case "count":
        return value.toLocaleString(language);
    }
  };
}
