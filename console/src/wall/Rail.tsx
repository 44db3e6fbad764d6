import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { NO_FILTERS } from "../api/filters";
import { flatten } from "../api/lists";
import { camerasQuery, violationsQuery } from "../api/queries";
import type { Violation } from "../api/types";
import { Failure, Notice, Skeletons } from "../parts/States";
import { countOpen } from "../shell/waiting";
import { When } from "../time/When";
import { OngoingMark, StateMark } from "../violation/StateMark";
import styles from "./Rail.module.css";

const MOST_SHOWN = 40;

/** The newest flagged frames; what is found while one watches slides in at the top. */
export function Rail({ businessId }: { businessId: string | null }) {
  const { t } = useTranslation();
  const filters = businessId === null ? NO_FILTERS : { ...NO_FILTERS, businesses: [businessId] };
  const list = useInfiniteQuery(violationsQuery(filters, "live"));
  const open =
    useQuery({
      ...camerasQuery,
      select: (cameras) =>
        countOpen(cameras.filter((camera) => businessId === null || camera.business.id === businessId)),
    }).data ?? 0;
  const [since] = useState(() => Date.now());
  const items = flatten(list.data).slice(0, MOST_SHOWN);
  const scope = businessId === null ? "" : `business_id=${businessId}`;

  return (
    <aside className={styles.rail} aria-label={t("rail.title")}>
      <header className={styles.header}>
        <h2>{t("rail.title")}</h2>
        {open > 0 && (
          <Link
            className={styles.count}
            to={`/history?state=open${scope && `&${scope}`}`}
            data-testid="rail-count"
          >
            {t("rail.open", { count: open })}
          </Link>
        )}
      </header>
      {list.isPending ? (
        <div className={styles.loading}>
          <Skeletons count={5} height={72} />
        </div>
      ) : list.isError && list.data === undefined ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : items.length === 0 ? (
        <Notice icon={ShieldCheck} title={t("rail.emptyTitle")} body={t("rail.emptyBody")} />
      ) : (
        <>
          <ol className={styles.items} aria-live="polite" aria-relevant="additions">
            {items.map((violation) => (
              <RailItem
                key={violation.id}
                violation={violation}
                fresh={Date.parse(violation.detected_at) > since}
                search={scope}
              />
            ))}
          </ol>
          <Link className={styles.all} to={`/history${scope && `?${scope}`}`}>
            {t("rail.all")}
          </Link>
        </>
      )}
    </aside>
  );
}

interface RailItemProps {
  violation: Violation;
  fresh: boolean;
  search: string;
}

const RailItem = memo(function RailItem({ violation, fresh, search }: RailItemProps) {
  const { t } = useTranslation();
  return (
    <li className={fresh ? styles.fresh : undefined}>
      <Link
        to={{ pathname: `/violations/${violation.id}`, search }}
        className={styles.item}
        data-step=""
        data-testid={`rail-item-${violation.id}`}
      >
        <img
          className={styles.thumbnail}
          src={violation.annotated.url}
          alt=""
          loading="lazy"
          decoding="async"
          width={violation.annotated.width}
          height={violation.annotated.height}
        />
        <span className={styles.text}>
          <span className={styles.headline}>
            <span className={styles.rule}>{t(`rule.${violation.rule}`)}</span>
            <span className={styles.age}>
              <When at={violation.started_at} />
            </span>
          </span>
          <span className={styles.where}>
            {violation.camera.name} · {violation.business.name}
          </span>
          <span className={styles.state}>
            <StateMark violation={violation} />
            <OngoingMark violation={violation} />
          </span>
        </span>
      </Link>
    </li>
  );
});
