import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Input, Radio, Segmented } from "antd";
import { ArrowLeft, FileQuestion } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { ApiError } from "../api/client";
import {
  type DueCheck,
  dueChecksQuery,
  type FormItem,
  fileSelfCheck,
  type SelfCheckGiven,
  type Verdict,
} from "../api/selfChecks";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { useUnsent } from "../parts/unsent";
import { useWords } from "../parts/words";
import { PageHeader } from "../shell/PageHeader";
import { useWaiting } from "../shell/waiting";
import { answersOf, missingIn } from "./completeness";
import styles from "./FilePage.module.css";
import { Span } from "./Span";

type Answered = SelfCheckGiven["items"][number];

const VERDICTS: Verdict[] = ["ok", "problem", "none"];

/** One record to fill in, begun by what the service has seen: today's, or the one from the day in the address. */
export function FilePage() {
  const { t } = useTranslation();
  const { kind = "", first } = useParams();
  const navigate = useNavigate();
  const due = useQuery(dueChecksQuery);
  const item = due.data?.find(
    (one) => one.kind === kind && (first === undefined ? !one.is_over : one.first === first),
  );
  useTitle(t("selfCheck.title"), useWaiting());
  return (
    <>
      <PageHeader
        title={
          <span className={styles.heading}>
            <Button
              type="text"
              icon={<ArrowLeft size={18} aria-hidden="true" />}
              aria-label={t("violation.back")}
              onClick={() => void navigate("/self-checks")}
            />
            {item !== undefined && t(`selfCheck.kind.${item.kind}`)}
          </span>
        }
      />
      {due.isPending ? (
        <div className={styles.page}>
          <Skeletons count={6} height={64} />
        </div>
      ) : due.isError ? (
        <Failure error={due.error} retry={() => void due.refetch()} />
      ) : item === undefined || item.filed !== null ? (
        <Notice icon={FileQuestion} title={t(item ? "selfCheck.filed" : "missing.title")} />
      ) : (
        <Form key={`${item.kind} ${item.first}`} item={item} />
      )}
    </>
  );
}

function Form({ item }: { item: DueCheck }) {
  const { t } = useTranslation();
  const words = useWords();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const own = item.persons[0];
  const {
    given: filled,
    change,
    forget,
  } = useUnsent(`self-check.${item.kind}.${item.first}`, {
    person: own?.name ?? "",
    position: own?.position ?? item.positions[0] ?? "officer",
    /** By item: what was changed of what the service has begun it with. */
    answers: {} as Record<string, Answered>,
    saysZero: false,
    note: "",
  });
  const { person, position, saysZero, note } = filled;
  const items = answersOf(item.items).map((begun) => filled.answers[begun.key] ?? begun);
  const hasProblems = items.some(({ verdict }) => verdict === "problem");
  const given: SelfCheckGiven = {
    kind: item.kind,
    day: item.first,
    person: person.trim(),
    position,
    items,
    zero_risk: saysZero && !hasProblems,
    note: note.trim(),
  };
  const missing = missingIn(given, item.violations);
  const act = useMutation({
    mutationFn: fileSelfCheck,
    onSuccess: async (record) => {
      await queries.invalidateQueries({ queryKey: ["self-checks"] });
      forget();
      void navigate(`/self-checks/${record.id}`, { replace: true });
    },
  });
  return (
    <form
      className={styles.page}
      data-testid="self-check-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === null) act.mutate(given);
      }}
    >
      <p className={styles.lead}>
        {words(item.title)} · <Span first={item.first} last={item.last} />
        {item.overdue && <span className={styles.problem}> · {t("selfCheck.fillLate")}</span>}
      </p>
      <ol className={styles.items}>
        {item.items.map((one, index) => {
          const answer = items[index] ?? { key: one.key, verdict: "ok", note: "" };
          return (
            <Item
              key={one.key}
              item={one}
              answer={answer}
              change={(part) => change({ answers: { ...filled.answers, [one.key]: { ...answer, ...part } } })}
            />
          );
        })}
      </ol>
      {!hasProblems && (
        <Checkbox
          className={styles.zero ?? ""}
          checked={saysZero}
          onChange={(event) => change({ saysZero: event.target.checked })}
          data-testid="zero-risk"
        >
          {t("selfCheck.sayZero")}
        </Checkbox>
      )}
      <Input.TextArea
        aria-label={t("case.reason")}
        placeholder={t(missing === "why" ? "selfCheck.missingWhy" : "case.reasonMay")}
        value={note}
        maxLength={2000}
        autoSize={{ minRows: 2, maxRows: 8 }}
        onChange={(event) => change({ note: event.target.value })}
        data-testid="self-check-note"
      />
      <div className={styles.person}>
        <Input
          aria-label={t("selfCheck.person")}
          placeholder={t("selfCheck.person")}
          value={person}
          maxLength={100}
          onChange={(event) => change({ person: event.target.value })}
          data-testid="self-check-person"
        />
        <Radio.Group
          aria-label={t("selfCheck.position")}
          value={position}
          onChange={(event) => change({ position: event.target.value })}
          options={item.positions.map((value) => ({ value, label: t(`selfCheck.positions.${value}`) }))}
        />
      </div>
      {missing !== null && <p className={styles.missing}>{t(`selfCheck.lacks.${missing}`)}</p>}
      {act.isError && (
        <p className={styles.failed} role="alert">
          {t(
            act.error instanceof ApiError && act.error.code === "invalid_request"
              ? "selfCheck.notTheirName"
              : "case.failed",
          )}
        </p>
      )}
      <Button
        type="primary"
        size="large"
        htmlType="submit"
        block
        disabled={missing !== null}
        loading={act.isPending}
        data-testid="self-check-send"
      >
        {t("selfCheck.send")}
      </Button>
    </form>
  );
}

interface ItemProps {
  item: FormItem;
  answer: Answered;
  change: (part: Partial<Answered>) => void;
}

function Item({ item, answer, change }: ItemProps) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <li className={styles.item} data-testid={`item-${item.key}`} data-verdict={answer.verdict}>
      <span className={styles.text}>
        {words(item.text)}
        {item.found > 0 && (
          <span className={styles.found}>{t("selfCheck.found", { count: item.found })}</span>
        )}
      </span>
      <Segmented<Verdict>
        aria-label={words(item.text)}
        value={answer.verdict}
        onChange={(verdict) => change({ verdict })}
        options={VERDICTS.map((value) => ({ value, label: t(`selfCheck.verdict.${value}`) }))}
      />
      {answer.verdict === "problem" && (
        <Input.TextArea
          className={styles.note ?? ""}
          aria-label={t("selfCheck.problemNote")}
          placeholder={t("selfCheck.problemNote")}
          value={answer.note}
          maxLength={500}
          autoSize={{ minRows: 1, maxRows: 5 }}
          onChange={(event) => change({ note: event.target.value })}
        />
      )}
    </li>
  );
}
