/** A day without a time, in the reader's words; `day` like 2026-11-02. */
export function dayWords(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { month: "short", day: "numeric", timeZone: "UTC" }).format(
    Date.parse(day),
  );
}

/** A day with its year, in the reader's words. */
export function wholeDay(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(day));
}

/** The day in China, where the records are kept, like 2026-11-02. */
export function dayInChina(moment: Date): string {
  return moment.toLocaleDateString("sv", { timeZone: "Asia/Shanghai" });
}

/** Whole days from the reader's today until this day; below zero where it has passed. */
export function daysUntil(day: string, now: Date): number {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((Date.parse(day) - today) / 86_400_000);
}

/** The quarter of the reader's calendar, like 2026-Q4. */
export function quarterOf(now: Date): string {
  return `${now.getFullYear()}-Q${Math.floor(now.getMonth() / 3) + 1}`;
}
