import { useCallback, useRef, useState } from "react";
import { type Capture, capture } from "../api/captures";
import { ApiError } from "../api/client";
import type { Camera } from "../api/types";
import { shownPicture } from "../live/pictureTime";

const PREVIEW_WIDTH = 480;
const MOST = 3;

/** A picture just captured: at once as the browser showed it, then as the service keeps it. */
export interface Shot {
  id: number;
  camera: Camera;
  preview: string;
  kept: Capture | null;
  /** The service's code, once it has refused. */
  failed: string | null;
}

export type Shoot = (camera: Camera, video: HTMLVideoElement) => void;

/** The captures of this visit, newest first. `onKept` hears of each that the service has kept. */
export function useShots(onKept?: (kept: Capture) => void) {
  const [shots, setShots] = useState<readonly Shot[]>([]);
  const next = useRef(0);
  const heard = useRef(onKept);
  heard.current = onKept;
  const shoot = useCallback<Shoot>((camera, video) => {
    const preview = still(video);
    if (preview === null) return;
    const id = next.current++;
    const change = (part: Partial<Shot>) =>
      setShots((all) => all.map((shot) => (shot.id === id ? { ...shot, ...part } : shot)));
    setShots((all) => [{ id, camera, preview, kept: null, failed: null }, ...all].slice(0, MOST));
    capture(camera.id, shownPicture(video)).then(
      (kept) => {
        change({ kept });
        heard.current?.(kept);
      },
      (error: unknown) => change({ failed: error instanceof ApiError ? error.code : "other" }),
    );
  }, []);
  const drop = useCallback((id: number) => setShots((all) => all.filter((shot) => shot.id !== id)), []);
  return { shots, shoot, drop };
}

/** What the video shows now; null before its first picture. */
function still(video: HTMLVideoElement): string | null {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0) return null;
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(PREVIEW_WIDTH, videoWidth);
  canvas.height = Math.round((canvas.width * videoHeight) / videoWidth);
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.85);
}
