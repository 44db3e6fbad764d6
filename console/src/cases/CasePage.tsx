import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Tooltip } from "antd";
import { ArrowLeft, ChevronDown, ChevronUp, FileQuestion } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { type CaseFile, caseQuery, casesQuery, MATTERS, QUEUES, type Queue } from "../api/cases";
import { ApiError } from "../api/client";
import { useHotkeys } from "../parts/hotkeys";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { useWaiting } from "../shell/waiting";
import { Sureness } from "../violation/Sureness";
import { CaseActions } from "./CaseActions";
import { CaseFacts } from "./CaseFacts";
import { CaseMark } from "./CaseMark";
import styles from "./CasePage.module.css";
import { CasePictures } from "./CasePictures";
import { CaseTimeline } from "./CaseTimeline";
import { CaseTips } from "./CaseTips";
import { CaseTurn } from "./CaseTurn";
import { useCaseTitle } from "./words";

/** One case: what was seen, whose turn it is and until when, the one next step, and how it came here. */
export function CasePage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const query = useQuery(caseQuery(id));
  const file = query.data;
  const titleOf = useCaseTitle();
  useTitle(file ? titleOf(file) : t("case.one"), useWaiting());
  return (
    <>
      <PageHeader
        title={
          <span className={styles.heading}>
            <Back />
            {file && (
              <>
                <span data-testid="case-title">{titleOf(file)}</span>
                <CaseMark item={file} />
              </>
            )}
          </span>
        }
      >
        <Steps id={id} />
      </PageHeader>
      {file !== undefined ? (
        <Body key={file.id} file={file} />
      ) : query.isError ? (
        query.error instanceof ApiError && query.error.status === 404 ? (
          <Notice icon={FileQuestion} title={t("case.notFound")} />
        ) : (
          <Failure error={query.error} retry={() => void query.refetch()} />
        )
      ) : (
        <div className={styles.body}>
          <Skeletons count={2} height="60dvh" />
        </div>
      )}
    </>
  );
}

function Body({ file }: { file: CaseFile }) {
  return (
    <article className={styles.body} data-testid="case-page" data-id={file.id} data-state={file.state}>
      <div className={styles.pictures}>
        <CasePictures file={file} />
      </div>
      <div className={styles.side}>
        <section className={styles.now}>
          <CaseTurn file={file} />
          <CaseActions key={`${file.state} ${file.step}`} file={file} />
        </section>
        <CaseFacts file={file} />
        {file.tips > 0 && <CaseTips file={file} />}
        {file.violation !== null && <Sureness violation={file.violation} />}
      </div>
      <div className={styles.below}>
        <CaseTimeline file={file} />
      </div>
    </article>
  );
}

function Back() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  return (
    <Button
      type="text"
      icon={<ArrowLeft size={18} aria-hidden="true" />}
      aria-label={t("case.back")}
      onClick={() => void navigate({ pathname: "/cases", search: `${search}` })}
      data-testid="case-back"
    />
  );
}

/** To the case before and after in the queue it was opened from. */
function Steps({ id }: { id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const queue: Queue = QUEUES.find((name) => name === search.get("queue")) ?? "open";
  const list = useInfiniteQuery(
    casesQuery(queue, {
      business: search.get("business"),
      area: search.get("area"),
      matter: MATTERS.find((name) => name === search.get("matter")) ?? null,
    }),
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const here = items.findIndex((item) => item.id === id);
  const to = (index: number) => {
    const target = items[index];
    return target === undefined || target.id === id
      ? undefined
      : () => void navigate({ pathname: `/cases/${target.id}`, search: `${search}` }, { replace: true });
  };
  // A case that has just left the queue is followed by the queue's first.
  const [before, next] = here === -1 ? [undefined, to(0)] : [to(here - 1), to(here + 1)];
  useHotkeys({ j: next, ArrowDown: next, ArrowRight: next, k: before, ArrowUp: before, ArrowLeft: before });
  return (
    <div className={styles.steps}>
      <Tooltip title={`${t("case.previous")} · K`}>
        <Button
          icon={<ChevronUp size={18} aria-hidden="true" />}
          aria-label={t("case.previous")}
          aria-keyshortcuts="k"
          disabled={before === undefined}
          onClick={before}
        />
      </Tooltip>
      <Tooltip title={`${t("case.next")} · J`}>
        <Button
          icon={<ChevronDown size={18} aria-hidden="true" />}
          aria-label={t("case.next")}
          aria-keyshortcuts="j"
          disabled={next === undefined}
          onClick={next}
          data-testid="case-next"
        />
      </Tooltip>
    </div>
  );
}
