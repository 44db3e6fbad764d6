import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { CircleCheck, Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Capture } from "../api/captures";
import { confirmInspection, type Given, type Inspection, inspectionQuery } from "../api/inspections";
import { useUser } from "../api/session";
import { taskQuery } from "../api/tasks";
import { useLanguage } from "../i18n/language";
import { CopyButton } from "../parts/CopyButton";
import { usePlaceName, useWords } from "../parts/words";
import { absoluteTime } from "../time/relative";
import { dayWords } from "../today/days";
import { ANSWERS } from "./CheckList";
import { answersOf, keyOf } from "./progress";
import styles from "./Report.module.css";
import { StepName } from "./Walk";

/** A signed inspection: what was found, step by step, and who stands for it. */
export function Report({ inspection }: { inspection: Inspection }) {
  const { t } = useTranslation();
  const placeName = usePlaceName();
  const answers = answersOf(inspection, new Map());
  const captures = new Map(inspection.captures.map((capture) => [capture.id, capture]));
  return (
    <article className={styles.report} data-testid="inspection-report">
      <div className={styles.steps}>
        {inspection.conclusion !== "" && (
          <section className={styles.conclusion}>
            <h2>{t("inspection.conclusion")}</h2>
            <p>{inspection.conclusion}</p>
          </section>
        )}
        {inspection.steps.map((step) => (
          <section key={step.key} className={styles.step}>
            <h2>
              <StepName step={step} />
              <span className={styles.soft}>{step.camera_id === null ? "" : placeName(step.place)}</span>
            </h2>
            <ul>
              {step.items.map((item) => {
                const given = answers.get(keyOf(step.key, item.key));
                return given && <Line key={item.key} text={item.text} given={given} captures={captures} />;
              })}
            </ul>
          </section>
        ))}
      </div>
      <Signature inspection={inspection} />
    </article>
  );
}

interface LineProps {
  text: { zh: string; en: string };
  given: Given;
  captures: ReadonlyMap<string, Capture>;
}

function Line({ text, given, captures }: LineProps) {
  const { t } = useTranslation();
  const words = useWords();
  const Icon = ANSWERS.find(({ answer }) => answer === given.answer)?.icon ?? CircleCheck;
  return (
    <li className={styles.line} data-answer={given.answer}>
      <Icon className={styles.icon} size={16} strokeWidth={2.25} aria-hidden="true" />
      <div>
        <p>
          {words(text)}
          <span className={styles.answer}>{t(`inspection.answer.${given.answer}`)}</span>
        </p>
        {given.note !== "" && <p className={styles.note}>{given.note}</p>}
        {given.case_id != null && (
          <Link className={styles.download} to={`/cases/${given.case_id}`} data-testid="problem-case">
            {t("capture.toCase")}
          </Link>
        )}
        {given.capture_ids.length > 0 && (
          <p className={styles.pictures}>
            {given.capture_ids.map((id) => (
              <Link key={id} to={`/captures/${id}`}>
                <img src={captures.get(id)?.picture.url} alt={t("inspection.picture")} />
              </Link>
            ))}
          </p>
        )}
      </div>
    </li>
  );
}

function Signature({ inspection }: { inspection: Inspection }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const { id, inspector, signed_name, finished_at, started_at, digest, confirmed_at, confirmed_by, task_ids } =
    inspection;
  const moment = (at: string | null) => (at === null ? "" : absoluteTime(Date.parse(at), language));
  return (
    <aside className={styles.side}>
      <dl className={styles.facts}>
        <dt>{t("inspection.inspector")}</dt>
        <dd>{inspector.name}</dd>
        <dt>{t("inspection.started")}</dt>
        <dd>{moment(started_at)}</dd>
        <dt>{t("inspection.signed")}</dt>
        <dd>
          <span className={styles.name} data-testid="signed-name">
            {signed_name}
          </span>
          {moment(finished_at)}
        </dd>
        {task_ids.map((task) => (
          <TaskOf key={task} id={task} />
        ))}
        <dt title={t("inspection.digestHint")}>{t("violation.key")}</dt>
        <dd className={styles.key}>
          <code title={digest ?? ""}>{digest?.slice(0, 16)}…</code>
          <CopyButton text={digest ?? ""} label={t("inspection.copyDigest")} />
        </dd>
      </dl>
      <a className={styles.download} href={`/api/v1/inspections/${id}/record`} download>
        <Download size={16} aria-hidden="true" />
        {t("inspection.download")}
      </a>
      {confirmed_at !== null ? (
        <div className={styles.confirmed} data-testid="confirmed">
          <p>
            <CircleCheck size={16} aria-hidden="true" />
            {t("inspection.confirmedBy", { name: confirmed_by?.name ?? "" })}
          </p>
          <p className={styles.soft}>{moment(confirmed_at)}</p>
          {inspection.reply !== "" && <p className={styles.note}>{inspection.reply}</p>}
        </div>
      ) : (
        <Confirm id={id} />
      )}
    </aside>
  );
}

/** The supervision that this inspection is the record of. */
function TaskOf({ id }: { id: string }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const task = useQuery(taskQuery(id)).data;
  if (task === undefined) return null;
  return (
    <>
      <dt>{t("inspection.task")}</dt>
      <dd data-testid="inspection-task">
        {task.campaign ?? t(`today.kind.${task.kind}`)}
        {" · "}
        {t("today.until", { day: dayWords(task.last_on, language) })}
      </dd>
    </>
  );
}

/** For the business: that it has taken note; others see that it has not. */
function Confirm({ id }: { id: string }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const queries = useQueryClient();
  const [reply, setReply] = useState("");
  const act = useMutation({
    mutationFn: () => confirmInspection(id, reply.trim()),
    onSuccess: (confirmed) => {
      queries.setQueryData(inspectionQuery(id).queryKey, confirmed);
      void queries.invalidateQueries({ queryKey: ["inspections"] });
    },
  });
  if (role !== "business") return <p className={styles.soft}>{t("inspection.waiting")}</p>;
  return (
    <form
      className={styles.confirm}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate();
      }}
    >
      <Input.TextArea
        aria-label={t("inspection.reply")}
        placeholder={t("inspection.reply")}
        value={reply}
        maxLength={1000}
        autoSize={{ minRows: 2, maxRows: 6 }}
        onChange={(event) => setReply(event.target.value)}
        data-testid="reply"
      />
      <Button
        type="primary"
        size="large"
        block
        htmlType="submit"
        loading={act.isPending}
        data-testid="confirm-inspection"
      >
        {t("inspection.confirm")}
      </Button>
      {act.isError && (
        <p className={styles.failed} role="alert">
          {t("inbox.failed")}
        </p>
      )}
    </form>
  );
}
