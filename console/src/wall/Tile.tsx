import { Camera as CameraIcon, Maximize } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Camera, HealthKind } from "../api/types";
import type { Shoot } from "../capture/useShots";
import { HealthMark } from "../health/HealthMark";
import { useFollow } from "../live/context";
import { LivePicture, useLiveView } from "../live/LivePicture";
import { useInView } from "../parts/useInView";
import { usePlaceName } from "../parts/words";
import { PhoneLink } from "../publish/PhoneLinks";
import styles from "./Tile.module.css";

/** The picture itself says that there is none. */
const SAID_BY_PICTURE: readonly HealthKind[] = ["offline", "stalled"];

interface TileProps {
  camera: Camera;
  boxes: boolean;
  enlarged: boolean;
  /** Something was found here just now. */
  marked: boolean;
  onToggle: (cameraId: string) => void;
  /** Null where the person may not capture. */
  onShoot: Shoot | null;
}

/** One camera on the wall. Renders again only when the camera itself changes. */
export const Tile = memo(function Tile(props: TileProps) {
  const { camera, boxes, enlarged, marked, onToggle, onShoot } = props;
  const { t } = useTranslation();
  const root = useRef<HTMLElement>(null);
  const inView = useInView(root);
  const view = useLiveView(camera, inView, enlarged && camera.status.main !== null ? "main" : null);
  useFollow([camera.id], boxes && inView);
  const place = usePlaceName()(camera.place);
  useEffect(() => {
    if (enlarged) root.current?.scrollIntoView({ block: "nearest" });
  }, [enlarged]);
  const here = `camera_id=${camera.id}`;
  return (
    <article
      ref={root}
      className={`${styles.tile} ${enlarged ? styles.enlarged : ""} ${marked ? styles.marked : ""}`}
      aria-label={camera.name}
      data-testid={`wall-tile-${camera.id}`}
      data-state={view.state}
      data-enlarged={enlarged || undefined}
    >
      <div className={styles.stage}>
        <LivePicture camera={camera} view={view} boxes={boxes} />
        <button
          type="button"
          className={styles.toggle}
          aria-label={t(enlarged ? "wall.shrink" : "wall.enlarge", { camera: camera.name })}
          aria-pressed={enlarged}
          onClick={() => onToggle(camera.id)}
        />
        <div className={styles.tools}>
          {onShoot !== null && view.state === "live" && (
            <button
              type="button"
              className={styles.tool}
              aria-label={t("capture.action", { camera: camera.name })}
              title={t("capture.hint")}
              onClick={() => view.video.current && onShoot(camera, view.video.current)}
              data-capture=""
              data-testid={`capture-${camera.id}`}
            >
              <CameraIcon size={18} aria-hidden="true" />
            </button>
          )}
          {enlarged && (
            <button
              type="button"
              className={styles.tool}
              aria-label={t("wall.fullscreen")}
              title={t("wall.fullscreen")}
              onClick={() => void root.current?.querySelector("video")?.parentElement?.requestFullscreen()}
            >
              <Maximize size={18} aria-hidden="true" />
            </button>
          )}
        </div>
      </div>
      <footer className={styles.caption}>
        <div className={styles.names}>
          <h2 className={styles.name}>{camera.name}</h2>
          <p className={styles.where}>
            {camera.business.name}
            {!camera.name.includes(place) && ` · ${place}`}
          </p>
        </div>
        <HealthMark kinds={camera.health.filter((kind) => !SAID_BY_PICTURE.includes(kind))} />
        {enlarged && <StreamFacts camera={camera} />}
        {enlarged && <PhoneLink camera={camera} />}
        {enlarged && (
          <Link className={styles.all} to={`/history?${here}`}>
            {t("wall.cameraHistory")}
          </Link>
        )}
        {camera.open_violations > 0 && (
          <Link className={styles.open} to={`/history?${here}&state=open`}>
            {t("wall.open", { count: camera.open_violations })}
          </Link>
        )}
      </footer>
    </article>
  );
});

function StreamFacts({ camera: { status } }: { camera: Camera }) {
  const { t } = useTranslation();
  const { width, height, fps, codec } = status.main ?? status;
  if (width === null || height === null || fps === null) return null;
  return (
    <p className={styles.facts}>
      {t("wall.stream", { width, height, fps: Math.round(fps), codec: (codec ?? "").toUpperCase() })}
    </p>
  );
}
