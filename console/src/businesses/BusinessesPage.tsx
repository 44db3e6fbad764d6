import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ChevronRight, Store } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useUser } from "../api/session";
import { NEEDS, type Need, type Supervised, supervisedQuery } from "../api/supervised";
import { Chips } from "../history/Chips";
import { StartEither } from "../inspection/StartEither";
import { useSteps } from "../parts/hotkeys";
import { Meter } from "../parts/Meter";
import { Paged } from "../parts/Paged";
import { SearchField } from "../parts/SearchField";
import { Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { When } from "../time/When";
import styles from "./BusinessesPage.module.css";
import { CountLink } from "./CountLink";

const MOST_REASONS = 2;

/** The reader's businesses, the riskiest first; what is asked for stands in the address. */
export function BusinessesPage() {
  const { t } = useTranslation();
  const { role } = useUser();
  const [search, setSearch] = useSearchParams();
  const area = search.get("area");
  const needs = NEEDS.filter((need) => search.getAll("need").includes(need));
  const q = search.get("q") ?? "";
  const list = useInfiniteQuery(supervisedQuery({ area, needs, q }));
  const above = list.data?.pages[0]?.above ?? [];
  const title = t(role === "cadre" ? "businesses.mine" : "businesses.title");
  useTitle(title);
  useSteps();
  const change = (nextNeeds: readonly Need[], nextQ: string) => {
    const to = new URLSearchParams(nextNeeds.map((need) => ["need", need]));
    if (area !== null) to.set("area", area);
    if (nextQ !== "") to.set("q", nextQ);
    setSearch(to, { replace: true, preventScrollReset: true });
  };
  const narrowed = needs.length > 0 || q !== "";
  return (
    <>
      <PageHeader title={title}>
        {above.length > 0 && (
          <nav className={styles.crumbs} aria-label={t("areas.above")}>
            {above.map(({ id, name }) => (
              <span key={id}>
                <Link to={`/overview?area=${id}`}>{name}</Link>
                <ChevronRight size={13} aria-hidden="true" />
              </span>
            ))}
          </nav>
        )}
      </PageHeader>
      <div className={styles.page}>
        <div className={styles.tools}>
          <SearchField
            q={q}
            onChange={(next) => change(needs, next)}
            label={t("businesses.search")}
            testId="business-search"
          />
          <Chips
            label={t("businesses.needs")}
            values={NEEDS}
            chosen={needs}
            words={(need) => t(`businesses.need.${need}`)}
            onChange={(next) => change(next, q)}
          />
        </div>
        <Paged
          list={list}
          waiting={
            <div className={styles.rows}>
              <Skeletons count={6} height={84} />
            </div>
          }
          empty={
            <Notice
              icon={Store}
              title={t(narrowed ? "businesses.noneTitle" : "businesses.emptyTitle")}
              body={t(narrowed ? "businesses.noneBody" : "businesses.emptyBody")}
            >
              {narrowed && <Button onClick={() => change([], "")}>{t("history.clear")}</Button>}
            </Notice>
          }
        >
          {(items) => (
            <ol className={styles.rows} data-testid="businesses">
              {items.map((item) => (
                <Row key={item.id} item={item} />
              ))}
            </ol>
          )}
        </Paged>
      </div>
    </>
  );
}

function Row({ item }: { item: Supervised }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const about = [item.area, t("businesses.level", { level: item.level }), item.kind].filter(
    (word) => word !== "",
  );
  return (
    <li className={styles.row} data-testid={`business-${item.id}`}>
      <div className={styles.who}>
        <Link className={styles.name} to={`/businesses/${item.id}`} data-step="">
          {item.name}
        </Link>
        <p className={styles.soft}>{about.join(" · ")}</p>
      </div>
      <div className={styles.risk}>
        <span className={styles.score}>
          {item.score === null ? "–" : Math.round(item.score)}
          <span className={styles.soft}>{t("today.score")}</span>
        </span>
        <Meter
          tone="wait"
          min={0}
          max={100}
          low={30}
          high={60}
          value={item.score ?? 0}
          aria-label={t("today.score")}
        />
        <span className={styles.reasons}>
          {item.reasons.slice(0, MOST_REASONS).map(({ factor, points }) => (
            <span key={factor}>
              {t(`today.factor.${factor}`)} +{Math.max(1, Math.round(points))}
            </span>
          ))}
        </span>
      </div>
      <dl className={styles.counts}>
        <CountLink
          label={t("businesses.openCases")}
          count={item.open_cases}
          late={item.overdue_cases}
          to={`/cases?queue=${item.overdue_cases > 0 ? "overdue" : "open"}&business=${item.id}`}
        />
        <CountLink
          label={t("businesses.openTasks")}
          count={item.open_tasks}
          late={item.overdue_tasks}
          to={`/tasks?business=${item.id}&state=${item.overdue_tasks > 0 ? "overdue" : "open"}`}
        />
        <CountLink
          label={t("businesses.camerasSilent")}
          count={item.cameras_silent}
          of={item.cameras}
          late={item.cameras_silent}
          to={`/businesses/${item.id}#cameras`}
        />
        <div className={styles.count}>
          <dt>{t("businesses.looked")}</dt>
          <dd>
            {item.looked_at === null ? (
              <span className={styles.soft}>{t("businesses.never")}</span>
            ) : item.inspection_id === null ? (
              <When at={item.looked_at} />
            ) : (
              <Link to={`/inspections/${item.inspection_id}`}>
                <When at={item.looked_at} />
              </Link>
            )}
          </dd>
        </div>
      </dl>
      {role === "cadre" && <StartEither className={styles.act} businessId={item.id} />}
    </li>
  );
}
