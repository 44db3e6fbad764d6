import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { FullBulletin } from "./api";
import styles from "./Ranking.module.css";

/** The areas by their score, the best first. */
export function Ranking({ bulletin }: { bulletin: FullBulletin }) {
  const { t } = useTranslation();
  const parts = bulletin.parts.toSorted((a, b) => (b.score ?? -1) - (a.score ?? -1));
  return (
    <section className={styles.plot} aria-labelledby="ranking">
      <h2 id="ranking">
        {t("bulletin.ranking")}
        <span className={styles.soft}>{t("bulletin.rankingBody")}</span>
      </h2>
      {parts.length === 0 ? (
        <p className={styles.soft}>{t("bulletin.noParts")}</p>
      ) : (
        <ol className={styles.bars} data-testid="ranking">
          {parts.map(({ id, name, score }) => {
            const isBest = bulletin.best.includes(id);
            const isWorst = bulletin.worst.includes(id);
            return (
              <li key={id} className={styles.bar} data-worst={isWorst || undefined}>
                <span className={styles.name}>{name}</span>
                <span className={styles.track}>
                  <span className={styles.length} style={{ width: `${score ?? 0}%` }} />
                </span>
                <span className={styles.value}>{score === null ? "–" : score.toFixed(1)}</span>
                <span className={styles.mark}>
                  {isBest && (
                    <>
                      <ArrowUp size={13} aria-hidden="true" />
                      {t("overview.best")}
                    </>
                  )}
                  {isWorst && (
                    <>
                      <ArrowDown size={13} aria-hidden="true" />
                      {t("overview.worst")}
                    </>
                  )}
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
