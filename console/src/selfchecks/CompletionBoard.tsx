import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { Store } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import {
  type Completion,
  completionQuery,
  KINDS,
  type SelfCheckKind,
  SHOWN_FIRST,
  SHOWN_MOST,
} from "../api/selfChecks";
import { useLanguage } from "../i18n/language";
import { Failure, Notice, Skeletons } from "../parts/States";
import styles from "./SelfChecksPage.module.css";
import { Span } from "./Span";

const FIGURES = ["in_time", "late", "missing", "zero_risk"] as const;

/** Who files the three things in time: the sum, then each business, the most missing first. */
export function CompletionBoard() {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const [search, setSearch] = useSearchParams();
  const kind: SelfCheckKind = KINDS.find((item) => item === search.get("kind")) ?? "daily";
  const [limit, setLimit] = useState(SHOWN_FIRST);
  const list = useQuery(
    completionQuery(
      {
        kind,
        area: search.get("area"),
        since: search.get("since"),
        until: search.get("until"),
      },
      limit,
    ),
  );
  return (
    <section aria-labelledby="completion">
      <h2 id="completion">{t("selfCheck.completion")}</h2>
      <Segmented<SelfCheckKind>
        aria-label={t("selfCheck.which")}
        value={kind}
        onChange={(next) => {
          const to = new URLSearchParams(search);
          to.set("kind", next);
          setSearch(to, { replace: true });
        }}
        options={KINDS.map((value) => ({ value, label: t(`selfCheck.kind.${value}`) }))}
      />
      {list.isPending ? (
        <Skeletons count={4} height={46} />
      ) : list.isError ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : list.data.business_count === 0 ? (
        <Notice icon={Store} title={t("selfCheck.noBusiness")} />
      ) : (
        <>
          <div className={styles.totals} data-testid="self-check-total">
            {list.data.area !== null && (
              <span>
                <strong>{list.data.area.name}</strong>
                <Link to={`/self-checks?kind=${kind}`}>{t("selfCheck.everyArea")}</Link>
              </span>
            )}
            <span>
              <strong>{percent(list.data.total)}</strong>
              {t("selfCheck.rate")} · <Span first={list.data.since} last={list.data.until} />
            </span>
            {FIGURES.map((figure) => (
              <span key={figure}>
                <strong>{list.data.total[figure].toLocaleString(language)}</strong>
                {t(`selfCheck.${figure}`)}
              </span>
            ))}
          </div>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>{t("history.business")}</th>
                <th>{t("selfCheck.rate")}</th>
                <th className={styles.number}>{t("selfCheck.missing")}</th>
                <th className={styles.number}>{t("selfCheck.late")}</th>
                <th className={`${styles.number} ${styles.wide}`}>{t("selfCheck.zero_risk")}</th>
              </tr>
            </thead>
            <tbody>
              {list.data.businesses.map(({ business, completion }) => (
                <tr key={business.id} data-testid={`completion-${business.id}`}>
                  <td>
                    <Link to={`/self-checks?kind=${kind}&business=${business.id}`}>{business.name}</Link>
                  </td>
                  <td>
                    {percent(completion)}
                    <Bar completion={completion} />
                  </td>
                  <td className={`${styles.number} ${completion.missing > 0 ? styles.late : ""}`}>
                    {completion.missing}
                  </td>
                  <td className={styles.number}>{completion.late}</td>
                  <td className={`${styles.number} ${styles.wide}`}>{completion.zero_risk}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={styles.soft} data-testid="completion-count">
            {t("selfCheck.shownOf", {
              shown: list.data.businesses.length,
              total: list.data.business_count.toLocaleString(language),
            })}
          </p>
          {list.data.businesses.length < Math.min(list.data.business_count, SHOWN_MOST) && (
            <Button
              block
              loading={list.isFetching}
              onClick={() => setLimit(SHOWN_MOST)}
              data-testid="load-more"
            >
              {t("common.loadMore")}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function Bar({ completion: { due, in_time, late } }: { completion: Completion }) {
  if (due === 0) return null;
  return (
    <span className={styles.bar} aria-hidden="true">
      <span className={styles.inTime} style={{ width: `${(100 * in_time) / due}%` }} />
      <span className={styles.lateShare} style={{ width: `${(100 * late) / due}%` }} />
    </span>
  );
}

function percent({ due, in_time }: Completion): string {
  return due === 0 ? "–" : `${Math.round((100 * in_time) / due)}%`;
}
