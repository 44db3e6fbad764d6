import { ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Camera, HealthFinding } from "../api/types";
import { usePlaceName } from "../parts/words";
import { When } from "../time/When";
import styles from "./CameraRow.module.css";
import { Findings } from "./Findings";
import { illSince } from "./fold";
import { KindMark } from "./HealthMark";
import { Online } from "./Online";
import { Strip } from "./Strip";

interface CameraRowProps {
  camera: Camera;
  findings: readonly HealthFinding[];
  /** In [0, 1]; null where nothing was wanted. */
  rate: number | null;
  since: number;
  until: number;
  spanWords: string;
  shown: boolean;
  onShow: () => void;
}

export function CameraRow(props: CameraRowProps) {
  const { camera, findings, rate, since, until, spanWords, shown, onShow } = props;
  const { t } = useTranslation();
  const place = usePlaceName()(camera.place);
  const began = illSince(findings);
  const id = `findings-${camera.id}`;
  return (
    <li className={styles.row} data-testid={`camera-health-${camera.id}`}>
      <div className={styles.line}>
        <div className={styles.facts}>
          <button
            type="button"
            className={styles.name}
            aria-expanded={shown}
            aria-controls={id}
            aria-label={t("health.show", { camera: camera.name })}
            onClick={onShow}
            data-step=""
          >
            {camera.name}
            <ChevronDown className={shown ? styles.open : ""} size={15} aria-hidden="true" />
          </button>
          <p className={styles.where} title={camera.business.name}>
            {camera.business.name}
            {!camera.name.includes(place) && ` · ${place}`}
          </p>
          {camera.health.length > 0 && (
            <p className={styles.marks}>
              {camera.health.map((kind) => (
                <KindMark key={kind} kind={kind} />
              ))}
              {began !== null && (
                <span className={styles.since}>
                  <When at={began} />
                </span>
              )}
            </p>
          )}
        </div>
        <Strip
          findings={findings}
          since={since}
          until={until}
          label={t("health.timeline", { camera: camera.name, span: spanWords })}
        />
        <Online rate={rate} />
      </div>
      {shown && (
        <div id={id} className={styles.details}>
          <Findings findings={findings} />
        </div>
      )}
    </li>
  );
}
