import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ArrowLeft, FileQuestion } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { ApiError } from "../api/client";
import { type SelfCheck, selfCheckQuery } from "../api/selfChecks";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { useWords } from "../parts/words";
import { PageHeader } from "../shell/PageHeader";
import { useWaiting } from "../shell/waiting";
import { When } from "../time/When";
import styles from "./FilePage.module.css";
import { Span } from "./Span";

/** A filed record as it was signed; nothing of it changes any more. */
export function RecordPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const words = useWords();
  const query = useQuery(selfCheckQuery(id));
  useTitle(query.data ? words(query.data.title) : t("selfCheck.title"), useWaiting());
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
            {query.data && words(query.data.title)}
          </span>
        }
      />
      {query.isPending ? (
        <div className={styles.page}>
          <Skeletons count={4} height={64} />
        </div>
      ) : query.isError ? (
        query.error instanceof ApiError && query.error.status === 404 ? (
          <Notice icon={FileQuestion} title={t("error.not_found")} />
        ) : (
          <Failure error={query.error} retry={() => void query.refetch()} />
        )
      ) : (
        <Record record={query.data} />
      )}
    </>
  );
}

function Record({ record }: { record: SelfCheck }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <article className={styles.page} data-testid="self-check-record" data-zero={record.zero_risk}>
      <dl className={styles.facts}>
        <dt>{t("history.business")}</dt>
        <dd>{record.business.name}</dd>
        <dt>{t("history.time")}</dt>
        <dd>
          <Span first={record.first} last={record.last} />
        </dd>
        <dt>{t("selfCheck.person")}</dt>
        <dd>
          {record.person.name} · {t(`selfCheck.positions.${record.person.position}`)}
        </dd>
        <dt>{t("selfCheck.filedAt")}</dt>
        <dd>
          <When at={record.filed_at} />
          {record.late && <span className={styles.problem}> · {t("selfCheck.late")}</span>}
        </dd>
        <dt>{t("selfCheck.result")}</dt>
        <dd>
          {record.zero_risk
            ? t("selfCheck.zero_risk")
            : t("selfCheck.problems", {
                count: record.items.filter(({ verdict }) => verdict === "problem").length,
              })}
          {record.note !== "" && ` · ${record.note}`}
        </dd>
      </dl>
      <ol className={styles.items}>
        {record.items.map((item) => (
          <li key={item.key} className={styles.item}>
            <span className={styles.text}>{words(item.text)}</span>
            <span className={item.verdict === "problem" ? styles.problem : styles.soft}>
              {t(`selfCheck.verdict.${item.verdict}`)}
            </span>
            {item.note !== "" && <p className={styles.note}>{item.note}</p>}
          </li>
        ))}
      </ol>
    </article>
  );
}
