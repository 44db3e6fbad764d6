import type { Violation } from "../api/types";

export type Certainty = "high" | "fair" | "low";

/** How sure the system is, in three words: how one-sided the votes were and how clear the clearest was. */
export function certainty({ votes, peak_score }: Pick<Violation, "votes" | "peak_score">): Certainty {
  const judged = votes.missing + votes.present;
  const share = judged === 0 ? 0 : votes.missing / judged;
  if (share >= 0.9 && peak_score >= 0.7 && judged >= 5) return "high";
  return share >= 0.75 && peak_score >= 0.5 ? "fair" : "low";
}
