import { ImageOff } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CameraSettings } from "../../api/settings";
import { LivePicture, useLiveView } from "../../live/LivePicture";
import styles from "./ZonePicture.module.css";

const WIDE = 16 / 9;

/** The camera's picture to draw on: live where it is, else the view that was accepted. */
export function ZonePicture({ settings, children }: { settings: CameraSettings; children: ReactNode }) {
  const { t } = useTranslation();
  const { camera, acceptances } = settings;
  const view = useLiveView(camera, true);
  const { width, height } = camera.status;
  const ratio = width && height ? width / height : WIDE;
  const [reference] = acceptances;
  const moves = view.state === "live" || view.state === "connecting";
  // The picture is fitted into 16:9; the drawing lies on the picture itself.
  const fit =
    ratio >= WIDE
      ? {
          left: 0,
          right: 0,
          top: `${(50 * (ratio - WIDE)) / ratio}%`,
          bottom: `${(50 * (ratio - WIDE)) / ratio}%`,
        }
      : { top: 0, bottom: 0, left: `${50 * (1 - ratio / WIDE)}%`, right: `${50 * (1 - ratio / WIDE)}%` };
  return (
    <div className={styles.picture}>
      <LivePicture camera={camera} view={view} boxes={false} />
      {!moves &&
        (camera.accepted_at !== null && reference !== undefined ? (
          <>
            <img className={styles.still} src={`/api/v1/cameras/${camera.id}/reference`} alt="" />
            <span className={styles.note}>{t("zones.still")}</span>
          </>
        ) : (
          <span className={styles.note}>
            <ImageOff size={14} aria-hidden="true" />
            {t("zones.noPicture")}
          </span>
        ))}
      <div className={styles.fit} style={fit}>
        {children}
      </div>
    </div>
  );
}
