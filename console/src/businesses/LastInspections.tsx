import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { inspectionsQuery } from "../api/inspections";
import { InspectionMark } from "../inspection/Mark";
import { Failure, Skeletons } from "../parts/States";
import { When } from "../time/When";
import { Card } from "./Card";
import styles from "./Lines.module.css";

const MOST = 3;

/** The last signed inspections, and whether the business has confirmed them. */
export function LastInspections({ businessId }: { businessId: string }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(inspectionsQuery(`business_id=${businessId}&draft=false&limit=${MOST}`));
  const items = list.data?.pages[0]?.items ?? [];
  return (
    <Card title={t("businesses.inspections")} more={{ to: "/inspections", words: t("businesses.all") }}>
      {list.isPending ? (
        <Skeletons count={2} height={44} />
      ) : list.isError && list.data === undefined ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : items.length === 0 ? (
        <p className={styles.none}>{t("businesses.noInspections")}</p>
      ) : (
        <ol className={styles.lines}>
          {items.map((item) => (
            <li key={item.id} className={styles.line}>
              <InspectionMark inspection={item} />
              <Link className={styles.link} to={`/inspections/${item.id}`} data-step="">
                {t("inspection.found", { count: item.problems, name: item.inspector.name })}
              </Link>
              <span className={styles.soft}>
                {t(`inspection.mode.${item.mode}`)} · <When at={item.finished_at ?? item.started_at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
