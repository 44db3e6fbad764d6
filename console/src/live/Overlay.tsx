import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Detections } from "../api/types";
import { useLive } from "./context";
import { drawBoxes } from "./drawing";
import { contain, type Size } from "./geometry";
import styles from "./LivePicture.module.css";

const FORGET_AFTER_MS = 1_500;

/** Draws a camera's boxes over its picture. Between mount and unmount React has no part in it. */
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
    let newest: Detections | null = null;
    let forget: ReturnType<typeof setTimeout> | undefined;

    const draw = () => {
      context.clearRect(0, 0, size.width, size.height);
      if (newest === null) return;
      const { videoWidth = 0, videoHeight = 0 } = video.current ?? {};
      const source = videoWidth > 0 ? { width: videoWidth, height: videoHeight } : newest;
      drawBoxes(context, newest.boxes, contain(source, size), size, (label) => t(`label.${label}`));
    };
    const resized = new ResizeObserver(() => {
      const density = window.devicePixelRatio;
      size = { width: element.clientWidth, height: element.clientHeight };
      element.width = Math.round(size.width * density);
      element.height = Math.round(size.height * density);
      context.scale(density, density);
      draw();
    });
    resized.observe(element);
    const stop = live.detections.on(cameraId, (detections) => {
      newest = detections;
      clearTimeout(forget);
      forget = setTimeout(() => {
        newest = null;
        draw();
      }, FORGET_AFTER_MS);
      draw();
    });
    return () => {
      stop();
      clearTimeout(forget);
      resized.disconnect();
      context.clearRect(0, 0, size.width, size.height);
    };
  }, [live, cameraId, video, t]);

  return <canvas ref={canvas} className={styles.overlay} />;
}
