import type { Opinion, Review, Violation } from "../api/types";

export type StepKind = "started" | "detected" | "ended" | "acknowledged" | "lastSeen" | "waiting" | Opinion;

export interface Step {
  kind: StepKind;
  /** Null for what has not happened yet. */
  at: string | null;
  /** Of a review. */
  review?: Review;
}

/** What happened, in order of time, and then what is still to come. */
export function story(violation: Violation): Step[] {
  const { started_at, detected_at, ended_at, acknowledged_at } = violation;
  const past: Step[] = [
    { kind: "started", at: started_at },
    { kind: "detected", at: detected_at },
  ];
  if (ended_at !== null) past.push({ kind: "ended", at: ended_at });
  if (acknowledged_at !== null) past.push({ kind: "acknowledged", at: acknowledged_at });
  past.push(...violation.reviews.map((review) => ({ kind: review.opinion, at: review.at, review })));
  past.sort((a, b) => Date.parse(a.at ?? "") - Date.parse(b.at ?? ""));
  const coming: Step[] = [];
  if (ended_at === null) coming.push({ kind: "lastSeen", at: null });
  if (acknowledged_at === null) coming.push({ kind: "waiting", at: null });
  return [...past, ...coming];
}
