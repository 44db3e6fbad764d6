import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { Failure, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { When } from "../time/When";
import styles from "./PoliciesPage.module.css";
import { useWord } from "./PolicyField";
import { PolicyForm } from "./PolicyForm";
import { policyQuery, topicsQuery } from "./policyApi";

/** What the office decides, a topic at a time; every change keeps who, when and why. */
export function PoliciesPage() {
  const { t } = useTranslation();
  const word = useWord();
  const topics = useQuery(topicsQuery);
  const { topic = topics.data?.[0]?.topic } = useParams();
  useTitle(t("policy.title"));
  return (
    <>
      <PageHeader title={t("policy.title")} />
      <div className={styles.page}>
        <nav className={styles.topics} aria-label={t("policy.title")}>
          {topics.isPending && <Skeletons count={5} height={44} />}
          {topics.data?.map((entry) => (
            <Link
              key={entry.topic}
              to={`/policies/${entry.topic}`}
              className={`${styles.topic} ${entry.topic === topic ? styles.current : ""}`}
              aria-current={entry.topic === topic ? "page" : undefined}
              data-step
            >
              {word("field", `topic_${entry.topic}`)}
              <span className={styles.soft}>
                {entry.version === 0 ? t("policy.shipped") : t("policy.version", { number: entry.version })}
              </span>
            </Link>
          ))}
        </nav>
        {topics.isError && topics.data === undefined ? (
          <Failure error={topics.error} retry={() => void topics.refetch()} />
        ) : (
          topic !== undefined && <Topic key={topic} topic={topic} />
        )}
      </div>
    </>
  );
}

function Topic({ topic }: { topic: string }) {
  const { t } = useTranslation();
  const policy = useQuery(policyQuery(topic));
  if (policy.isPending) return <Skeletons count={1} height={320} />;
  if (policy.isError && policy.data === undefined) {
    return <Failure error={policy.error} retry={() => void policy.refetch()} />;
  }
  const { versions, version } = policy.data;
  return (
    <div>
      <PolicyForm key={versions[0]?.number} policy={policy.data} />
      <section className={styles.versions} aria-labelledby="versions">
        <h2 id="versions">{t("policy.versions")}</h2>
        {versions.map((item) => (
          <div
            key={item.number}
            className={`${styles.version} ${item.number === version ? styles.inForce : ""}`}
          >
            <strong>
              {item.number === 0 ? t("policy.shipped") : t("policy.version", { number: item.number })}
              {item.number === version && ` · ${t("policy.inForce")}`}
            </strong>
            {item.number > 0 && <span>{item.reason}</span>}
            {item.at !== null && item.effective_from !== null && (
              <span className={styles.soft}>
                {item.by} · <When at={item.at} /> · {t("policy.from")} <When at={item.effective_from} />
              </span>
            )}
          </div>
        ))}
      </section>
    </div>
  );
}
