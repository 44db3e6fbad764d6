import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Switch } from "antd";
import { UsersRound } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { LoadMore } from "../parts/LoadMore";
import { SearchField } from "../parts/SearchField";
import { Failure, Notice, Skeletons } from "../parts/States";
import { cadresQuery } from "./api";
import type { Doing } from "./CadreForm";
import { ChainCheck } from "./ChainCheck";
import styles from "./office.module.css";
import { useGo } from "./search";

// Its fields are heavy, and the list is of use without them.
const CadreForm = lazy(async () => ({ default: (await import("./CadreForm")).CadreForm }));

/** Cadres with how much they have, the most first. */
export function Cadres({ area, mayAct }: { area: string; mayAct: boolean }) {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const go = useGo();
  const [doing, setDoing] = useState<Doing | null>(null);
  const q = params.get("q") ?? "";
  const overloaded = params.get("overloaded") === "1";
  const unsigned = params.get("unsigned") === "1";
  const list = useInfiniteQuery(cadresQuery(area, { q, overloaded, unsigned }));
  const cadres = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const { most_businesses: most = 0, count = 0 } = list.data?.pages.at(-1) ?? {};
  const set = (change: Record<string, string | null>) =>
    navigate(go(change), { replace: true, preventScrollReset: true });
  const close = () => setDoing(null);
  return (
    <>
      <div className={styles.tools}>
        <SearchField q={q} onChange={(next) => set({ q: next })} label={t("areas.searchCadre")} />
        <div className={styles.tools}>
          <Switch
            aria-label={t("areas.onlyOverloaded", { most: most })}
            checked={overloaded}
            onChange={(on) => set({ overloaded: on ? "1" : null })}
          />
          {t("areas.onlyOverloaded", { most: most })}
        </div>
        <div className={styles.tools}>
          <Switch
            aria-label={t("areas.onlyUnsigned")}
            checked={unsigned}
            onChange={(on) => set({ unsigned: on ? "1" : null })}
          />
          {t("areas.onlyUnsigned")}
        </div>
      </div>
      {list.isPending ? (
        <div className={styles.skeletons}>
          <Skeletons count={6} height={44} />
        </div>
      ) : list.isError && list.data === undefined ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : cadres.length === 0 ? (
        <Notice icon={UsersRound} title={t("areas.noCadres")} body={t("areas.noCadresBody")} />
      ) : (
        <div className={styles.tableBox}>
          <table className={styles.table} data-testid="cadres">
            <thead>
              <tr>
                <th>{t("areas.cadre")}</th>
                <th className={styles.wideOnly}>{t("areas.where")}</th>
                <th className={styles.number}>{t("areas.businesses")}</th>
                <th className={styles.wideOnly}>{t("areas.commitment")}</th>
                {mayAct && <th />}
              </tr>
            </thead>
            <tbody>
              {cadres.map((cadre) => (
                <tr key={cadre.id}>
                  <td>
                    <span className={styles.main}>{cadre.name}</span>{" "}
                    <span className={styles.soft}>{cadre.title}</span>
                    {!cadre.may_sign_in && (
                      <>
                        <br />
                        <span className={styles.warn}>{t("areas.closed")}</span>
                      </>
                    )}
                  </td>
                  <td className={styles.wideOnly}>{cadre.area}</td>
                  <td className={styles.number}>
                    {cadre.businesses > most ? (
                      <strong className={styles.failed}>
                        {t("areas.tooManyOf", { count: cadre.businesses })}
                      </strong>
                    ) : (
                      cadre.businesses
                    )}
                  </td>
                  <td className={styles.wideOnly}>
                    {cadre.commitment === null ? (
                      t("areas.notSigned")
                    ) : (
                      <a
                        href={`/api/v1/commitments/${cadre.commitment}/pdf`}
                        target="_blank"
                        rel="noreferrer"
                        data-testid={`commitment-${cadre.username}`}
                      >
                        {t("areas.readSigned")}
                      </a>
                    )}
                  </td>
                  {mayAct && (
                    <td className={styles.number}>
                      {!cadre.may_sign_in && (
                        <Button type="link" onClick={() => setDoing({ what: "open", cadre })}>
                          {t("areas.open_account")}
                        </Button>
                      )}
                      <Button type="link" onClick={() => setDoing({ what: "report", cadre })}>
                        {t("areas.report")}
                      </Button>
                      <Button type="link" onClick={() => setDoing({ what: "leave", cadre })}>
                        {t("areas.leave")}
                      </Button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
          <p className={styles.count} data-testid="cadres-count">
            {t("areas.shownOf", { shown: cadres.length, count })}
          </p>
          <LoadMore list={list} />
          <ChainCheck />
        </div>
      )}
      {doing !== null && (
        <Suspense>
          <CadreForm doing={doing} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
