import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { CalendarCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { completionQuery, type Task, tasksQuery } from "../api/tasks";
import { NewBulletins } from "../bulletins/NewBulletins";
import { useSteps } from "../parts/hotkeys";
import { LoadMore } from "../parts/LoadMore";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { Burning } from "./Burning";
import { quarterInChina } from "./days";
import { Progress } from "./Progress";
import { RiskList } from "./RiskList";
import { TaskItem } from "./TaskItem";
import styles from "./TodayPage.module.css";

const SHOWS = ["due", "done"] as const;
type Show = (typeof SHOWS)[number];

/** A cadre's day: what does not wait, what is due and late, and whom to look at first. */
export function TodayPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const show: Show = search.get("show") === "done" ? "done" : "due";
  const completion = useQuery(completionQuery);
  const due = useInfiniteQuery(
    show === "due"
      ? tasksQuery({ states: ["overdue", "open"] })
      : tasksQuery({ states: ["done"], quarter: quarterInChina(new Date()) }),
  );
  const tasks: readonly Task[] = due.data?.pages.flatMap((page) => page.items) ?? [];
  const late = tasks.filter(({ state }) => state === "overdue").length;
  useTitle(t("today.title"), late);
  useSteps();
  return (
    <>
      <PageHeader title={t("today.title")}>
        {completion.data !== undefined && <Progress completion={completion.data} />}
      </PageHeader>
      <NewBulletins />
      <Burning />
      <div className={styles.columns}>
        <section aria-labelledby="due">
          <h2 id="due" className={styles.heading}>
            <Segmented<Show>
              aria-label={t("today.show")}
              value={show}
              onChange={(next) => setSearch(next === "due" ? {} : { show: next }, { replace: true })}
              options={SHOWS.map((value) => ({
                value,
                label: <span data-testid={`show-${value}`}>{t(`today.shows.${value}`)}</span>,
              }))}
            />
            {late > 0 && <span className={styles.late}>{t("today.late", { count: late })}</span>}
          </h2>
          {due.isPending ? (
            <div className={styles.tasks}>
              <Skeletons count={5} height={76} />
            </div>
          ) : due.isError && due.data === undefined ? (
            <Failure error={due.error} retry={() => void due.refetch()} />
          ) : tasks.length === 0 ? (
            <Notice
              icon={CalendarCheck}
              title={t(show === "due" ? "today.emptyTitle" : "today.emptyDoneTitle")}
              body={t(show === "due" ? "today.emptyBody" : "today.emptyDoneBody")}
            />
          ) : (
            <>
              <ol className={styles.tasks}>
                {tasks.map((task) => (
                  <TaskItem key={task.id} task={task} />
                ))}
              </ol>
              <LoadMore list={due} />
            </>
          )}
        </section>
        <RiskList />
      </div>
    </>
  );
}
