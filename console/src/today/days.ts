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

const DAY_MS = 24 * 3600_000;

/** Whole days from today in China, wherever the reader is, until this day; below zero where it has passed. */
export function daysUntil(day: string, now: Date): number {
  return (Date.parse(day) - Date.parse(dayInChina(now))) / DAY_MS;
}

/** So long before it ends a commitment is said to end. */
const EXPIRES_SOON_DAYS = 30;

/** Whether a commitment is to be signed, and why: nothing is in force, the text is another, or it ends soon. */
export function commitmentNeeds(
  own: { signature: { valid_until: string } | null; is_newest: boolean },
  now: number,
): { what: "unsigned" | "renewed" | "expires"; days: number } | null {
  if (own.signature === null) return { what: "unsigned", days: 0 };
  if (!own.is_newest) return { what: "renewed", days: 0 };
  const days = Math.ceil((Date.parse(own.signature.valid_until) - now) / DAY_MS);
  return days <= EXPIRES_SOON_DAYS ? { what: "expires", days: Math.max(0, days) } : null;
}

/** The quarter in China, like 2026-Q4. */
export function quarterInChina(moment: Date): string {
  const [year, month] = dayInChina(moment).split("-").map(Number);
  return `${year}-Q${Math.floor(((month ?? 1) - 1) / 3) + 1}`;
}
