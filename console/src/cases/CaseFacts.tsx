import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CaseFile } from "../api/cases";
import { useLanguage } from "../i18n/language";
import { useCameraWords } from "../parts/words";
import { useNow } from "../time/clock";
import { clockTime } from "../time/relative";
import { When } from "../time/When";
import styles from "./CaseFacts.module.css";

/** Where, when, who found it, how grave; and every violation that feeds the case. */
export function CaseFacts({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const now = useNow();
  const cameraWords = useCameraWords();
  const { violation } = file;
  const since = violation?.started_at ?? file.opened_at;
  return (
    <section>
      <dl className={styles.facts}>
        <dt>{t("violation.where")}</dt>
        <dd>
          <span className={styles.strong} data-testid="case-business">
            {file.business.name}
          </span>
          {violation !== null && (
            <>
              <br />
              {cameraWords(violation.camera)}
            </>
          )}
        </dd>
        <dt>{t("violation.when")}</dt>
        <dd>
          <span className={styles.strong}>{clockTime(Date.parse(since), now, language)}</span>{" "}
          <span className={styles.soft}>
            <When at={since} />
          </span>
        </dd>
        <dt>{t("case.source.label")}</dt>
        <dd>
          {t(`case.source.${file.source}`)}
          {file.captures.map((id) => (
            <Link key={id} className={styles.origin} to={`/captures/${id}`} data-testid="case-capture">
              {t("case.toCapture")}
            </Link>
          ))}
          {file.inspections.map((id) => (
            <Link key={id} className={styles.origin} to={`/inspections/${id}`} data-testid="case-inspection">
              {t("case.toInspection")}
            </Link>
          ))}
        </dd>
        <dt>{t("case.severity.label")}</dt>
        <dd>{t(`case.severity.${file.severity}`)}</dd>
        {file.rounds > 1 && (
          <>
            <dt>{t("case.rounds")}</dt>
            <dd>{t("case.roundsTimes", { count: file.rounds })}</dd>
          </>
        )}
      </dl>
      {file.violation_list.length > 1 && (
        <div className={styles.fed}>
          <h2>{t("case.violations", { count: file.violation_list.length })}</h2>
          <ul>
            {file.violation_list.map((item) => (
              <li key={item.id}>
                <Link to={`/violations/${item.id}`} data-testid={`case-violation-${item.id}`}>
                  <img src={item.annotated.url} alt="" loading="lazy" />
                  <span>{clockTime(Date.parse(item.started_at), now, language)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      {file.violation_list.length === 1 && violation !== null && (
        <Link className={styles.link} to={`/violations/${violation.id}`} data-testid="case-to-violation">
          {t("case.toViolation")}
        </Link>
      )}
    </section>
  );
}
