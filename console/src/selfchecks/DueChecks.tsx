import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { CircleCheck, ClipboardCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type DueCheck, dueChecksQuery } from "../api/selfChecks";
import { useLanguage } from "../i18n/language";
import { Failure, Skeletons } from "../parts/States";
import { useWords } from "../parts/words";
import { useNow } from "../time/clock";
import { duration } from "../time/relative";
import styles from "./SelfChecksPage.module.css";
import { Span } from "./Span";

/** The three things of the business: those of days before that are still wanted, then each of today's, filed
 * or with until when and what the service has already seen. */
export function DueChecks() {
  const { t } = useTranslation();
  const due = useQuery(dueChecksQuery);
  const earlier = due.data?.filter(({ is_over }) => is_over) ?? [];
  return (
    <>
      {earlier.length > 0 && (
        <section aria-labelledby="earlier">
          <h2 id="earlier">{t("selfCheck.earlier", { count: earlier.length })}</h2>
          <ol className={styles.records}>
            {earlier.map((item) => (
              <Earlier key={item.kind + item.first} item={item} />
            ))}
          </ol>
        </section>
      )}
      <section aria-labelledby="due">
        <h2 id="due">{t("selfCheck.due")}</h2>
        <div className={styles.cards}>
          {due.isPending ? (
            <Skeletons count={3} height={168} />
          ) : due.isError ? (
            <Failure error={due.error} retry={() => void due.refetch()} />
          ) : (
            due.data.filter(({ is_over }) => !is_over).map((item) => <Card key={item.kind} item={item} />)
          )}
        </div>
      </section>
    </>
  );
}

function Earlier({ item }: { item: DueCheck }) {
  const { t } = useTranslation();
  const name = `${item.kind}-${item.first}`;
  return (
    <li>
      <Link
        className={styles.record}
        to={`/self-checks/file/${item.kind}/${item.first}`}
        data-step=""
        data-testid={`earlier-${name}`}
        data-late={item.overdue}
      >
        <span className={styles.kind}>{t(`selfCheck.kind.${item.kind}`)}</span>
        <span className={styles.about}>
          <Span first={item.first} last={item.last} />
          {item.violations > 0 && ` · ${t("selfCheck.seen", { count: item.violations })}`}
        </span>
        <span className={item.overdue ? styles.late : styles.soft}>
          <Left item={item} />
        </span>
      </Link>
    </li>
  );
}

/** How long there is, or since when it has been late. */
function Left({ item }: { item: DueCheck }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const left = Date.parse(item.due_at) - useNow();
  const age = duration(Math.abs(left), language);
  return t(left < 0 ? "case.overdueBy" : "case.left", { age });
}

function Card({ item }: { item: DueCheck }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <article className={styles.card} data-testid={`self-check-${item.kind}`} data-filed={item.filed !== null}>
      <h3>
        <ClipboardCheck size={18} strokeWidth={1.75} aria-hidden="true" />
        {t(`selfCheck.kind.${item.kind}`)}
      </h3>
      <p className={styles.soft}>{words(item.title)}</p>
      <p className={styles.soft}>
        <Span first={item.first} last={item.last} />
      </p>
      {item.filed !== null ? (
        <Link className={styles.done} to={`/self-checks/${item.filed.id}`}>
          <CircleCheck size={18} aria-hidden="true" />
          {t(item.filed.late ? "selfCheck.filedLate" : "selfCheck.filed")}
        </Link>
      ) : (
        <>
          <p className={item.overdue ? styles.late : ""}>
            {item.owed ? <Left item={item} /> : t("selfCheck.notOwed")}
            {item.reminded_at !== null && <span className={styles.soft}> · {t("selfCheck.reminded")}</span>}
          </p>
          {item.violations > 0 && <p>{t("selfCheck.seen", { count: item.violations })}</p>}
          <Link className={styles.act} to={`/self-checks/file/${item.kind}`}>
            <Button type="primary" size="large" block tabIndex={-1} data-testid={`file-${item.kind}`}>
              {t("selfCheck.fill")}
            </Button>
          </Link>
        </>
      )}
    </article>
  );
}
