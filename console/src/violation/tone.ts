import type { Role, Violation } from "../api/types";

/** "act": the reader must do something now. "wait": somebody else must. "done": nobody has to. */
export type Tone = "act" | "wait" | "done";

export function toneFor(role: Role, violation: Pick<Violation, "state">): Tone {
  if (violation.state === "acknowledged") return "done";
  return role === "business" ? "act" : "wait";
}
