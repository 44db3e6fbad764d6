import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { CalendarCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { completionQuery, type Task, tasksQuery } from "../api/tasks";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { Progress } from "./Progress";
import { RiskList } from "./RiskList";
import { TaskItem } from "./TaskItem";
import styles from "./TodayPage.module.css";

/** A cadre's day: what is due, what is late, and whom to look at first. */
export function TodayPage() {
  const { t } = useTranslation();
  const due = useInfiniteQuery(tasksQuery(["overdue", "open"]));
  const completion = useQuery(completionQuery);
  const tasks: readonly Task[] = due.data?.pages.flatMap((page) => page.items) ?? [];
  const late = tasks.filter(({ state }) => state === "overdue").length;
  useTitle(t("today.title"), late);
  return (
    <>
      <PageHeader title={t("today.title")}>
        {completion.data !== undefined && <Progress completion={completion.data} />}
      </PageHeader>
      <div className={styles.columns}>
        <section aria-labelledby="due">
          <h2 id="due" className={styles.heading}>
            {t("today.due")}
            {late > 0 && <span className={styles.late}>{t("today.late", { count: late })}</span>}
          </h2>
          {due.isPending ? (
            <div className={styles.tasks}>
              <Skeletons count={5} height={76} />
            </div>
          ) : due.isError && due.data === undefined ? (
            <Failure error={due.error} retry={() => void due.refetch()} />
          ) : tasks.length === 0 ? (
            <Notice icon={CalendarCheck} title={t("today.emptyTitle")} body={t("today.emptyBody")} />
          ) : (
            <>
              <ol className={styles.tasks}>
                {tasks.map((task) => (
                  <TaskItem key={task.id} task={task} />
                ))}
              </ol>
              {due.hasNextPage && (
                <Button block loading={due.isFetchingNextPage} onClick={() => void due.fetchNextPage()}>
                  {t("common.loadMore")}
                </Button>
              )}
            </>
          )}
        </section>
        <RiskList />
      </div>
    </>
  );
}
