import type { Camera, HealthFinding, HealthKind } from "../api/types";
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

const worst = (camera: Camera) => Math.min(KINDS.length, ...camera.health.map(rank));

/** What needs eyes first: by what is wrong now, then by how seldom it was online, then by name. */
export function byNeed(cameras: readonly Camera[], rates: ReadonlyMap<string, number | null>): Camera[] {
  const rate = (camera: Camera) => rates.get(camera.id) ?? 1;
  return cameras.toSorted(
    (a, b) =>
      worst(a) - worst(b) ||
      b.health.length - a.health.length ||
      rate(a) - rate(b) ||
      a.name.localeCompare(b.name),
  );
}
