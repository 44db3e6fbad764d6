import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/language";
import { dayWords } from "../today/days";
import styles from "./Trend.module.css";
import { stepsOf } from "./trend";

const WIDTH = 320;
const HEIGHT = 72;

/** A score over time: it holds from each day on until the next. */
export function Trend({ points }: { points: readonly { day: string; score: number }[] }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const { line, area } = stepsOf(points, new Date(), WIDTH, HEIGHT);
  const words = t("businesses.trend", {
    from: dayWords(first.day, language),
    before: Math.round(first.score),
    now: Math.round(last.score),
  });
  return (
    <figure className={styles.trend}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
        <path className={styles.area} d={area} />
        <path className={styles.line} d={line} />
      </svg>
      <figcaption className={styles.axis}>
        <span>{dayWords(first.day, language)}</span>
        <span>{t("businesses.today")}</span>
      </figcaption>
    </figure>
  );
}
