import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Box, Detections } from "../api/types";
import { boxesAt } from "./between";
import { useLive } from "./context";
import { drawBoxes } from "./drawing";
import { contain, type Size } from "./geometry";
import styles from "./LivePicture.module.css";
import { BoxDelay, pictureTime, ptsIn } from "./pictureTime";

const FORGET_AFTER_MS = 1_500;
const MOST_APART_MS = 600;
const KEPT = 12;

/**
 * Draws over each picture where its boxes are at that time; the newest boxes where its time is not known.
 *
 * Between mount and unmount React has no part in it.
 */
export function Overlay({
  cameraId,
  video,
}: {
  cameraId: string;
  video: RefObject<HTMLVideoElement | null>;
}) {
  const live = useLive();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { t } = useTranslation();

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    let size: Size = { width: 0, height: 0 };
    let recent: Detections[] = [];
    let drawn: readonly Box[] | null = null;
    let shownPts: number | null = null;
    let handle = 0;
    let forget: ReturnType<typeof setTimeout> | undefined;
    const delay = new BoxDelay();
    const screen = video.current;

    const draw = () => {
      context.clearRect(0, 0, size.width, size.height);
      if (drawn === null) return;
      const { videoWidth = 0, videoHeight = 0 } = video.current ?? {};
      const source = videoWidth > 0 ? { width: videoWidth, height: videoHeight } : recent.at(-1);
      if (source === undefined) return;
      drawBoxes(context, drawn, contain(source, size), size, (label) => t(`label.${label}`));
    };
    const choose = () => {
      const newest = recent.at(-1);
      const best = shownPts === null ? (newest?.boxes ?? null) : boxesAt(recent, shownPts, MOST_APART_MS);
      if (best === drawn) return;
      drawn = best;
      draw();
    };
    const onPicture = (_: number, frame: VideoFrameCallbackMetadata) => {
      if (screen === null) return;
      shownPts = pictureTime(screen)?.pts(frame) ?? null;
      choose();
      handle = screen.requestVideoFrameCallback(onPicture);
    };
    if (screen !== null) handle = screen.requestVideoFrameCallback(onPicture);
    const resized = new ResizeObserver(() => {
      const density = window.devicePixelRatio;
      size = { width: element.clientWidth, height: element.clientHeight };
      element.width = Math.round(size.width * density);
      element.height = Math.round(size.height * density);
      context.scale(density, density);
      draw();
    });
    resized.observe(element);
    const stop = live.detections.on(cameraId, (found) => {
      const pts = ptsIn(screen === null ? undefined : pictureTime(screen)?.stream, found);
      if (pts === null) return;
      const detections = { ...found, pts };
      recent = [...recent.slice(1 - KEPT), detections];
      if (shownPts !== null && screen !== null) {
        const wait = delay.arrived(detections.pts, shownPts);
        if (wait !== null) pictureTime(screen)?.delay(wait);
      }
      clearTimeout(forget);
      forget = setTimeout(() => {
        recent = [];
        choose();
      }, FORGET_AFTER_MS);
      choose();
    });
    return () => {
      stop();
      clearTimeout(forget);
      screen?.cancelVideoFrameCallback(handle);
      if (screen !== null) pictureTime(screen)?.delay(0);
      resized.disconnect();
      context.clearRect(0, 0, size.width, size.height);
    };
  }, [live, cameraId, video, t]);

  return <canvas ref={canvas} className={styles.overlay} />;
}
