/** How a deadline stands: what is left of it or how long it has passed, and how much of the time is used. */
export interface Due {
  overdue: boolean;
  /** Milliseconds to the deadline, or since it. */
  ms: number;
  /** In [0, 1]. */
  used: number;
}

/** turnAt, dueAt, now: milliseconds since the epoch. */
export function dueOf(turnAt: number, dueAt: number, now: number): Due {
  const used = (now - turnAt) / Math.max(1, dueAt - turnAt);
  return { overdue: now >= dueAt, ms: Math.abs(dueAt - now), used: Math.min(1, Math.max(0, used)) };
}

export type Urgency = "calm" | "soon" | "overdue";

/** Soon: three quarters of the time are used, when the first reminder is sent. */
export function urgencyOf({ overdue, used }: Due): Urgency {
  return overdue ? "overdue" : used >= 0.75 ? "soon" : "calm";
}
