import { useInfiniteQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { CalendarCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { type TaskState, tasksQuery } from "../api/tasks";
import { BackButton } from "../parts/BackButton";
import { useSteps } from "../parts/hotkeys";
import { Paged } from "../parts/Paged";
import { Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { quarterInChina } from "../today/days";
import { TaskItem } from "../today/TaskItem";
import styles from "./TasksPage.module.css";

const STATES = ["all", "overdue", "open", "done", "withdrawn"] as const;
type Shown = (typeof STATES)[number];
const ASKED: Record<Shown, readonly TaskState[]> = {
  all: ["overdue", "open", "done"],
  overdue: ["overdue"],
  open: ["open"],
  done: ["done"],
  withdrawn: ["withdrawn"],
};

/** The supervision tasks behind a number: of an area or a business, by state; what is asked for stands in the address. */
export function TasksPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const shown: Shown = STATES.find((name) => name === search.get("state")) ?? "all";
  const list = useInfiniteQuery(
    tasksQuery({
      states: ASKED[shown],
      area: search.get("area"),
      business: search.get("business"),
      // What is late may be of a quarter before.
      quarter: shown === "overdue" ? null : (search.get("quarter") ?? quarterInChina(new Date())),
    }),
  );
  useTitle(t("today.due"));
  useSteps();
  return (
    <>
      <PageHeader back={<BackButton />} title={t("today.due")} />
      <div className={styles.page}>
        <Segmented<Shown>
          className={styles.states ?? ""}
          aria-label={t("today.show")}
          value={shown}
          onChange={(next) => {
            const to = new URLSearchParams(search);
            to.set("state", next);
            setSearch(to, { replace: true });
          }}
          options={STATES.map((value) => ({ value, label: t(`tasks.state.${value}`) }))}
        />
        <Paged
          list={list}
          waiting={
            <div className={styles.tasks}>
              <Skeletons count={6} height={76} />
            </div>
          }
          empty={<Notice icon={CalendarCheck} title={t("tasks.emptyTitle")} body={t("tasks.emptyBody")} />}
        >
          {(items) => (
            <ol className={styles.tasks} data-testid="tasks">
              {items.map((task) => (
                <TaskItem key={task.id} task={task} />
              ))}
            </ol>
          )}
        </Paged>
      </div>
    </>
  );
}
