import { useTranslation } from "react-i18next";
import { useAmount } from "../overview/Amount";
import { type Measure, measured, UNITS } from "../overview/measures";
import type { FullBulletin } from "./api";
import styles from "./Trend.module.css";
import { usePeriodWords } from "./words";

/** One measure over the periods, the bulletin's own last and in full colour. */
export function Trend({ bulletin, measure }: { bulletin: FullBulletin; measure: Measure }) {
  const { t } = useTranslation();
  const amount = useAmount();
  const period = usePeriodWords();
  const points = [...bulletin.before, { first: bulletin.first, figures: bulletin.whole.figures }].map(
    ({ first, figures }) => ({ first, value: measured(measure, figures) }),
  );
  const most = UNITS[measure] === "share" ? 1 : Math.max(...points.map(({ value }) => value ?? 0));
  return (
    <figure className={styles.plot} aria-labelledby="trend">
      <h2 id="trend">{t("bulletin.trend", { measure: t(`overview.measure.${measure}`) })}</h2>
      {points.length === 1 ? (
        <p className={styles.soft}>{t("bulletin.first")}</p>
      ) : (
        <ol className={styles.columns} data-testid="trend">
          {points.map(({ first, value }) => (
            <li key={first} data-now={first === bulletin.first || undefined}>
              <span className={styles.room}>
                <span className={styles.value}>{amount(measure, value)}</span>
                <span
                  className={styles.column}
                  style={{
                    height: `${value === null || most <= 0 ? 0 : Math.max(1, (value / most) * 100)}%`,
                  }}
                />
              </span>
              <span className={styles.name}>{period(bulletin.kind, first)}</span>
            </li>
          ))}
        </ol>
      )}
    </figure>
  );
}
