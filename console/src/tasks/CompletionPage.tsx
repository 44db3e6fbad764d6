import { useInfiniteQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { ChartColumn } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { completionPagesQuery, type Group, type Grouping } from "../api/tasks";
import { BackButton } from "../parts/BackButton";
import { useSteps } from "../parts/hotkeys";
import { LoadMore } from "../parts/LoadMore";
import { Meter } from "../parts/Meter";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { quarterInChina } from "../today/days";
import styles from "./CompletionPage.module.css";

const GROUPINGS = ["area", "level", "cadre"] as const;
const QUARTERS_BACK = 8;

/** How far a quarter's supervision has come, by area, level or cadre; both stand in the address. */
export function CompletionPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const quarters = lastQuarters(quarterInChina(new Date()));
  const by: Grouping = GROUPINGS.find((name) => name === search.get("by")) ?? "area";
  const quarter = quarters.find((name) => name === search.get("quarter")) ?? quarterInChina(new Date());
  const list = useInfiniteQuery(completionPagesQuery(by, quarter));
  const whole = list.data?.pages[0];
  const groups = list.data?.pages.flatMap((page) => page.groups) ?? [];
  const choose = (name: string, value: string) => {
    const to = new URLSearchParams(search);
    to.set(name, value);
    setSearch(to, { replace: true });
  };
  useTitle(t("completion.title"));
  useSteps();
  return (
    <>
      <PageHeader back={<BackButton />} title={t("completion.title")} />
      <div className={styles.page}>
        <div className={styles.tools}>
          <Segmented<Grouping>
            aria-label={t("completion.by")}
            value={by}
            onChange={(next) => choose("by", next)}
            options={GROUPINGS.map((value) => ({ value, label: t(`completion.group.${value}`) }))}
          />
          <Select
            aria-label={t("completion.quarter")}
            value={quarter}
            onChange={(next) => choose("quarter", next)}
            options={quarters.map((value) => ({ value, label: t("completion.quarterName", split(value)) }))}
          />
          {whole !== undefined && whole.due > 0 && (
            <span className={styles.whole}>
              {t("campaign.progress", { done: whole.done, due: whole.due })} ·{" "}
              {percent(whole.done, whole.due)}
            </span>
          )}
        </div>
        {list.isPending ? (
          <Skeletons count={6} height={52} />
        ) : list.isError && list.data === undefined ? (
          <Failure error={list.error} retry={() => void list.refetch()} />
        ) : groups.length === 0 ? (
          <Notice icon={ChartColumn} title={t("completion.emptyTitle")} body={t("completion.emptyBody")} />
        ) : (
          <>
            <ol className={styles.groups} data-testid="completion">
              {groups.map((group) => (
                <Row key={group.id} group={group} by={by} />
              ))}
            </ol>
            <LoadMore list={list} />
          </>
        )}
      </div>
    </>
  );
}

function Row({ group, by }: { group: Group; by: Grouping }) {
  const { t } = useTranslation();
  const { id, due, done, in_time, overdue, place } = group;
  const name =
    id === ""
      ? t(`completion.none.${by}`)
      : by === "level"
        ? t("completion.level", { level: id })
        : group.name;
  return (
    <li className={styles.group}>
      <span className={styles.name}>
        {by === "area" && id !== "" ? (
          <Link to={`/tasks?area=${id}`} data-step="">
            {name}
          </Link>
        ) : (
          name
        )}
        {place !== "" && <span className={styles.soft}>{place}</span>}
      </span>
      <Meter
        tone={overdue > 0 ? "wait" : "accent"}
        min={0}
        max={Math.max(due, 1)}
        value={done}
        aria-label={t("campaign.progress", { done, due })}
      />
      <span className={styles.share}>{percent(done, due)}</span>
      <span className={styles.soft}>
        {t("campaign.progress", { done, due })}
        {done > in_time && ` · ${t("completion.late", { count: done - in_time })}`}
        {overdue > 0 && (
          <span className={styles.overdue}> · {t("campaign.overdue", { count: overdue })}</span>
        )}
      </span>
    </li>
  );
}

function percent(done: number, due: number): string {
  return due === 0 ? "–" : `${Math.floor((100 * done) / due)}%`;
}

function split(quarter: string): { year: string; number: string } {
  const [year = "", number = ""] = quarter.split("-Q");
  return { year, number };
}

/** This quarter and those before it, like 2026-Q4. */
function lastQuarters(current: string): string[] {
  const { year, number } = split(current);
  const last = Number(year) * 4 + Number(number) - 1;
  return Array.from({ length: QUARTERS_BACK + 1 }, (_, back) => {
    const at = last - back;
    return `${Math.floor(at / 4)}-Q${(at % 4) + 1}`;
  });
}
