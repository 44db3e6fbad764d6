import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Checkbox, Segmented, Switch } from "antd";
import { CircleCheckBig } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { SearchField } from "../parts/SearchField";
import { Failure, Notice, Skeletons } from "../parts/States";
import { type Charge, chargesQuery, type Level } from "./api";
import styles from "./office.module.css";
import { useGo } from "./search";

// Its fields are heavy, and the list is of use without them.
const AssignForm = lazy(async () => ({ default: (await import("./AssignForm")).AssignForm }));

const LEVELS: Level[] = ["A", "B", "C", "D"];

/** Businesses with whoever answers for them; those picked can be given to one cadre at once. */
export function Charges({ area, mayAct }: { area: string; mayAct: boolean }) {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const go = useGo();
  const [picked, setPicked] = useState<ReadonlyMap<string, Charge>>(new Map());
  const [isAssigning, setAssigning] = useState(false);
  const level = LEVELS.find((name) => name === params.get("level")) ?? null;
  const uncovered = params.get("uncovered") === "1";
  const unfit = params.get("unfit") === "1";
  const q = params.get("q") ?? "";
  const list = useInfiniteQuery(chargesQuery({ area, level, uncovered, unfit, q }));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const set = (change: Record<string, string | null>) =>
    navigate(go(change), { replace: true, preventScrollReset: true });
  const toggle = (charge: Charge) => {
    const next = new Map(picked);
    if (!next.delete(charge.id)) next.set(charge.id, charge);
    setPicked(next);
  };
  const allPicked = items.length > 0 && items.every(({ id }) => picked.has(id));
  return (
    <>
      <div className={styles.tools}>
        <SearchField q={q} onChange={(next) => set({ q: next })} label={t("areas.searchBusiness")} />
        <Segmented
          aria-label={t("areas.level")}
          value={level ?? ""}
          onChange={(value) => set({ level: value })}
          options={[
            { value: "", label: t("areas.everyLevel") },
            ...LEVELS.map((value) => ({ value: value as string, label: value })),
          ]}
        />
        <div className={styles.tools}>
          <Switch
            aria-label={t("areas.onlyUncovered")}
            checked={uncovered}
            onChange={(on) => set({ uncovered: on ? "1" : null, unfit: null })}
            data-testid="uncovered"
          />
          {t("areas.onlyUncovered")}
        </div>
        <div className={styles.tools}>
          <Switch
            aria-label={t("areas.onlyUnfit")}
            checked={unfit}
            onChange={(on) => set({ unfit: on ? "1" : null, uncovered: null })}
            data-testid="unfit"
          />
          {t("areas.onlyUnfit")}
        </div>
      </div>
      {list.isPending ? (
        <div className={styles.skeletons}>
          <Skeletons count={6} height={44} />
        </div>
      ) : list.isError && list.data === undefined ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : items.length === 0 ? (
        <Notice
          icon={CircleCheckBig}
          title={t(uncovered ? "areas.allCovered" : unfit ? "areas.allFit" : "areas.noBusiness")}
          body={t(uncovered ? "areas.allCoveredBody" : unfit ? "areas.allFitBody" : "areas.noBusinessBody")}
        />
      ) : (
        <div className={styles.tableBox}>
          <table className={styles.table} data-testid="charges">
            <thead>
              <tr>
                {mayAct && (
                  <th>
                    <Checkbox
                      aria-label={t("areas.pickAll")}
                      checked={allPicked}
                      onChange={() =>
                        setPicked(allPicked ? new Map() : new Map(items.map((item) => [item.id, item])))
                      }
                    />
                  </th>
                )}
                <th>{t("areas.business")}</th>
                <th>{t("areas.level")}</th>
                <th className={styles.wideOnly}>{t("areas.where")}</th>
                <th>{t("areas.cadre")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((charge) => (
                <tr key={charge.id}>
                  {mayAct && (
                    <td>
                      <Checkbox
                        aria-label={t("areas.pick", { name: charge.name })}
                        checked={picked.has(charge.id)}
                        onChange={() => toggle(charge)}
                      />
                    </td>
                  )}
                  <td>
                    <span className={styles.main}>{charge.name}</span>
                    <br />
                    <span className={styles.soft}>{charge.licence}</span>
                  </td>
                  <td>{charge.level}</td>
                  <td className={styles.wideOnly}>{charge.area}</td>
                  <td>
                    {charge.cadres.length === 0 ? (
                      <strong className={styles.failed}>{t("areas.nobody")}</strong>
                    ) : (
                      charge.cadres.map(({ name }) => name).join(t("and"))
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.hasNextPage && (
        <footer className={styles.footer}>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("common.loadMore")}
          </Button>
        </footer>
      )}
      {picked.size > 0 && (
        <div className={styles.picked} role="status">
          <strong>{t("areas.picked", { count: picked.size })}</strong>
          <Button type="primary" onClick={() => setAssigning(true)} data-testid="assign">
            {t("areas.assign")}
          </Button>
          <Button type="text" onClick={() => setPicked(new Map())}>
            {t("areas.unpick")}
          </Button>
        </div>
      )}
      {isAssigning && (
        <Suspense>
          <AssignForm
            charges={[...picked.values()]}
            onClose={(done) => {
              setAssigning(false);
              if (done) setPicked(new Map());
            }}
          />
        </Suspense>
      )}
    </>
  );
}
