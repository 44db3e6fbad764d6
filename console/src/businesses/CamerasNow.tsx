import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { camerasOfQuery, ratesOfQuery } from "../api/supervised";
import { HealthMark } from "../health/HealthMark";
import { Online } from "../health/Online";
import { Failure, Skeletons } from "../parts/States";
import { useCameraWords } from "../parts/words";
import { Card } from "./Card";
import styles from "./Lines.module.css";

const WEEK_MS = 7 * 24 * 3_600_000;

/** How each camera is doing now, and how much of the week it was online. */
export function CamerasNow({ businessId }: { businessId: string }) {
  const { t } = useTranslation();
  const words = useCameraWords();
  const [since] = useState(() => new Date(Date.now() - WEEK_MS));
  const cameras = useQuery(camerasOfQuery(businessId));
  const rates = useQuery(ratesOfQuery(businessId, since)).data ?? [];
  const more = { to: `/camera-health?span=week&business_id=${businessId}`, words: t("businesses.timeline") };
  return (
    <Card id="cameras" title={t("businesses.cameras")} count={cameras.data?.length ?? null} more={more}>
      {cameras.isPending ? (
        <Skeletons count={2} height={44} />
      ) : cameras.isError && cameras.data === undefined ? (
        <Failure error={cameras.error} retry={() => void cameras.refetch()} />
      ) : cameras.data.length === 0 ? (
        <p className={styles.none}>{t("businesses.noCameras")}</p>
      ) : (
        <ul className={styles.lines}>
          {cameras.data.map((camera) => (
            <li key={camera.id} className={styles.line}>
              {camera.health.length > 0 ? (
                <HealthMark kinds={camera.health} />
              ) : (
                <span className={styles.fine}>
                  <CircleCheck size={16} aria-hidden="true" />
                  {t(`cameraState.${camera.status.state}`)}
                </span>
              )}
              <Link
                className={styles.link}
                to={`/camera-health?business_id=${businessId}&camera_id=${camera.id}`}
                data-step=""
              >
                {words(camera)}
              </Link>
              <Online rate={rates.find(({ id }) => id === camera.id)?.rate ?? null} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
