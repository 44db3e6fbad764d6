import { useTranslation } from "react-i18next";
import type { CameraStatus } from "../../api/types";
import styles from "./StateWord.module.css";

/** How a camera is doing, and why where it is not online. */
export function StateWord({ status }: { status: CameraStatus }) {
  const { t } = useTranslation();
  const why =
    status.state === "online" || status.trouble === null ? null : t(`picture.trouble.${status.trouble}`);
  return (
    <span className={styles.state} data-state={status.state} title={status.detail ?? undefined}>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.words}>
        {t(`cameraState.${status.state}`)}
        {why !== null && <span className={styles.why}>{why}</span>}
      </span>
    </span>
  );
}
