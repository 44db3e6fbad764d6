const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
  ["second", SECOND],
] as const;

/**
 * How long ago, in one unit: `justNow` below ten seconds and for clocks that differ, a date after a week.
 *
 * at, now: milliseconds since the epoch.
 */
export function relativeTime(at: number, now: number, language: string, justNow: string): string {
  const age = now - at;
  if (age < 10 * SECOND) return justNow;
  if (age >= 7 * DAY) return shortDate(at, now, language);
  const [unit, length] = UNITS.find(([, length]) => age >= length) ?? UNITS[3];
  const format = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "narrow" });
  return format.format(-Math.floor(age / length), unit);
}

function shortDate(at: number, now: number, language: string): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = { month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(language, sameYear ? options : { ...options, year: "numeric" }).format(at);
}

/** Date and time to the second in the reader's zone, with the zone's name. */
export function absoluteTime(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).format(at);
}

/** Time of day to the second, with the date in front when it is not `now`'s day. */
export function clockTime(at: number, now: number, language: string): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  const time: Intl.DateTimeFormatOptions = {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  };
  return new Intl.DateTimeFormat(
    language,
    sameDay ? time : { ...time, month: "2-digit", day: "2-digit" },
  ).format(at);
}

/** A length of time in its two largest units, e.g. 1 min 5 sec; never below one second. */
export function duration(ms: number, language: string): string {
  let rest = Math.max(SECOND, Math.round(ms / SECOND) * SECOND);
  const parts: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    if (count === 0 && parts.length === 0) continue;
    if (count > 0) {
      parts.push(
        new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count),
      );
    }
    rest -= count * length;
    if (parts.length === 2 || count === 0) break;
  }
  return parts.join(" ");
}
