import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useGo } from "../office/search";
import { useAmount } from "./Amount";
import styles from "./AreaRows.module.css";
import type { FiguresAnswer } from "./figures";
import { MEASURES, type Measure, measured, rank } from "./measures";
import { rowsBehind } from "./rows";

interface AreaRowsProps {
  answer: FiguresAnswer;
  measure: Measure;
  onMeasure: (measure: Measure) => void;
}

/** All measures of every area, in the order of the one chosen; each number leads to its rows. */
export function AreaRows({ answer, measure, onMeasure }: AreaRowsProps) {
  const { t } = useTranslation();
  const amount = useAmount();
  const go = useGo();
  const columns = MEASURES.map((name) => ({
    name,
    ranked: new Map(rank(answer.areas, name).map((entry) => [entry.item.id, entry])),
  }));
  return (
    <div className={styles.box}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("overview.area")}</th>
            {MEASURES.map((name) => (
              <th key={name} scope="col" aria-sort={name === measure ? "other" : undefined}>
                <button
                  type="button"
                  onClick={() => onMeasure(name)}
                  data-chosen={name === measure || undefined}
                >
                  {t(`overview.measure.${name}`)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rank(answer.areas, measure).map(({ item }) => (
            <tr key={item.id} data-testid={`area-${item.id}`}>
              <th scope="row">
                <Link to={go({ area: item.id })}>
                  {item.name}
                  <ChevronRight size={14} aria-hidden="true" />
                </Link>
              </th>
              {columns.map(({ name, ranked }) => {
                const entry = ranked.get(item.id);
                const mark = entry?.isBest ? "best" : entry?.isWorst ? "worst" : undefined;
                return (
                  <td key={name} data-mark={mark} title={mark && t(`overview.${mark}`)}>
                    <Link to={rowsBehind(name, item.id, answer)}>
                      {amount(name, measured(name, item.figures))}
                    </Link>
                    {mark !== undefined && (
                      <>
                        <span aria-hidden="true">{mark === "best" ? " ▲" : " ▼"}</span>
                        <span className="sr-only">{t(`overview.${mark}`)}</span>
                      </>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
