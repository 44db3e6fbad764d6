import type { Box, Detections } from "../api/types";
import { laterMs } from "./pictureTime";

const MOST_GAP_MS = 700;

/**
 * The boxes to draw over the picture of `pts`: those nearest in time, moved to where they are between
 * what was seen before and after it. None where nothing was seen within `mostMs`.
 *
 * recent: by growing time.
 */
export function boxesAt(recent: readonly Detections[], pts: number, mostMs: number): readonly Box[] | null {
  const after = recent.find((item) => laterMs(item.pts, pts) >= 0);
  const before = recent.findLast((item) => laterMs(item.pts, pts) < 0);
  const toBefore = before === undefined ? Number.POSITIVE_INFINITY : laterMs(pts, before.pts);
  const toAfter = after === undefined ? Number.POSITIVE_INFINITY : laterMs(after.pts, pts);
  const [near, far] = toBefore < toAfter ? [before, after] : [after, before];
  if (near === undefined || Math.min(toBefore, toAfter) > mostMs) return null;
  if (far === undefined || toBefore + toAfter > MOST_GAP_MS) return near.boxes;
  const share = Math.min(toBefore, toAfter) / (toBefore + toAfter);
  const free = new Set(far.boxes);
  return near.boxes.map((box) => {
    const same = counterpart(box, free);
    if (same === null) return box;
    free.delete(same);
    return { ...box, xyxy: mix(box.xyxy, same.xyxy, share) };
  });
}

/** The same thing in the other picture: of the same person and kind, or the one that overlaps most. */
function counterpart(box: Box, others: ReadonlySet<Box>): Box | null {
  let best: Box | null = null;
  let most = 0;
  for (const other of others) {
    if (other.label !== box.label || other.track_id !== box.track_id) continue;
    const shared = overlap(box.xyxy, other.xyxy);
    if (shared > most) {
      best = other;
      most = shared;
    }
  }
  return best;
}

function overlap(a: Box["xyxy"], b: Box["xyxy"]): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return Math.max(0, width) * Math.max(0, height);
}

function mix(a: Box["xyxy"], b: Box["xyxy"], share: number): Box["xyxy"] {
  const at = (index: 0 | 1 | 2 | 3) => a[index] + share * (b[index] - a[index]);
  return [at(0), at(1), at(2), at(3)];
}
