import { ArrowDown, ArrowUp, Equal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAmount } from "../overview/Amount";
import { MEASURES, type Measure, MORE_IS_BETTER, measured, UNITS } from "../overview/measures";
import type { FullBulletin } from "./api";
import styles from "./Compared.module.css";

interface Props {
  bulletin: FullBulletin;
  measure: Measure;
  onMeasure: (measure: Measure) => void;
}

/** The area's figures, each with how it has changed since the period before; one is chosen for the trend. */
export function Compared({ bulletin, measure, onMeasure }: Props) {
  const { t } = useTranslation();
  const amount = useAmount();
  const before = bulletin.before.at(-1);
  const { figures } = bulletin.whole;
  return (
    <>
      <ul className={styles.tiles}>
        {MEASURES.map((name) => {
          const value = measured(name, figures);
          return (
            <li key={name}>
              <button
                type="button"
                className={styles.tile}
                aria-pressed={name === measure}
                onClick={() => onMeasure(name)}
                data-testid={`measure-${name}`}
              >
                <span className={styles.name}>{t(`overview.measure.${name}`)}</span>
                <span className={styles.value}>{amount(name, value)}</span>
                <Change
                  measure={name}
                  now={value}
                  before={before === undefined ? null : measured(name, before.figures)}
                />
              </button>
            </li>
          );
        })}
      </ul>
      <dl className={styles.counts}>
        {(
          [
            ["opened", figures.cases.opened],
            ["closed", figures.cases.closed],
            ["violations", Object.values(figures.violations).reduce((sum, count) => sum + count, 0)],
            ["late", figures.tasks.late],
            ["trainings", figures.training.events],
            ["tookPart", figures.training.businesses + figures.training.cadres],
            ["passed", figures.training.passed],
          ] as const
        ).map(([name, count]) => (
          <div key={name}>
            <dt>{t(`bulletin.count.${name}`)}</dt>
            <dd>{count.toLocaleString()}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Change({ measure, now, before }: { measure: Measure; now: number | null; before: number | null }) {
  const { t } = useTranslation();
  const amount = useAmount();
  if (now === null || before === null) return <span className={styles.change}>{t("bulletin.noBefore")}</span>;
  const by = now - before;
  // What is not seen in the number is no change.
  if (amount(measure, now) === amount(measure, before)) {
    return (
      <span className={styles.change}>
        <Equal size={13} aria-hidden="true" />
        {t("bulletin.same")}
      </span>
    );
  }
  const better = by > 0 === MORE_IS_BETTER[measure];
  const Icon = by > 0 ? ArrowUp : ArrowDown;
  const size =
    UNITS[measure] === "share"
      ? t("bulletin.points", { count: Number(Math.abs(by * 100).toFixed(1)) })
      : amount(measure, Math.abs(by));
  return (
    <span className={styles.change} data-better={better}>
      <Icon size={13} aria-hidden="true" />
      {size} {t(better ? "bulletin.better" : "bulletin.worse")}
    </span>
  );
}
