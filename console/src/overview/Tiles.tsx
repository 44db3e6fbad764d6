import { ChevronRight, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAmount } from "./Amount";
import type { AreaFigures, FiguresAnswer } from "./figures";
import { checksOf, MEASURES, type Measure, measured } from "./measures";
import { rowsBehind } from "./rows";
import styles from "./Tiles.module.css";

/** The area's figures; each leads to the rows behind it, and can be what the areas below are compared by. */
export function Tiles({
  answer,
  measure,
  onMeasure,
}: {
  answer: FiguresAnswer;
  measure: Measure;
  onMeasure: (measure: Measure) => void;
}) {
  const { t } = useTranslation();
  const { area } = answer;
  const amount = useAmount();
  const words = useExplained();
  return (
    <ul className={styles.tiles}>
      {MEASURES.map((name) => {
        const value = measured(name, area.figures);
        const alarming = name === "overdue" && (value ?? 0) > 0;
        return (
          <li key={name} className={styles.tile} data-chosen={name === measure || undefined}>
            <button
              type="button"
              className={styles.name}
              aria-pressed={name === measure}
              title={t("overview.compareBy")}
              onClick={() => onMeasure(name)}
              data-testid={`measure-${name}`}
            >
              {t(`overview.measure.${name}`)}
            </button>
            <Link
              className={`${styles.value} ${alarming ? styles.act : ""}`}
              to={rowsBehind(name, area.id, answer)}
              data-step=""
              data-testid={`figure-${name}`}
            >
              {alarming && <TriangleAlert size={18} aria-hidden="true" />}
              {amount(name, value)}
              <ChevronRight className={styles.go} size={17} aria-hidden="true" />
            </Link>
            <span className={styles.note}>{words(name, area)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** What the number was counted from. */
function useExplained(): (measure: Measure, area: AreaFigures) => string {
  const { t } = useTranslation();
  return (measure, { figures }) => {
    switch (measure) {
      case "covered":
        return t("overview.of", { part: figures.covered, whole: figures.businesses });
      case "signed":
        return t("overview.of", { part: figures.signed, whole: figures.cadres });
      case "done":
        return t("overview.ofLate", {
          part: figures.tasks.done,
          whole: figures.tasks.due,
          late: figures.tasks.overdue,
        });
      case "checks": {
        const { due, filed } = checksOf(figures);
        return t("overview.of", { part: filed, whole: due });
      }
      case "open":
        return t("overview.flow", { opened: figures.cases.opened, closed: figures.cases.closed });
      case "overdue":
        return t("overview.ofOpen", { whole: figures.cases.open });
      case "correction":
        return t("overview.median", { count: figures.corrections.count });
      case "online":
        return t("overview.accepted");
    }
  };
}
