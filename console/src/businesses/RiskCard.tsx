import { useQuery } from "@tanstack/react-query";
import { TrendingDown, TrendingUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ApiError } from "../api/client";
import { type RiskHistory, riskHistoryQuery, type Supervised } from "../api/supervised";
import type { Factor } from "../api/tasks";
import { Meter } from "../parts/Meter";
import { Failure, Skeletons } from "../parts/States";
import { Card } from "./Card";
import styles from "./RiskCard.module.css";
import { Trend } from "./Trend";

/** Where the rows behind a factor are. */
const BEHIND: Record<Factor, (businessId: string) => string> = {
  violations: (id) => `/history?business_id=${id}`,
  recurrence: (id) => `/cases?queue=ended&business=${id}`,
  correction: (id) => `/cases?queue=ended&business=${id}`,
  self_checks: () => "/self-checks",
  cameras: (id) => `/camera-health?span=week&business_id=${id}`,
  appeals: (id) => `/cases?queue=ended&business=${id}`,
  grade: (id) => `/businesses/${id}`,
};

/** The risk score, how it went in ninety days, and what it is made of. */
export function RiskCard({ business }: { business: Supervised }) {
  const { t } = useTranslation();
  const history = useQuery(riskHistoryQuery(business.id));
  return (
    <Card title={t("today.score")}>
      {history.data !== undefined ? (
        <Score history={history.data} />
      ) : history.isError ? (
        history.error instanceof ApiError && history.error.status === 404 ? (
          <p className={styles.soft}>{t("businesses.noScore")}</p>
        ) : (
          <Failure error={history.error} retry={() => void history.refetch()} />
        )
      ) : (
        <Skeletons count={1} height={140} />
      )}
    </Card>
  );
}

function Score({ history: { risk, trend } }: { history: RiskHistory }) {
  const { t } = useTranslation();
  const before = trend[0]?.score ?? risk.score;
  const change = Math.round(risk.score - before);
  return (
    <>
      <div className={styles.top}>
        <p className={styles.score} data-testid="own-score">
          {Math.round(risk.score)}
          <span className={styles.soft}>/100</span>
        </p>
        <p className={styles.soft}>
          {change !== 0 &&
            (change > 0 ? (
              <TrendingUp size={15} aria-hidden="true" />
            ) : (
              <TrendingDown size={15} aria-hidden="true" />
            ))}
          {change === 0
            ? t("businesses.steady")
            : t(change > 0 ? "businesses.worse" : "businesses.better", { points: Math.abs(change) })}
          <br />
          {t("businesses.every", { count: risk.every_days })}
        </p>
      </div>
      {trend.length > 1 && <Trend points={trend} />}
      {risk.reasons.length === 0 ? (
        <p className={styles.soft}>{t("businesses.noReasons")}</p>
      ) : (
        <ul className={styles.reasons}>
          {risk.reasons.map(({ factor, points, most }) => (
            <li key={factor}>
              <Link className={styles.reason} to={BEHIND[factor](risk.business.id)}>
                <span>{t(`today.factor.${factor}`)}</span>
                <span className={styles.points}>
                  +{points.toFixed(1)} <span className={styles.soft}>/ {most}</span>
                </span>
                <Meter
                  tone="wait"
                  min={0}
                  max={most}
                  value={points}
                  aria-label={t(`today.factor.${factor}`)}
                />
                <span className={styles.hint}>{t(`businesses.lower.${factor}`)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
