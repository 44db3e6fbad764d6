import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, CircleCheck, Video } from "lucide-react";
import { useTranslation } from "react-i18next";
import { healthQuery } from "../api/health";
import type { CameraHealth } from "../api/types";
import { Count } from "../parts/Count";
import { LoadMore } from "../parts/LoadMore";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useNow } from "../time/clock";
import { CameraRow } from "./CameraRow";
import styles from "./Cameras.module.css";
import { isUnfolded } from "./fold";
import { Scale } from "./Strip";

interface CamerasProps {
  since: Date;
  spanWords: string;
  business: string | null;
  /** The camera whose findings are listed, by its id. */
  shown: string | null;
  onShow: (cameraId: string | null) => void;
  /** Whether those that are well are listed, as the address says it. */
  unfolded: string | null;
  onUnfold: (unfolded: string) => void;
}

/** What is wrong first; those that are well stand behind one line and are asked for when it is opened. */
export function Cameras({ since, spanWords, business, shown, onShow, unfolded, onUnfold }: CamerasProps) {
  const { t } = useTranslation();
  const until = useNow();
  const ill = useInfiniteQuery(healthQuery({ well: false, business, since }));
  const counts = ill.data?.pages[0];
  const illRows = ill.data?.pages.flatMap(({ items }) => items) ?? [];
  const sought = shown !== null && !illRows.some(({ camera }) => camera.id === shown);
  const isOpen = counts !== undefined && isUnfolded(unfolded, counts.well, sought);
  const well = useInfiniteQuery({ ...healthQuery({ well: true, business, since }), enabled: isOpen });

  if (ill.isPending) return <Skeletons count={6} height={64} />;
  if (counts === undefined) return <Failure error={ill.error} retry={() => void ill.refetch()} />;
  if (counts.ill + counts.well === 0) {
    return <Notice icon={Video} title={t("health.emptyTitle")} body={t("health.emptyBody")} />;
  }
  const scale = <Scale since={since.getTime()} until={until} />;
  const rows = (list: readonly CameraHealth[]) => (
    <ul className={styles.rows}>
      {list.map(({ camera, online, findings }) => (
        <CameraRow
          key={camera.id}
          camera={camera}
          findings={findings}
          rate={online.rate}
          since={since.getTime()}
          until={until}
          spanWords={spanWords}
          shown={shown === camera.id}
          onShow={() => onShow(shown === camera.id ? null : camera.id)}
        />
      ))}
    </ul>
  );
  return (
    <>
      <p className={counts.ill > 0 ? "sr-only" : styles.lead} role="status">
        {t("health.lead", { count: counts.ill })}
      </p>
      {counts.ill > 0 && (
        <section aria-labelledby="ill">
          <div className={styles.axis}>
            <h2 id="ill" className={styles.heading}>
              {t("health.attention")} <Count>{counts.ill}</Count>
            </h2>
            {scale}
          </div>
          {rows(illRows)}
          <div className={styles.more}>
            <LoadMore list={ill} />
          </div>
        </section>
      )}
      {counts.well > 0 && (
        <section aria-labelledby="well">
          <h2 id="well" className={styles.folded}>
            <button
              type="button"
              className={styles.fold}
              aria-expanded={isOpen}
              onClick={() => onUnfold(isOpen ? "folded" : "listed")}
              data-step=""
              data-testid="well-cameras"
            >
              <CircleCheck className={styles.fine} size={17} aria-hidden="true" />
              {t("health.wellCount", { count: counts.well })}
              <ChevronDown className={isOpen ? styles.open : ""} size={16} aria-hidden="true" />
            </button>
          </h2>
          {isOpen &&
            (well.isPending ? (
              <Skeletons count={Math.min(4, counts.well)} height={56} />
            ) : well.data === undefined ? (
              <Failure error={well.error} retry={() => void well.refetch()} />
            ) : (
              <>
                <div className={styles.axis}>{scale}</div>
                {rows(well.data.pages.flatMap(({ items }) => items))}
                <div className={styles.more}>
                  <LoadMore list={well} />
                </div>
              </>
            ))}
        </section>
      )}
    </>
  );
}
