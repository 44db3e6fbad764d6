import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useUser } from "../api/session";
import type { Role } from "../api/types";
import { BusinessChoice } from "../parts/BusinessChoice";
import { useSteps } from "../parts/hotkeys";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { AreaRates } from "./AreaRates";
import { Cameras } from "./Cameras";
import styles from "./HealthPage.module.css";
import { Legend } from "./Strip";

const SPANS = ["day", "week"] as const;
export type Span = (typeof SPANS)[number];
const HOURS: Record<Span, number> = { day: 24, week: 7 * 24 };
const HOUR_MS = 3_600_000;
/** The others see some of an area's businesses only, and would read a wrong rate. */
const ANSWER_FOR_AREAS: readonly Role[] = ["office", "regulator", "auditor", "admin"];

/** Whether each camera is well now, and was over a day or a week; what is asked for stands in the address. */
export function HealthPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const span = SPANS.find((name) => name === search.get("span")) ?? "day";
  const business = search.get("business_id");
  const { role } = useUser();
  useTitle(t("health.title"));
  useSteps();
  const go = (changes: Readonly<Record<string, string | null>>) => {
    const to = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) to.delete(name);
      else to.set(name, value);
    }
    setSearch(to, { replace: true, preventScrollReset: true });
  };
  return (
    <>
      <PageHeader title={t("health.title")}>
        <Segmented<Span>
          aria-label={t("health.span")}
          value={span}
          onChange={(next) => go({ span: next })}
          options={SPANS.map((value) => ({ value, label: t(`health.spans.${value}`) }))}
        />
        {role !== "business" && (
          <div className={styles.choice}>
            <BusinessChoice
              className={styles.business ?? ""}
              label={t("wall.business")}
              none={t("wall.allBusinesses")}
              value={business}
              onChange={(id) => go({ business_id: id, camera_id: null, well: null })}
              testId="health-business"
            />
          </div>
        )}
        <Legend />
      </PageHeader>
      <Since key={span} hours={HOURS[span]}>
        {(since) => (
          <div className={styles.page}>
            <Cameras
              key={business}
              since={since}
              spanWords={t(`health.spans.${span}`)}
              business={business}
              shown={search.get("camera_id")}
              onShow={(id) => go({ camera_id: id })}
              unfolded={search.get("well")}
              onUnfold={(well) => go({ well })}
            />
            {business === null && ANSWER_FOR_AREAS.includes(role) && <AreaRates since={since} />}
          </div>
        )}
      </Since>
    </>
  );
}

/** Where the span begins is fixed while the page is open, so that answers can be kept; its end moves on. */
function Since({ hours, children }: { hours: number; children: (since: Date) => React.ReactNode }) {
  const [since] = useState(() => new Date(Date.now() - hours * HOUR_MS));
  return children(since);
}
