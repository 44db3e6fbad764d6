import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { camerasQuery } from "../api/queries";
import type { Camera } from "../api/types";
import { useFollow } from "../live/context";
import { LivePicture, useLiveView } from "../live/LivePicture";
import styles from "./CameraNow.module.css";

/** The live picture of the camera that saw the violation. */
export function CameraNow({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  const cameras = useQuery(camerasQuery).data;
  const camera = cameras?.find(({ id }) => id === cameraId);
  return (
    <section aria-labelledby="now">
      <h2 id="now">{t("violation.live")}</h2>
      {camera !== undefined ? (
        <Watching key={camera.id} camera={camera} />
      ) : (
        cameras !== undefined && <p className={styles.gone}>{t("violation.liveGone")}</p>
      )}
    </section>
  );
}

function Watching({ camera }: { camera: Camera }) {
  const view = useLiveView(camera, true);
  useFollow([camera.id], true);
  return (
    <div className={styles.frame}>
      <LivePicture camera={camera} view={view} boxes />
    </div>
  );
}
