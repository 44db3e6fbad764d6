import type { FormItem, SelfCheckGiven } from "../api/selfChecks";

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
