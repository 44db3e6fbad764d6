import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useGo } from "../office/search";
import { useAmount } from "./Amount";
import styles from "./AreaBars.module.css";
import type { FiguresAnswer } from "./figures";
import { type Measure, measured, rank, UNITS } from "./measures";

/** The areas compared by one measure, the best first, with where the whole stands; a bar leads into its area. */
export function AreaBars({ answer, measure }: { answer: FiguresAnswer; measure: Measure }) {
  const { t } = useTranslation();
  const amount = useAmount();
  const go = useGo();
  const ranked = rank(answer.areas, measure);
  const whole = measured(measure, answer.area.figures);
  // Counts add up: only of shares and times does the whole say where the middle is.
  const middle = UNITS[measure] === "count" ? null : whole;
  const most = Math.max(...ranked.map(({ value }) => value ?? 0));
  const longest = UNITS[measure] === "share" ? 1 : most;
  return (
    <section className={styles.plot} aria-labelledby="bars">
      <h2 id="bars">
        {t("overview.byArea", { measure: t(`overview.measure.${measure}`) })}
        {middle !== null && (
          <span className={styles.soft}>
            <i className={styles.key} aria-hidden="true" />
            {t("overview.whole", { amount: amount(measure, middle) })}
          </span>
        )}
      </h2>
      <ol className={styles.bars}>
        {ranked.map(({ item, value, length, isBest, isWorst }) => (
          <li key={item.id}>
            <Link
              className={styles.bar}
              to={go({ area: item.id })}
              data-step=""
              data-testid={`bar-${item.id}`}
            >
              <span className={styles.name}>{item.name}</span>
              <span className={styles.track}>
                <span
                  className={styles.length}
                  data-worst={isWorst || undefined}
                  style={{ width: `${Math.max(length * 100, value === null ? 0 : 0.6)}%` }}
                />
                {middle !== null && longest > 0 && (
                  <span
                    className={styles.middle}
                    style={{ left: `${Math.min(100, (middle / longest) * 100)}%` }}
                  />
                )}
              </span>
              <span className={styles.value}>{amount(measure, value)}</span>
              <span className={styles.mark}>
                {isBest && (
                  <>
                    <ArrowUp size={13} aria-hidden="true" />
                    {t("overview.best")}
                  </>
                )}
                {isWorst && (
                  <span className={styles.worst}>
                    <ArrowDown size={13} aria-hidden="true" />
                    {t("overview.worst")}
                  </span>
                )}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
