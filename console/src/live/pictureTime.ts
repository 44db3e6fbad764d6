import type { Detections, StreamName } from "../api/types";

/** Which of the service's pictures the screen shows, and how to have them shown a little later. */
export interface PictureTime {
  /** Which of the camera's streams is shown; the service may give another than the one asked for. */
  stream: StreamName;
  /** In 1/90000 s as the service counts; null while unknown. Right up to multiples of 2^32. */
  pts: (frame: VideoFrameCallbackMetadata) => number | null;
  /** Asks that pictures wait about this long, so that what is said about them can be there in time. */
  delay: (ms: number) => void;
}

/** Which of the camera's streams an answer with a live view gives. */
export function streamOf(response: Response): StreamName {
  return response.headers.get("X-Stream") === "sub" ? "sub" : "main";
}

/** When these boxes are to be seen in a view of the stream, in its pts; null where that is not known. */
export function ptsIn(stream: StreamName | undefined, { pts, main_pts }: Detections): number | null {
  return stream === "main" ? main_pts : pts;
}

export const CLOCK_RATE = 90_000;

const WRAP = 2 ** 32;
const known = new WeakMap<HTMLVideoElement, PictureTime>();

export function setPictureTime(video: HTMLVideoElement, time: PictureTime | null): void {
  if (time === null) known.delete(video);
  else known.set(video, time);
}

export function pictureTime(video: HTMLVideoElement): PictureTime | null {
  return known.get(video) ?? null;
}

const shown = new WeakMap<HTMLVideoElement, VideoFrameCallbackMetadata>();

/** The picture now on the screen; told for each that comes there. */
export function noteShown(video: HTMLVideoElement, frame: VideoFrameCallbackMetadata): void {
  shown.set(video, frame);
}

/** The stream that is shown and the pts of the picture on the screen; null while that is not known. */
export function shownPicture(video: HTMLVideoElement): { stream: StreamName; pts: number } | null {
  const time = pictureTime(video);
  const frame = shown.get(video);
  const pts = time && frame ? time.pts(frame) : null;
  return time && pts !== null ? { stream: time.stream, pts } : null;
}

/** How much later (ms, negative: earlier) pts `a` is than `b`, both right up to multiples of 2^32. */
export function laterMs(a: number, b: number): number {
  const steps = (((a - b) % WRAP) + WRAP) % WRAP;
  return ((steps > WRAP / 2 ? steps - WRAP : steps) * 1000) / CLOCK_RATE;
}

const LEAST_CHANGE_MS = 40;
const MOST_DELAY_MS = 400;
const SPARE_MS = 40;
const FORGET_SHARE = 0.02;

/**
 * How long pictures must wait for their boxes: as long as boxes come late, and the time between two of
 * them, so that each picture is between two that are known.
 */
export class BoxDelay {
  private lateMs: number | null = null;
  private gapMs = 250;
  private last: number | null = null;
  private asked = 0;

  /** Boxes of `pts` arrived while the picture of `shown` was on the screen; the wait to ask for, if it changes. */
  arrived(pts: number, shown: number): number | null {
    // As if no wait had been asked for; the worst counts, and is slowly forgotten.
    const late = laterMs(shown, pts) + this.asked;
    this.lateMs = Math.max(
      late,
      this.lateMs === null ? late : this.lateMs + (late - this.lateMs) * FORGET_SHARE,
    );
    if (this.last !== null) {
      const gap = laterMs(pts, this.last);
      if (gap > 0 && gap < 500) this.gapMs += 0.1 * (gap - this.gapMs);
    }
    this.last = pts;
    const wanted = Math.min(MOST_DELAY_MS, Math.max(0, this.lateMs + this.gapMs + SPARE_MS));
    if (Math.abs(wanted - this.asked) < LEAST_CHANGE_MS) return null;
    this.asked = Math.round(wanted);
    return this.asked;
  }
}
