import { ApiError } from "../api/client";
import type { StreamName } from "../api/types";
import { backoffMs, pause } from "./backoff";
import { watchByHttp } from "./http";
import { NoWay, watchByWebRtc } from "./webrtc";

/** Where the attempt to get a picture stands; "full": the service gives no further live view now. */
export type PlayerPhase = "connecting" | "connected" | "waiting" | "full";

const WAIT_FOR_CAMERA_MS = 10_000;
const BLOCKED_FOR_MS = 600_000;

/** A network that lets no WebRTC through does so for every camera: until then (ms since the epoch). */
let webRtcBlockedUntil = 0;

/**
 * Shows one camera in a video element until stopped, connecting anew whenever the connection is lost.
 *
 * By WebRTC, or by HTTP where that finds no way.
 */
export class LivePlayer {
  private readonly cameraId: string;
  private readonly stream: StreamName | null;
  private readonly video: HTMLVideoElement;
  private readonly enter: (phase: PlayerPhase) => void;
  private readonly stopped = new AbortController();
  private attempt = new AbortController();
  /** Aborted to cut a pause between attempts short. */
  private waiting = new AbortController();

  /** stream: the one that is wanted; null leaves it to the service, which gives the smaller one. */
  constructor(
    cameraId: string,
    stream: StreamName | null,
    video: HTMLVideoElement,
    enter: (phase: PlayerPhase) => void,
  ) {
    this.cameraId = cameraId;
    this.stream = stream;
    this.video = video;
    this.enter = enter;
    void this.run();
  }

  stop(): void {
    this.stopped.abort();
    this.attempt.abort();
    this.waiting.abort();
  }

  /** Drops the present connection, if any, and tries again without further waiting. */
  restart(): void {
    this.attempt.abort();
    this.waiting.abort();
  }

  /** Tries again at once if it is waiting between two attempts. */
  hurry(): void {
    this.waiting.abort();
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped.signal.aborted; ) {
      this.attempt = new AbortController();
      let delay = 0;
      try {
        this.enter("connecting");
        await this.runOnce(this.attempt.signal, () => {
          failures = 0;
          this.enter("connected");
        });
        delay = backoffMs(failures++, Math.random());
      } catch (error) {
        delay = backoffMs(failures++, Math.random());
        if (error instanceof ApiError && error.code === "camera_offline") delay = WAIT_FOR_CAMERA_MS;
        if (error instanceof ApiError && error.status === 401) return;
        if (!this.stopped.signal.aborted) {
          const full = error instanceof ApiError && error.code === "live_unavailable";
          this.enter(full ? "full" : "waiting");
        }
      }
      this.waiting = new AbortController();
      if (this.attempt.signal.aborted) delay = Math.min(delay, 200);
      if (!this.stopped.signal.aborted) await pause(delay, this.waiting.signal);
    }
  }

  private async runOnce(signal: AbortSignal, connected: () => void): Promise<void> {
    if (Date.now() >= webRtcBlockedUntil) {
      try {
        return await watchByWebRtc(this.cameraId, this.stream, this.video, signal, connected);
      } catch (error) {
        if (error instanceof NoWay) webRtcBlockedUntil = Date.now() + BLOCKED_FOR_MS;
        // Without a free UDP port the service can still send over HTTP; if it can't, it says so again.
        else if (!(error instanceof ApiError && error.code === "live_unavailable")) throw error;
      }
    }
    await watchByHttp(this.cameraId, this.stream, this.video, signal, connected);
  }
}
