import { useInfiniteQuery } from "@tanstack/react-query";
import { FileClock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { selfChecksQuery } from "../api/selfChecks";
import { useSteps } from "../parts/hotkeys";
import { Paged } from "../parts/Paged";
import { Notice, Skeletons } from "../parts/States";
import { When } from "../time/When";
import styles from "./SelfChecksPage.module.css";
import { Span } from "./Span";

/** What has been filed, newest first. */
export function Records() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const list = useInfiniteQuery(selfChecksQuery(search.get("business")));
  useSteps();
  return (
    <section aria-labelledby="records">
      <h2 id="records">{t("selfCheck.records")}</h2>
      <Paged
        list={list}
        waiting={<Skeletons count={3} height={48} />}
        empty={<Notice icon={FileClock} title={t("selfCheck.none")} body={t("selfCheck.noneBody")} />}
      >
        {(records) => (
          <ol className={styles.records}>
            {records.map((record) => (
              <li key={record.id}>
                <Link
                  className={styles.record}
                  to={`/self-checks/${record.id}`}
                  data-step=""
                  data-testid={`record-${record.id}`}
                >
                  <span className={styles.kind}>{t(`selfCheck.kind.${record.kind}`)}</span>
                  <span className={styles.about}>
                    <Span first={record.first} last={record.last} /> · {record.business.name} ·{" "}
                    {record.zero_risk
                      ? t("selfCheck.zero_risk")
                      : t("selfCheck.problems", {
                          count: record.items.filter(({ verdict }) => verdict === "problem").length,
                        })}
                  </span>
                  <span className={record.late ? styles.late : styles.soft}>
                    {record.late && `${t("selfCheck.late")} · `}
                    <When at={record.filed_at} />
                  </span>
                </Link>
              </li>
            ))}
          </ol>
        )}
      </Paged>
    </section>
  );
}
