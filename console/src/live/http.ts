import { send } from "../api/client";
import type { StreamName } from "../api/types";
import { CLOCK_RATE, setPictureTime, streamOf } from "./pictureTime";

const BEHIND_S = 0.35;
const FAR_BEHIND_S = 1.5;
const NEAR_EDGE_S = 0.1;
const KEPT_S = 20;
const CATCH_UP = 1.08;

/**
 * Shows a camera in the video element from fragmented MP4 over HTTP: where no UDP gets through.
 *
 * Returns when the stream has ended or the signal was aborted.
 */
export async function watchByHttp(
  cameraId: string,
  stream: StreamName | null,
  video: HTMLVideoElement,
  signal: AbortSignal,
  connected: () => void,
): Promise<void> {
  const wanted = stream === null ? "" : `?stream=${stream}`;
  const response = await send(`cameras/${encodeURIComponent(cameraId)}/live.mp4${wanted}`, { signal });
  const type = response.headers.get("Content-Type") ?? "";
  if (response.body === null || !("MediaSource" in globalThis) || !MediaSource.isTypeSupported(type)) {
    await response.body?.cancel();
    throw new Error(`this browser does not play ${type}`);
  }
  const firstPts = Number(response.headers.get("X-First-Pts"));
  const source = new MediaSource();
  let waits = 0;
  const address = URL.createObjectURL(source);
  try {
    const opened = happens(source, "sourceopen");
    video.srcObject = null;
    video.src = address;
    await opened;
    setPictureTime(video, {
      stream: streamOf(response),
      pts: ({ mediaTime }) => firstPts + Math.round(mediaTime * CLOCK_RATE),
      delay: (ms) => {
        waits = ms / 1000;
      },
    });
    const buffer = source.addSourceBuffer(type);
    const reader = response.body.getReader();
    for (let parts = 0; ; parts += 1) {
      const { done, value } = await reader.read();
      if (done) return;
      await append(buffer, value);
      if (parts === 0) connected();
      follow(video, waits);
      await trim(buffer, video.currentTime);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    setPictureTime(video, null);
    video.playbackRate = 1;
    URL.revokeObjectURL(address);
    if (video.src === address) video.removeAttribute("src");
  }
}

async function append(buffer: SourceBuffer, part: Uint8Array<ArrayBuffer>): Promise<void> {
  const appended = happens(buffer, "updateend");
  buffer.appendBuffer(part);
  await appended;
}

/** Keeps the picture `waitS` behind the newest: a little faster or slower when a little off, at once when far. */
function follow(video: HTMLVideoElement, waitS: number): void {
  const { buffered } = video;
  if (buffered.length === 0) return;
  const last = buffered.length - 1;
  const behind = buffered.end(last) - video.currentTime - waitS;
  if (behind > FAR_BEHIND_S || video.currentTime < buffered.start(last)) {
    video.currentTime = Math.max(buffered.start(last), buffered.end(last) - waitS - NEAR_EDGE_S);
  }
  video.playbackRate = behind > BEHIND_S ? CATCH_UP : behind < 0 ? 1 / CATCH_UP : 1;
}

async function trim(buffer: SourceBuffer, now: number): Promise<void> {
  if (buffer.buffered.length === 0 || now - buffer.buffered.start(0) < 2 * KEPT_S) return;
  const removed = happens(buffer, "updateend");
  buffer.remove(0, now - KEPT_S);
  await removed;
}

function happens(target: EventTarget, type: string): Promise<void> {
  return new Promise((resolve) => {
    target.addEventListener(type, () => resolve(), { once: true });
  });
}
