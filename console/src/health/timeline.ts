import type { HealthFinding, HealthKind } from "../api/types";
import { type Gravity, gravityOf, KINDS } from "./kinds";

/** A part of a strip: left and width as shares of it in [0, 1]. */
export interface Segment {
  finding: HealthFinding;
  gravity: Gravity;
  left: number;
  width: number;
}

const rank = (kind: HealthKind) => KINDS.indexOf(kind);

/**
 * The findings as parts of a strip from `since` to `until` (milliseconds since the epoch); what matters most
 * comes last, so that it is drawn on top.
 */
export function segments(findings: readonly HealthFinding[], since: number, until: number): Segment[] {
  const whole = Math.max(1, until - since);
  return findings
    .map((finding) => {
      const from = Math.max(since, Date.parse(finding.began_at));
      const to = finding.ended_at === null ? until : Math.min(until, Date.parse(finding.ended_at));
      return {
        finding,
        gravity: gravityOf(finding.kind),
        left: (from - since) / whole,
        width: (to - from) / whole,
      };
    })
    .filter(({ width }) => width >= 0)
    .sort((a, b) => rank(b.finding.kind) - rank(a.finding.kind) || a.left - b.left);
}
