import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import type { Coverage, Standing } from "./api";
import styles from "./office.module.css";
import { percent, useGo } from "./search";

/** How the area stands, in four figures; what needs somebody is a link to it. */
export function Figures({ area, most }: { area: Standing; most: number }) {
  const { t } = useTranslation();
  const go = useGo();
  const open = area.businesses - area.covered;
  return (
    <dl className={styles.figures}>
      <div className={styles.figure}>
        <dt>{t("areas.covered")}</dt>
        <dd>{percent(area.covered, area.businesses)}</dd>
        <dd className={styles.note}>
          {open > 0 ? (
            <Link className={styles.act} to={go({ tab: "businesses", uncovered: "1", unfit: null })}>
              {t("areas.open", { count: open })}
            </Link>
          ) : (
            t("areas.none")
          )}
        </dd>
      </div>
      <div className={styles.figure}>
        <dt>{t("areas.businesses")}</dt>
        <dd>{area.businesses.toLocaleString()}</dd>
        <dd className={styles.note}>
          {area.unfit > 0 ? (
            <Link
              className={styles.act}
              to={go({ tab: "businesses", unfit: "1", uncovered: null })}
              data-testid="figure-unfit"
            >
              {t("areas.unfit", { count: area.unfit })}
            </Link>
          ) : (
            t("areas.perCadre", { value: average(area) })
          )}
        </dd>
      </div>
      <div className={styles.figure}>
        <dt>{t("areas.cadres")}</dt>
        <dd>{area.cadres.toLocaleString()}</dd>
        <dd className={styles.note}>
          {area.overloaded > 0 ? (
            <Link className={styles.act} to={go({ tab: "cadres", overloaded: "1" })}>
              {t("areas.overloaded", { count: area.overloaded, most })}
            </Link>
          ) : (
            t("areas.nobodyOverloaded", { most })
          )}
        </dd>
      </div>
      <div className={styles.figure}>
        <dt>{t("areas.signed")}</dt>
        <dd>{percent(area.signed, area.cadres)}</dd>
        <dd className={styles.note}>{t("areas.unsigned", { count: area.cadres - area.signed })}</dd>
      </div>
    </dl>
  );
}

function average(area: Standing): string {
  return area.cadres === 0 ? "–" : (area.covered / area.cadres).toFixed(1);
}

/** The areas directly in this one, the worst covered first. */
export function AreaTable({ coverage }: { coverage: Coverage }) {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  if (coverage.areas.length === 0) return null;
  const to = (id: string) => {
    const next = new URLSearchParams();
    next.set("area", id);
    const tab = params.get("tab");
    if (tab !== null) next.set("tab", tab);
    return `?${next}`;
  };
  return (
    <div className={styles.tableBox}>
      <table className={styles.table} data-testid="areas">
        <thead>
          <tr>
            <th>{t(`areas.kind.${coverage.areas[0]?.kind ?? "town"}`)}</th>
            <th className={styles.share}>{t("areas.covered")}</th>
            <th className={styles.number}>{t("areas.uncovered")}</th>
            <th className={`${styles.number} ${styles.wideOnly}`}>{t("areas.businesses")}</th>
            <th className={`${styles.number} ${styles.wideOnly}`}>{t("areas.cadres")}</th>
            <th className={`${styles.number} ${styles.wideOnly}`}>{t("areas.tooMany")}</th>
            <th className={`${styles.number} ${styles.wideOnly}`}>{t("areas.signed")}</th>
          </tr>
        </thead>
        <tbody>
          {coverage.areas.map((area) => (
            <tr key={area.id}>
              <td className={styles.main}>
                <Link className={styles.link} to={to(area.id)} data-step>
                  {area.name}
                </Link>
              </td>
              <td className={styles.share}>
                <Bar part={area.covered} whole={area.businesses} />
              </td>
              <td className={styles.number}>
                {area.businesses > area.covered ? (
                  <Link className={styles.act} to={`${to(area.id)}&tab=businesses&uncovered=1`}>
                    {(area.businesses - area.covered).toLocaleString()}
                  </Link>
                ) : (
                  0
                )}
              </td>
              <td className={`${styles.number} ${styles.wideOnly}`}>{area.businesses.toLocaleString()}</td>
              <td className={`${styles.number} ${styles.wideOnly}`}>{area.cadres}</td>
              <td className={`${styles.number} ${styles.wideOnly}`}>{area.overloaded}</td>
              <td className={`${styles.number} ${styles.wideOnly}`}>{percent(area.signed, area.cadres)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Bar({ part, whole }: { part: number; whole: number }) {
  const share = whole === 0 ? 0 : part / whole;
  return (
    <>
      <span className={styles.soft}>{percent(part, whole)}</span>
      <span className={styles.bar} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </>
  );
}
