import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { Video } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { camerasQuery, healthFindingsQuery, MOST_LISTED, onlineRatesQuery } from "../api/queries";
import { useUser } from "../api/session";
import type { Camera, HealthFinding, Role } from "../api/types";
import { useSteps } from "../parts/hotkeys";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { useNow } from "../time/clock";
import { AreaRates } from "./AreaRates";
import { CameraRow } from "./CameraRow";
import styles from "./HealthPage.module.css";
import { Legend, Scale } from "./Strip";
import { byNeed } from "./timeline";

const SPANS = ["day", "week"] as const;
type Span = (typeof SPANS)[number];
const HOURS: Record<Span, number> = { day: 24, week: 7 * 24 };
/** The others see some of an area's businesses only, and would read a wrong rate. */
const ANSWER_FOR_AREAS: readonly Role[] = ["office", "regulator", "auditor", "admin"];
const HOUR_MS = 3_600_000;

/** Whether each camera is well now, and was over a day or a week; what needs eyes comes first. */
export function HealthPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const span = SPANS.find((name) => name === search.get("span")) ?? "day";
  useTitle(t("health.title"));
  useSteps();
  const choose = (name: string, value: string | null) => {
    const to = new URLSearchParams(search);
    if (value === null) to.delete(name);
    else to.set(name, value);
    setSearch(to, { replace: true, preventScrollReset: true });
  };
  return (
    <>
      <PageHeader title={t("health.title")}>
        <Segmented<Span>
          aria-label={t("health.span")}
          value={span}
          onChange={(next) => choose("span", next)}
          options={SPANS.map((value) => ({ value, label: t(`health.spans.${value}`) }))}
        />
        <Legend />
      </PageHeader>
      <Cameras
        key={span}
        span={span}
        shown={search.get("camera_id")}
        onShow={(id) => choose("camera_id", id)}
      />
    </>
  );
}

interface CamerasProps {
  span: Span;
  shown: string | null;
  onShow: (cameraId: string | null) => void;
}

function Cameras({ span, shown, onShow }: CamerasProps) {
  const { t } = useTranslation();
  const seesAreas = ANSWER_FOR_AREAS.includes(useUser().role);
  const until = useNow();
  // Fixed while the page is open, so that answers can be kept; the strip's end moves on.
  const [since] = useState(() => new Date(Date.now() - HOURS[span] * HOUR_MS));
  const cameras = useQuery(camerasQuery);
  const findings = useQuery(healthFindingsQuery(since));
  const rates = useQuery(onlineRatesQuery(since));

  const byCamera = useMemo(() => {
    const groups = new Map<string, HealthFinding[]>();
    for (const finding of findings.data ?? []) {
      groups.set(finding.camera.id, [...(groups.get(finding.camera.id) ?? []), finding]);
    }
    return groups;
  }, [findings.data]);
  const rateOf = useMemo(() => new Map((rates.data ?? []).map(({ id, rate }) => [id, rate])), [rates.data]);

  if (cameras.isPending || findings.isPending) {
    return (
      <div className={styles.page}>
        <Skeletons count={6} height={64} />
      </div>
    );
  }
  const failed = [cameras, findings].find((query) => query.isError && query.data === undefined);
  if (failed !== undefined || cameras.data === undefined) {
    const retry = () => void Promise.all([cameras.refetch(), findings.refetch()]);
    return <Failure error={failed?.error ?? cameras.error} retry={retry} />;
  }
  if (cameras.data.length === 0) {
    return <Notice icon={Video} title={t("health.emptyTitle")} body={t("health.emptyBody")} />;
  }
  const ordered = byNeed(cameras.data, rateOf);
  const ill = ordered.filter(({ health }) => health.length > 0);
  const well = ordered.filter(({ health }) => health.length === 0);
  const list = (items: readonly Camera[]) => (
    <ul className={styles.rows}>
      {items.map((camera) => (
        <CameraRow
          key={camera.id}
          camera={camera}
          findings={byCamera.get(camera.id) ?? []}
          rate={rateOf.get(camera.id) ?? null}
          since={since.getTime()}
          until={until}
          spanWords={t(`health.spans.${span}`)}
          shown={shown === camera.id}
          onShow={() => onShow(shown === camera.id ? null : camera.id)}
        />
      ))}
    </ul>
  );
  return (
    <div className={styles.page}>
      <p className={styles.lead} role="status">
        {t("health.lead", { count: ill.length })}
        {cameras.data.length >= MOST_LISTED && ` · ${t("common.firstCameras", { count: MOST_LISTED })}`}
      </p>
      <div className={styles.axis}>
        <Scale since={since.getTime()} until={until} />
      </div>
      {ill.length > 0 && (
        <section aria-labelledby="ill">
          <h2 id="ill" className={styles.heading}>
            {t("health.attention")} <span className={styles.count}>{ill.length}</span>
          </h2>
          {list(ill)}
        </section>
      )}
      {well.length > 0 && (
        <section aria-labelledby="well">
          <h2 id="well" className={styles.heading}>
            {t("health.well")} <span className={styles.quietCount}>{well.length}</span>
          </h2>
          {list(well)}
        </section>
      )}
      {seesAreas && <AreaRates since={since} />}
    </div>
  );
}
