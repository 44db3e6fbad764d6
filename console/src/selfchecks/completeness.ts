import type { DueCheck, FormItem, SelfCheckGiven } from "../api/selfChecks";

export type Missing = "person" | "note" | "zero" | "why" | null;

/** The first thing that a record still needs; the service asks for the same. */
export function missingIn(
  given: Pick<SelfCheckGiven, "person" | "items" | "zero_risk" | "note">,
  violations: number,
): Missing {
  if (given.person.trim() === "") return "person";
  const problems = given.items.filter(({ verdict }) => verdict === "problem");
  if (problems.some(({ note }) => note.trim() === "")) return "note";
  if (problems.length === 0 && !given.zero_risk) return "zero";
  if (given.zero_risk && violations > 0 && given.note.trim() === "") return "why";
  return null;
}

/** The answers a draft starts from. */
export function answersOf(items: readonly FormItem[]): SelfCheckGiven["items"] {
  return items.map(({ key, verdict, note }) => ({ key, verdict, note }));
}

const DAY_MS = 24 * 3600_000;

/** Of what is due and not filed: what is to be filed within a day, and what is late. */
export function soonDue(
  checks: readonly Pick<DueCheck, "kind" | "due_at" | "owed" | "filed">[],
  now: number,
) {
  const open = checks.filter(({ owed, filed }) => owed && filed === null);
  const left = ({ due_at }: { due_at: string }) => Date.parse(due_at) - now;
  return {
    soon: open.filter((item) => left(item) >= 0 && left(item) <= DAY_MS),
    late: open.filter((item) => left(item) < 0),
  };
}
