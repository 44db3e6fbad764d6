import type { Clip, ClipTrouble, Picture, Violation } from "../api/types";

/** A clip is cut ten seconds after the snapshot and kept at once; much later it does not come any more. */
const COMES_WITHIN_MS = 60_000;

/** Why there is no clip to play: "coming" is not yet there, "lost" that nothing is known of it. */
export type NoClip = "coming" | "lost" | ClipTrouble;

/** now: milliseconds since the epoch. */
export function whyNoClip(violation: Pick<Violation, "original" | "clip_trouble">, now: number): NoClip {
  if (violation.clip_trouble !== null) return violation.clip_trouble;
  return now - Date.parse(violation.original.captured_at) < COMES_WITHIN_MS ? "coming" : "lost";
}

/** Where in the clip the snapshot was taken, in seconds; null where that is outside of it. */
export function markOf(clip: Clip, snapshot: Picture): number | null {
  const at = (Date.parse(snapshot.captured_at) - Date.parse(clip.captured_at)) / 1000;
  return at >= 0 && at <= clip.duration_ms / 1000 ? at : null;
}

/** A position or length in minutes and seconds, as players show it. */
export function minutes(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The name of a downloaded clip: which rule, which camera, when (UTC). */
export function fileName(rule: string, camera: string, clip: Clip): string {
  const at = clip.captured_at.slice(0, 19).replace(/[:T]/g, "-");
  return `${at} ${camera} ${rule}.mp4`.replace(/[\\/:*?"<>|]/g, "_");
}
