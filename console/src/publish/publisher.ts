import { ApiError, send } from "../api/client";
import { backoffMs, pause } from "../live/backoff";
import { ended, gathered } from "../live/webrtc";
import { headersOf, type Right, refusalOf } from "./right";

/** "lost": it was on air, or is to be, and tries to get there (again). */
export type AirPhase = "connecting" | "onAir" | "lost";

const MOST_BITS_PER_SECOND = 2_500_000;

/**
 * Publishes a stream's picture (WHIP) until stopped, connecting anew whenever the network was lost.
 *
 * `enter` gets every change of phase, `fail` the error after which it makes no sense to go on.
 */
export class Publisher {
  private readonly right: Right;
  private readonly iceServers: RTCIceServer[];
  private readonly enter: (phase: AirPhase) => void;
  private readonly fail: (error: unknown) => void;
  private readonly stopped = new AbortController();
  private waiting = new AbortController();
  private track: MediaStreamTrack | null;
  private sender: RTCRtpSender | null = null;

  constructor(
    right: Right,
    iceServers: RTCIceServer[],
    stream: MediaStream,
    enter: (phase: AirPhase) => void,
    fail: (error: unknown) => void,
  ) {
    this.right = right;
    this.iceServers = iceServers;
    this.enter = enter;
    this.fail = fail;
    this.track = stream.getVideoTracks()[0] ?? null;
    addEventListener("online", this.hurry);
    void this.run();
  }

  stop(): void {
    removeEventListener("online", this.hurry);
    this.stopped.abort();
    this.waiting.abort();
  }

  /** Goes on with the picture of another camera. */
  async show(stream: MediaStream): Promise<void> {
    this.track = stream.getVideoTracks()[0] ?? null;
    await this.sender?.replaceTrack(this.track);
  }

  private hurry = (): void => this.waiting.abort();

  private async run(): Promise<void> {
    this.enter("connecting");
    for (let failures = 0; !this.stopped.signal.aborted; ) {
      try {
        await this.runOnce(() => {
          failures = 0;
          this.enter("onAir");
        });
      } catch (error) {
        if (this.stopped.signal.aborted) return;
        const final = refusalOf(error) !== null || (error instanceof ApiError && error.status === 409);
        if (final) {
          this.stop();
          this.fail(error);
          return;
        }
      }
      if (this.stopped.signal.aborted) return;
      this.enter("lost");
      this.waiting = new AbortController();
      await pause(backoffMs(failures++, Math.random()), this.waiting.signal);
    }
  }

  private async runOnce(connected: () => void): Promise<void> {
    const peer = new RTCPeerConnection({ iceServers: this.iceServers });
    const { signal } = this.stopped;
    let session: string | null = null;
    const leave = async () => {
      const left = session;
      session = null;
      if (left !== null) await this.end(left);
    };
    addEventListener("pagehide", leave);
    try {
      const { sender } = peer.addTransceiver(this.track ?? "video", {
        direction: "sendonly",
        sendEncodings: [{ maxBitrate: MOST_BITS_PER_SECOND }],
      });
      this.sender = sender;
      await peer.setLocalDescription();
      await gathered(peer, signal);
      const response = await send(`cameras/${encodeURIComponent(this.right.cameraId)}/whip`, {
        method: "POST",
        headers: { ...headersOf(this.right), "Content-Type": "application/sdp", Accept: "application/sdp" },
        body: peer.localDescription?.sdp ?? "",
        signal,
      });
      session = response.headers.get("Location");
      await peer.setRemoteDescription({ type: "answer", sdp: await response.text() });
      await keepSize(sender);
      await ended(peer, signal, connected);
    } finally {
      this.sender = null;
      removeEventListener("pagehide", leave);
      void leave().finally(() => peer.close());
    }
  }

  /** Tells the service that nothing more comes; survives the page. */
  private async end(session: string): Promise<void> {
    await fetch(session, { method: "DELETE", headers: headersOf(this.right), keepalive: true }).catch(
      () => {},
    );
  }
}

/** Where the network is slow the detector would rather have fewer pictures than small ones. */
async function keepSize(sender: RTCRtpSender): Promise<void> {
  const parameters: RTCRtpSendParameters = sender.getParameters();
  parameters.degradationPreference = "maintain-resolution";
  await sender.setParameters(parameters).catch(() => {});
}
