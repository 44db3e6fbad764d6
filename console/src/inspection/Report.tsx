import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { ChevronRight, CircleCheck, Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import {
  type Answer,
  confirmInspection,
  type Given,
  type Inspection,
  inspectionQuery,
  type Step,
} from "../api/inspections";
import { useUser } from "../api/session";
import { taskQuery } from "../api/tasks";
import { useLanguage } from "../i18n/language";
import { CopyButton } from "../parts/CopyButton";
import { usePlaceName, useWords } from "../parts/words";
import { absoluteTime } from "../time/relative";
import { dayWords } from "../today/days";
import { AnswerIcon } from "./AnswerIcon";
import type { Pictures } from "./CheckList";
import { type Answers, answersOf, isAbsent, keyOf, picturesOf } from "./progress";
import styles from "./Report.module.css";
import { useStepName } from "./stepName";

const ANSWERS: readonly Answer[] = ["problem", "unseen", "ok", "absent"];
const OPENS: readonly Answer[] = ["problem", "unseen"];

/** A signed inspection: what was found, step by step, and who stands for it. */
export function Report({ inspection }: { inspection: Inspection }) {
  const { t } = useTranslation();
  const answers = answersOf(inspection, new Map());
  const pictures = {
    captures: new Map(inspection.captures.map((capture) => [capture.id, capture])),
    photos: new Map(inspection.photos.map((photo) => [photo.key, photo])),
  };
  return (
    <article className={styles.report} data-testid="inspection-report">
      <div className={styles.steps}>
        {inspection.conclusion !== "" && (
          <section className={styles.conclusion}>
            <h2>{t("walk.conclusion")}</h2>
            <p>{inspection.conclusion}</p>
          </section>
        )}
        {inspection.steps.map((step) => (
          <StepLines key={step.key} step={step} answers={answers} pictures={pictures} />
        ))}
      </div>
      <Signature inspection={inspection} />
    </article>
  );
}

interface StepLinesProps {
  step: Step;
  answers: Answers;
  pictures: Pictures;
}

/** What was found at one key point; where nothing was, in one line that opens. */
function StepLines({ step, answers, pictures }: StepLinesProps) {
  const { t } = useTranslation();
  const stepName = useStepName();
  const placeName = usePlaceName();
  const given = step.items.flatMap(({ key }) => answers.get(keyOf(step.key, key)) ?? []);
  const counts = ANSWERS.map((answer) => ({
    answer,
    number: given.filter((one) => one.answer === answer).length,
  })).filter(({ number }) => number > 0);
  return (
    <details className={styles.step} open={counts.some(({ answer }) => OPENS.includes(answer))}>
      <summary>
        <h2>
          {stepName(step)}
          {step.camera_id !== null && <span className={styles.soft}>{placeName(step.place)}</span>}
        </h2>
        <span className={styles.soft}>
          {isAbsent(step, answers)
            ? t("walk.noPlace")
            : counts.map(({ answer, number }) => `${t(`walk.answer.${answer}`)} ${number}`).join(" · ")}
        </span>
        <ChevronRight className={styles.turn} size={16} aria-hidden="true" />
      </summary>
      <ul>
        {step.items.map((item) => {
          const one = answers.get(keyOf(step.key, item.key));
          return one && <Line key={item.key} text={item.text} given={one} pictures={pictures} />;
        })}
      </ul>
    </details>
  );
}

interface LineProps {
  text: { zh: string; en: string };
  given: Given;
  pictures: Pictures;
}

function Line({ text, given, pictures: { captures, photos } }: LineProps) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <li className={styles.line} data-answer={given.answer}>
      <AnswerIcon className={styles.icon} answer={given.answer} />
      <div>
        <p>
          {words(text)}
          <span className={styles.answer}>{t(`walk.answer.${given.answer}`)}</span>
        </p>
        {given.note !== "" && <p className={styles.note}>{given.note}</p>}
        {given.case_id != null && (
          <Link className={styles.download} to={`/cases/${given.case_id}`} data-testid="problem-case">
            {t("capture.toCase")}
          </Link>
        )}
        {picturesOf(given) > 0 && (
          <p className={styles.pictures}>
            {given.capture_ids.map((id) => (
              <Link key={id} to={`/captures/${id}`}>
                <img src={captures.get(id)?.picture.url} alt={t("walk.picture")} />
              </Link>
            ))}
            {given.photo_keys.map((key) => (
              <a key={key} href={photos.get(key)?.url} target="_blank" rel="noreferrer">
                <img src={photos.get(key)?.url} alt={t("walk.photo")} loading="lazy" />
              </a>
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
  const { id, inspector, signed_name, finished_at, started_at, digest, confirmed_at, confirmed_by } =
    inspection;
  const moment = (at: string | null) => (at === null ? "" : absoluteTime(Date.parse(at), language));
  return (
    <aside className={styles.side}>
      <dl className={styles.facts}>
        <dt>{t("today.mode")}</dt>
        <dd data-testid="inspection-mode">{t(`inspection.mode.${inspection.mode}`)}</dd>
        <dt>{t("walk.inspector")}</dt>
        <dd>{inspector.name}</dd>
        <dt>{t("walk.started")}</dt>
        <dd>{moment(started_at)}</dd>
        <dt>{t("walk.signed")}</dt>
        <dd>
          <span className={styles.name} data-testid="signed-name">
            {signed_name}
          </span>
          {moment(finished_at)}
        </dd>
        {inspection.task_ids.map((task) => (
          <TaskOf key={task} id={task} />
        ))}
        <dt title={t("walk.digestHint")}>{t("violation.key")}</dt>
        <dd className={styles.key}>
          <code title={digest ?? ""}>{digest?.slice(0, 16)}…</code>
          <CopyButton text={digest ?? ""} label={t("walk.copyDigest")} />
        </dd>
      </dl>
      <a className={styles.download} href={`/api/v1/inspections/${id}/record`} download>
        <Download size={16} aria-hidden="true" />
        {t("walk.download")}
      </a>
      {confirmed_at !== null ? (
        <div className={styles.confirmed} data-testid="confirmed">
          <p>
            <CircleCheck size={16} aria-hidden="true" />
            {t("walk.confirmedBy", { name: confirmed_by?.name ?? "" })}
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
      <dt>{t("walk.task")}</dt>
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
  if (role !== "business") return <p className={styles.soft}>{t("walk.waiting")}</p>;
  return (
    <form
      className={styles.confirm}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate();
      }}
    >
      <Input.TextArea
        aria-label={t("walk.reply")}
        placeholder={t("walk.reply")}
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
        {t("walk.confirm")}
      </Button>
      {act.isError && (
        <p className={styles.failed} role="alert">
          {t("inbox.failed")}
        </p>
      )}
    </form>
  );
}
