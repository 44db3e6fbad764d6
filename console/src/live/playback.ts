import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import type { CameraState, StreamName } from "../api/types";
import { noteShown } from "./pictureTime";
import { LivePlayer, type PlayerPhase } from "./player";

/** What the browser itself can tell about a picture. */
export interface Playback {
  phase: PlayerPhase;
  /** Frames have arrived within the last two seconds. */
  advancing: boolean;
  /** When the picture on the screen last changed, in ms since the epoch; null before the first. */
  lastFrameAt: number | null;
}

export type PictureState = "live" | "connecting" | "stalled" | "offline";

const STILL_AFTER_MS = 2_000;
const SUCCESSION_MS = 4_000;
const CHECK_EVERY_MS = 250;
const RESTART_AFTER_MS = 5_000;
const RESTART_AT_LEAST_EVERY_MS = 60_000;

/** A picture is live only when its frames really advance, whatever anybody says. */
export function pictureState(camera: CameraState, playback: Playback): PictureState {
  if (playback.advancing) return "live";
  if (camera === "offline") return "offline";
  if (camera === "stalled" || playback.lastFrameAt !== null) return "stalled";
  return "connecting";
}

const NOTHING_YET: Playback = { phase: "connecting", advancing: false, lastFrameAt: null };

/** Measures whether a video element's frames advance, and reports only when the answer changes. */
class FrameWatch {
  private readonly element: HTMLVideoElement;
  private readonly report: (playback: Playback) => void;
  private readonly onDead: () => void;
  private readonly timer: ReturnType<typeof setInterval>;
  private handle: number;
  private reported = NOTHING_YET;
  private phase: PlayerPhase = "connecting";
  private previousFrameAt = 0;
  private lastFrameAt: number | null = null;
  private quietSince = Date.now();
  private patienceMs = RESTART_AFTER_MS;

  /** `onDead`: the connection stands and yet no frame has come for five seconds, then ten, and so on. */
  constructor(element: HTMLVideoElement, report: (playback: Playback) => void, onDead: () => void) {
    this.element = element;
    this.report = report;
    this.onDead = onDead;
    this.handle = element.requestVideoFrameCallback(this.onFrame);
    this.timer = setInterval(this.check, CHECK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.element.cancelVideoFrameCallback(this.handle);
  }

  enter(phase: PlayerPhase): void {
    this.phase = phase;
    this.quietSince = Date.now();
    this.check();
  }

  private onFrame = (_: number, frame: VideoFrameCallbackMetadata): void => {
    const now = Date.now();
    noteShown(this.element, frame);
    // One frame alone does not advance: browsers show a single black one when a stream ends.
    if (now - this.previousFrameAt < SUCCESSION_MS) this.lastFrameAt = now;
    this.previousFrameAt = now;
    this.handle = this.element.requestVideoFrameCallback(this.onFrame);
  };

  private check = (): void => {
    const now = Date.now();
    // A hidden page gets no frame callbacks, which says nothing about the camera.
    if (document.hidden) {
      this.quietSince = now;
      return;
    }
    const { phase, lastFrameAt, reported } = this;
    const advancing = lastFrameAt !== null && now - lastFrameAt < STILL_AFTER_MS;
    if (advancing) {
      this.quietSince = now;
      this.patienceMs = RESTART_AFTER_MS;
    }
    if (reported.phase !== phase || reported.advancing !== advancing) {
      this.reported = { phase, advancing, lastFrameAt };
      this.report(this.reported);
    }
    if (phase === "connected" && now - this.quietSince > this.patienceMs) {
      this.quietSince = now;
      this.patienceMs = Math.min(2 * this.patienceMs, RESTART_AT_LEAST_EVERY_MS);
      this.onDead();
    }
  };
}

/**
 * Plays a camera in the video element while `wanted`, and says whether the picture moves.
 *
 * Renders again only when the answer changes, never per frame.
 */
export function usePlayback(
  video: RefObject<HTMLVideoElement | null>,
  cameraId: string,
  stream: StreamName | null,
  camera: CameraState,
  wanted: boolean,
): Playback {
  const [playback, setPlayback] = useState(NOTHING_YET);
  const player = useRef<LivePlayer | null>(null);
  const shouldMove = useEffectEvent(() => camera === "online");

  useEffect(() => {
    const element = video.current;
    if (element === null || !wanted) return;
    const watch = new FrameWatch(element, setPlayback, () => {
      if (shouldMove()) player.current?.restart();
    });
    player.current = new LivePlayer(cameraId, stream, element, (phase) => watch.enter(phase));
    const onReady = () => void play(element);
    element.addEventListener("loadedmetadata", onReady);
    const onVisible = () => {
      if (!document.hidden) void play(element);
    };
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      document.removeEventListener("visibilitychange", onVisible);
      element.removeEventListener("loadedmetadata", onReady);
      watch.stop();
      player.current?.stop();
      player.current = null;
      element.srcObject = null;
      setPlayback(NOTHING_YET);
    };
  }, [video, cameraId, stream, wanted]);

  useEffect(() => {
    if (camera === "online") player.current?.hurry();
  }, [camera]);

  return playback;
}

/** A browser that refuses to start the muted picture will do so at the next occasion. */
async function play(element: HTMLVideoElement): Promise<void> {
  await element.play().catch(() => {});
}
