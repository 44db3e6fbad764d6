import { useTranslation } from "react-i18next";
import type { Camera } from "../api/types";
import { useCamera } from "../api/useCamera";
import { useFollow } from "../live/context";
import { LivePicture, useLiveView } from "../live/LivePicture";
import styles from "./CameraNow.module.css";

/** The live picture of the camera that saw the violation. */
export function CameraNow({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  const camera = useCamera(cameraId);
  return (
    <section aria-labelledby="now">
      <h2 id="now">{t("violation.live")}</h2>
      {camera ? (
        <Watching key={camera.id} camera={camera} />
      ) : (
        camera === null && <p className={styles.gone}>{t("violation.liveGone")}</p>
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
