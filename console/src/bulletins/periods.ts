export const KINDS = ["weekly", "monthly", "quarterly"] as const;
export type BulletinKind = (typeof KINDS)[number];

const DAY_MS = 86_400_000;

/** First and last day of the week (from Monday), month or quarter that holds `day`; days like 2026-11-02. */
export function daysOf(kind: BulletinKind, day: string): { first: string; last: string } {
  const at = new Date(`${day}T00:00:00Z`);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  if (kind === "weekly") {
    const monday = at.getTime() - ((at.getUTCDay() + 6) % 7) * DAY_MS;
    return { first: iso(monday), last: iso(monday + 6 * DAY_MS) };
  }
  const months = kind === "monthly" ? 1 : 3;
  const begin = Math.floor(month / months) * months;
  return { first: iso(Date.UTC(year, begin, 1)), last: iso(Date.UTC(year, begin + months, 0)) };
}

/** The periods that are over by `today`, the newest first. */
export function periodsOver(
  kind: BulletinKind,
  today: string,
  count: number,
): { first: string; last: string }[] {
  const found: { first: string; last: string }[] = [];
  let next = daysOf(kind, today).first;
  while (found.length < count) {
    const period = daysOf(kind, iso(Date.parse(next) - DAY_MS));
    found.push(period);
    next = period.first;
  }
  return found;
}

/** The ISO week of a Monday. */
export function weekOf(monday: string): { year: number; week: number } {
  const thursday = new Date(Date.parse(monday) + 3 * DAY_MS);
  const year = thursday.getUTCFullYear();
  return { year, week: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
