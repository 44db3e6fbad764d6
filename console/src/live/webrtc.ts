import { csrfHeaders, get, send } from "../api/client";
import type { StreamName } from "../api/types";
import { pause } from "./backoff";
import { iceServers } from "./iceServers";
import { setPictureTime, streamOf } from "./pictureTime";

/** The service answered, but no packet finds its way between it and this browser. */
export class NoWay extends Error {}

const GATHER_WITHIN_MS = 2_000;
const CONNECT_WITHIN_MS = 4_000;

/**
 * The straight-line life of one WebRTC connection (WHEP) that shows a camera in the video element.
 *
 * Returns when it has ended; throws NoWay when it never came about.
 */
export async function watchByWebRtc(
  cameraId: string,
  stream: StreamName | null,
  video: HTMLVideoElement,
  signal: AbortSignal,
  connected: () => void,
): Promise<void> {
  const peer = new RTCPeerConnection({ iceServers: await iceServers(signal) });
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
      video.srcObject = streams[0] ?? new MediaStream([track]);
    });
    await peer.setLocalDescription();
    await gathered(peer, signal);
    const wanted = stream === null ? "" : `?stream=${stream}`;
    const response = await send(`cameras/${encodeURIComponent(cameraId)}/whep${wanted}`, {
      method: "POST",
      headers: { "Content-Type": "application/sdp", Accept: "application/sdp" },
      body: peer.localDescription?.sdp ?? "",
      signal,
    });
    session = response.headers.get("Location");
    await peer.setRemoteDescription({ type: "answer", sdp: await response.text() });
    await ended(peer, signal, () => {
      connected();
      void tellTime(peer, video, session, streamOf(response), signal);
    });
  } finally {
    setPictureTime(video, null);
    removeEventListener("pagehide", leave);
    // In this order: a connection seen to close would end the session before it is deleted.
    void leave().finally(() => peer.close());
  }
}

/** Makes the time of the pictures known, as soon as the service knows how this view counts. */
async function tellTime(
  peer: RTCPeerConnection,
  video: HTMLVideoElement,
  session: string | null,
  stream: StreamName,
  signal: AbortSignal,
): Promise<void> {
  if (session === null) return;
  const [receiver] = peer.getReceivers();
  for (let attempt = 0; attempt < 10 && !signal.aborted; attempt += 1) {
    const { rtp_origin: origin } = await get<{ rtp_origin: number | null }>(session, signal).catch(() => ({
      rtp_origin: null,
    }));
    if (signal.aborted || peer.connectionState !== "connected") return;
    if (origin !== null) {
      setPictureTime(video, {
        stream,
        pts: ({ rtpTimestamp }) => (rtpTimestamp === undefined ? null : rtpTimestamp - origin),
        delay: (ms) => {
          if (receiver !== undefined && "jitterBufferTarget" in receiver) receiver.jitterBufferTarget = ms;
        },
      });
      return;
    }
    await pause(200, signal);
  }
}

/** Tells the service that the viewer is gone; survives the page. */
async function end(session: string): Promise<void> {
  await fetch(session, { method: "DELETE", headers: csrfHeaders(), keepalive: true }).catch(() => {});
}

/** Resolves when every candidate is in the local description, or after two seconds: then those found will do. */
export function gathered(peer: RTCPeerConnection, signal: AbortSignal): Promise<void> {
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

/** Resolves when the connection is lost or the signal aborted; rejects when it does not come about. */
export function ended(peer: RTCPeerConnection, signal: AbortSignal, connected: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let disconnected: ReturnType<typeof setTimeout> | undefined;
    let everConnected = false;
    const giveUp = () => reject(new NoWay());
    const patience = setTimeout(giveUp, CONNECT_WITHIN_MS);
    const check = () => {
      clearTimeout(disconnected);
      switch (peer.connectionState) {
        case "connected":
          clearTimeout(patience);
          everConnected = true;
          connected();
          break;
        case "disconnected":
          // Often heals by itself; ICE takes up to half a minute to call it failed.
          disconnected = setTimeout(resolve, 5_000);
          break;
        case "failed":
        case "closed":
          clearTimeout(patience);
          if (everConnected || signal.aborted) resolve();
          else giveUp();
          break;
      }
    };
    peer.addEventListener("connectionstatechange", check);
    signal.addEventListener("abort", () => {
      clearTimeout(patience);
      clearTimeout(disconnected);
      resolve();
    });
    check();
  });
}
