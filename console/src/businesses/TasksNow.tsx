import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { tasksQuery } from "../api/tasks";
import { Skeletons } from "../parts/States";
import { quarterInChina } from "../today/days";
import { TaskItem } from "../today/TaskItem";
import { Card } from "./Card";
import styles from "./TasksNow.module.css";

/** This quarter's supervision: what is due, and what is done with its record. */
export function TasksNow({ businessId }: { businessId: string }) {
  const { t } = useTranslation();
  const due = useInfiniteQuery(tasksQuery({ states: ["overdue", "open"], business: businessId }));
  const done = useInfiniteQuery(
    tasksQuery({ states: ["done"], business: businessId, quarter: quarterInChina(new Date()) }),
  );
  const items = [due, done].flatMap((list) => list.data?.pages.flatMap((page) => page.items) ?? []);
  const more = { to: `/tasks?business=${businessId}`, words: t("businesses.all") };
  return (
    <Card title={t("today.due")} more={more}>
      {due.isPending || done.isPending ? (
        <Skeletons count={2} height={60} />
      ) : items.length === 0 ? (
        <p className={styles.none}>{t("today.emptyTitle")}</p>
      ) : (
        <ol className={styles.tasks}>
          {items.map((task) => (
            <TaskItem key={task.id} task={task} />
          ))}
        </ol>
      )}
    </Card>
  );
}
