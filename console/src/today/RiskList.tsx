import { useQuery } from "@tanstack/react-query";
import { ShieldCheck, TrendingUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type Risk, risksQuery } from "../api/tasks";
import { Meter } from "../parts/Meter";
import { Failure, Notice, Skeletons } from "../parts/States";
import styles from "./RiskList.module.css";

const MOST_REASONS = 3;

/** The businesses to look at first, and why: the longer the bar, the riskier. */
export function RiskList() {
  const { t } = useTranslation();
  const risks = useQuery(risksQuery);
  const risky = (risks.data ?? []).filter(({ score }) => score > 0);
  return (
    <section aria-labelledby="risks">
      <h2 id="risks" className={styles.heading}>
        {t("today.risks")}
      </h2>
      {risks.isPending ? (
        <Skeletons count={3} height={64} />
      ) : risks.isError && risks.data === undefined ? (
        <Failure error={risks.error} retry={() => void risks.refetch()} />
      ) : risky.length === 0 ? (
        <Notice icon={ShieldCheck} title={t("today.noRiskTitle")} body={t("today.noRiskBody")} />
      ) : (
        <ol className={styles.risks}>
          {risky.map((risk) => (
            <RiskItem key={risk.business.id} risk={risk} />
          ))}
        </ol>
      )}
    </section>
  );
}

function RiskItem({ risk }: { risk: Risk }) {
  const { t } = useTranslation();
  const rise = risk.week_ago === null ? 0 : Math.round(risk.score) - Math.round(risk.week_ago);
  const reasons = risk.reasons.slice(0, MOST_REASONS);
  return (
    <li>
      <Link className={styles.risk} data-step="" to={`/businesses/${risk.business.id}`}>
        <span className={styles.line}>
          <span className={styles.name}>{risk.business.name}</span>
          {rise > 0 && (
            <span className={styles.rise} data-testid="risk-rise">
              <TrendingUp size={14} aria-hidden="true" />
              {t("today.rise", { count: rise })}
            </span>
          )}
          <span className={styles.score}>{Math.round(risk.score)}</span>
        </span>
        <Meter
          tone="wait"
          min={0}
          max={100}
          low={30}
          high={60}
          value={risk.score}
          aria-label={t("today.score")}
        />
        <span className={styles.reasons}>
          {reasons.map(({ factor, points }) => (
            <span key={factor} className={styles.reason}>
              {t(`today.factor.${factor}`)} +{Math.max(1, Math.round(points))}
            </span>
          ))}
        </span>
      </Link>
    </li>
  );
}
