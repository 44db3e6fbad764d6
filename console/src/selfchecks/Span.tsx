import { useLanguage } from "../i18n/language";

/** A day, or from one to another, as the reader writes days. They are local days, so no zone is applied. */
export function Span({ first, last }: { first: string; last: string }) {
  const [language] = useLanguage();
  const format = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", timeZone: "UTC" });
  const from = format.format(Date.parse(first));
  return <span>{first === last ? from : `${from} – ${format.format(Date.parse(last))}`}</span>;
}
