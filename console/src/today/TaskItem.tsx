import { Button } from "antd";
import { CircleCheckBig, ClipboardCheck, Footprints, Video } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useUser } from "../api/session";
import type { Task } from "../api/tasks";
import { useLanguage } from "../i18n/language";
import { StartInspection } from "../inspection/StartInspection";
import { useNow } from "../time/clock";
import { When } from "../time/When";
import { daysUntil, dayWords } from "./days";
import { modesByNote } from "./modes";
import styles from "./TaskItem.module.css";

// Most tasks are done by an inspection.
const RecordForm = lazy(async () => ({ default: (await import("./RecordForm")).RecordForm }));

const SOON_DAYS = 7;

/** One task: whose, until when, and the way to do it. What is done on this visit stays where it is. */
export function TaskItem({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const [done, setDone] = useState<Task | null>(null);
  const [isOpen, setOpen] = useState(false);
  const shown = done ?? task;
  return (
    <li className={styles.task} data-state={shown.state} data-testid={`task-${task.id}`}>
      <div className={styles.line}>
        <div className={styles.what}>
          <Link
            className={styles.name}
            to={role === "business" ? "/shop" : `/businesses/${task.business.id}`}
          >
            {task.business.name}
          </Link>
          <p className={styles.why}>
            {task.campaign ?? t(`today.kind.${task.kind}`)}
            {!task.may_be_remote && <span className={styles.onSite}>{t("today.onSiteOnly")}</span>}
          </p>
        </div>
        {shown.state === "done" ? (
          <Done task={shown} />
        ) : shown.withdrawn_because !== null ? (
          <div className={styles.due}>
            <p>{t(`tasks.withdrawn.${shown.withdrawn_because}`)}</p>
          </div>
        ) : (
          <Due task={task} />
        )}
      </div>
      {shown.state !== "done" && shown.state !== "withdrawn" && role === "cadre" && (
        <div className={styles.acts}>
          <Link className={styles.watch} to={`/wall?business_id=${task.business.id}`}>
            <Video size={16} aria-hidden="true" />
            {t("today.watch")}
          </Link>
          {!isOpen && modesByNote(task).length > 0 && (
            <Button type="text" onClick={() => setOpen(true)} data-testid={`record-${task.id}`}>
              {t("today.record")}
            </Button>
          )}
          {!isOpen && (
            <div className={styles.inspect}>
              <StartInspection
                businessId={task.business.id}
                taskId={task.id}
                mode="on_site"
                icon={Footprints}
                isPrimary={!task.may_be_remote}
              >
                {t("today.inspectOnSite")}
              </StartInspection>
              {task.may_be_remote && (
                <StartInspection businessId={task.business.id} taskId={task.id} mode="remote" isPrimary>
                  {t("today.inspect")}
                </StartInspection>
              )}
            </div>
          )}
        </div>
      )}
      {shown.state === "done" && shown.inspection_id !== null && (
        <div className={styles.acts}>
          <Link
            className={styles.watch}
            to={`/inspections/${shown.inspection_id}`}
            data-testid="task-inspection"
          >
            <ClipboardCheck size={16} aria-hidden="true" />
            {t("case.toInspection")}
          </Link>
        </div>
      )}
      {isOpen && done === null && (
        <Suspense>
          <RecordForm task={task} onDone={setDone} onCancel={() => setOpen(false)} />
        </Suspense>
      )}
    </li>
  );
}

function Due({ task }: { task: Task }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const left = daysUntil(task.last_on, new Date(useNow()));
  const words =
    left < 0
      ? t("today.overdueBy", { count: -left })
      : left === 0
        ? t("today.dueToday")
        : t("today.daysLeft", { count: left });
  return (
    <p className={styles.due} data-urgency={left < 0 ? "late" : left <= SOON_DAYS ? "soon" : "calm"}>
      <span className={styles.left}>{words}</span>
      <time dateTime={task.last_on}>{t("today.until", { day: dayWords(task.last_on, language) })}</time>
    </p>
  );
}

function Done({ task }: { task: Task }) {
  const { t } = useTranslation();
  return (
    <div className={styles.due}>
      <p className={styles.done} role="status">
        <CircleCheckBig size={18} aria-hidden="true" />
        {t("today.recorded")}
      </p>
      {task.done_at !== null && (
        <span>
          {t(task.mode === "on_site" ? "today.onSite" : "today.remote")} · <When at={task.done_at} />
        </span>
      )}
      <span>{t(task.confirmed_at === null ? "today.unconfirmed" : "today.confirmed")}</span>
    </div>
  );
}
