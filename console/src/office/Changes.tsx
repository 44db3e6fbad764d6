import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { CircleCheckBig } from "lucide-react";
import { useTranslation } from "react-i18next";
import { LoadMore } from "../parts/LoadMore";
import { Failure, Notice, Skeletons } from "../parts/States";
import { When } from "../time/When";
import { type CadreChange, changesQuery, OFFICE, settleChanges } from "./api";
import styles from "./office.module.css";

/** What was reported of cadres: open first, by the day until which to assign anew. */
export function Changes({ mayAct }: { mayAct: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const list = useInfiniteQuery(changesQuery);
  const act = useMutation({
    mutationFn: (cadre: string) => settleChanges(cadre),
    onSuccess: () => queries.invalidateQueries({ queryKey: OFFICE }),
  });
  if (list.isPending) {
    return (
      <div className={styles.skeletons}>
        <Skeletons count={4} height={44} />
      </div>
    );
  }
  if (list.isError && list.data === undefined) {
    return <Failure error={list.error} retry={() => void list.refetch()} />;
  }
  const changes = list.data.pages.flatMap((page) => page.items);
  if (changes.length === 0) {
    return <Notice icon={CircleCheckBig} title={t("areas.noChanges")} body={t("areas.noChangesBody")} />;
  }
  return (
    <div className={styles.tableBox}>
      <table className={styles.table} data-testid="changes">
        <thead>
          <tr>
            <th>{t("areas.cadre")}</th>
            <th>{t("areas.whatChanged")}</th>
            <th className={styles.wideOnly}>{t("areas.happenedOn")}</th>
            <th>{t("areas.reassignBy")}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.id}>
              <td className={styles.main}>{change.cadre.name}</td>
              <td>{change.what}</td>
              <td className={styles.wideOnly}>
                {change.happened_on}
                {change.late && <p className={styles.warn}>{t("areas.late", { day: change.report_by })}</p>}
              </td>
              <td>
                <Deadline change={change} />
              </td>
              <td className={styles.number}>
                {mayAct && change.settled_at === null && (
                  <Button
                    size="small"
                    loading={act.isPending && act.variables === change.cadre.id}
                    onClick={() => act.mutate(change.cadre.id)}
                  >
                    {t("areas.settle")}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <LoadMore list={list} />
    </div>
  );
}

function Deadline({ change }: { change: CadreChange }) {
  const { t } = useTranslation();
  if (change.settled_at !== null) {
    return <span className={styles.soft}>{t(change.overdue ? "areas.settledLate" : "areas.settled")}</span>;
  }
  return (
    <>
      <span className={change.overdue ? styles.failed : undefined}>
        {change.reassign_by}
        {change.overdue && ` · ${t("areas.overdue")}`}
      </span>
      {change.reminded_at !== null && (
        <p className={styles.soft}>
          {t("areas.reminded")} <When at={change.reminded_at} />
        </p>
      )}
    </>
  );
}
