import { useTranslation } from "react-i18next";
import type { HealthFinding } from "../api/types";
import { Lasting, When } from "../time/When";
import styles from "./Findings.module.css";
import { KindMark } from "./HealthMark";
import { useDetailWords } from "./words";

/** What was wrong with one camera, newest first, each with its picture where one helps. */
export function Findings({ findings }: { findings: readonly HealthFinding[] }) {
  const { t } = useTranslation();
  const detailWords = useDetailWords();
  if (findings.length === 0) return <p className={styles.none}>{t("health.noFindings")}</p>;
  return (
    <ol className={styles.findings}>
      {findings.map((finding) => (
        <li key={finding.id} className={styles.finding}>
          {finding.picture_url !== null && (
            <a className={styles.picture} href={finding.picture_url} target="_blank" rel="noreferrer">
              <img
                src={finding.picture_url}
                alt={t("health.picture", {
                  camera: finding.camera.name,
                  kind: t(`health.kind.${finding.kind}`),
                })}
                loading="lazy"
                width={160}
                height={90}
              />
            </a>
          )}
          <div className={styles.text}>
            <p className={styles.line}>
              <KindMark kind={finding.kind} />
              <span>{detailWords(finding)}</span>
            </p>
            <p className={styles.times}>
              <When at={finding.began_at} />
              {" · "}
              {finding.ended_at === null && <strong>{t("state.ongoing")} </strong>}
              <Lasting from={finding.began_at} to={finding.ended_at} />
              {finding.acknowledged_by !== null &&
                ` · ${t("health.acknowledged", { name: finding.acknowledged_by.name })}`}
            </p>
            {finding.ended_at === null && <p className={styles.todo}>{t(`health.todo.${finding.kind}`)}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
