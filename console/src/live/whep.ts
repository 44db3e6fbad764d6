import { ApiError, csrfHeaders, send } from "../api/client";
import { backoffMs, pause } from "./backoff";

/** Where the attempt to get a picture stands; "full": the service gives no further live view now. */
export type WhepPhase = "connecting" | "connected" | "waiting" | "full";

const GATHER_WITHIN_MS = 2_000;
const WAIT_FOR_CAMERA_MS = 10_000;

interface Listener {
  stream: (stream: MediaStream) => void;
  phase: (phase: WhepPhase) => void;
}

/** Watches one camera by WebRTC until stopped, connecting anew whenever the connection is lost. */
export class WhepPlayer {
  private readonly cameraId: string;
  private readonly listener: Listener;
  private readonly stopped = new AbortController();
  private attempt = new AbortController();
  /** Aborted to cut a pause between attempts short. */
  private waiting = new AbortController();

  constructor(cameraId: string, listener: Listener) {
    this.cameraId = cameraId;
    this.listener = listener;
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
        this.listener.phase("connecting");
        await this.runOnce(this.attempt.signal, () => {
          failures = 0;
        });
        delay = backoffMs(failures++, Math.random());
      } catch (error) {
        delay = backoffMs(failures++, Math.random());
        if (error instanceof ApiError && error.code === "camera_offline") delay = WAIT_FOR_CAMERA_MS;
        if (error instanceof ApiError && error.status === 401) return;
        if (!this.stopped.signal.aborted) {
          const full = error instanceof ApiError && error.code === "live_unavailable";
          this.listener.phase(full ? "full" : "waiting");
        }
      }
      this.waiting = new AbortController();
      if (this.attempt.signal.aborted) delay = Math.min(delay, 200);
      if (!this.stopped.signal.aborted) await pause(delay, this.waiting.signal);
    }
  }

  /** The straight-line life of one connection; returns when it has ended. */
  private async runOnce(signal: AbortSignal, connected: () => void): Promise<void> {
    const peer = new RTCPeerConnection();
    let session: string | null = null;
    const leave = async () => {
      const left = session;
      session = null;
      if (left !== null) await end(left);
    };
    addEventListener("pagehide", leave);
    try {
      peer.addTransceiver("video", { direction: "recvonly" });
      peer.addEventListener("track", ({ track, streams }) => {
        this.listener.stream(streams[0] ?? new MediaStream([track]));
      });
      await peer.setLocalDescription();
      await gathered(peer, signal);
      const response = await send(`cameras/${encodeURIComponent(this.cameraId)}/whep`, {
        method: "POST",
        headers: { "Content-Type": "application/sdp", Accept: "application/sdp" },
        body: peer.localDescription?.sdp ?? "",
        signal,
      });
      session = response.headers.get("Location");
      await peer.setRemoteDescription({ type: "answer", sdp: await response.text() });
      await ended(peer, signal, () => {
        connected();
        this.listener.phase("connected");
      });
    } finally {
      removeEventListener("pagehide", leave);
      // In this order: a connection seen to close would end the session before it is deleted.
      void leave().finally(() => peer.close());
    }
  }
}

/** Tells the service that the viewer is gone; survives the page. */
async function end(session: string): Promise<void> {
  await fetch(session, { method: "DELETE", headers: csrfHeaders(), keepalive: true }).catch(() => {});
}

/** Resolves when every candidate is in the local description: the service takes no trickle. */
function gathered(peer: RTCPeerConnection, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const enough = setTimeout(resolve, GATHER_WITHIN_MS);
    const check = () => {
      if (peer.iceGatheringState !== "complete") return;
      clearTimeout(enough);
      resolve();
    };
    peer.addEventListener("icegatheringstatechange", check);
    signal.addEventListener("abort", () => resolve());
    check();
  });
}

/** Resolves when the connection is lost or the signal aborted. */
function ended(peer: RTCPeerConnection, signal: AbortSignal, connected: () => void): Promise<void> {
  return new Promise((resolve) => {
    let disconnected: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      clearTimeout(disconnected);
      switch (peer.connectionState) {
        case "connected":
          connected();
          break;
        case "disconnected":
          // Often heals by itself; ICE takes up to half a minute to call it failed.
          disconnected = setTimeout(resolve, 5_000);
          break;
        case "failed":
        case "closed":
          resolve();
          break;
      }
    };
    peer.addEventListener("connectionstatechange", check);
    signal.addEventListener("abort", () => {
      clearTimeout(disconnected);
      resolve();
    });
    check();
  });
}
