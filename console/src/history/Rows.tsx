import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Violation } from "../api/types";
import { useLanguage } from "../i18n/language";
import { CopyButton } from "../parts/CopyButton";
import { useCameraWords } from "../parts/words";
import { useNow } from "../time/clock";
import { clockTime } from "../time/relative";
import { Lasting, When } from "../time/When";
import { OngoingMark, StateMark } from "../violation/StateMark";
import styles from "./Rows.module.css";

interface RowsProps {
  violations: readonly Violation[];
  /** The list's filters, carried along so that the violation knows its neighbours. */
  search: string;
}

const KEY_SHOWN = 10;

/** Violations as a table: dense, for scanning. */
export function List({ violations, search }: RowsProps) {
  const { t } = useTranslation();
  return (
    <table className={styles.list}>
      <thead>
        <tr>
          {(["picture", "what", "where", "when", "lasted", "score", "key"] as const).map((column) => (
            <th key={column} scope="col" className={styles[column]}>
              {t(`history.columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {violations.map((violation) => (
          <Row key={violation.id} violation={violation} search={search} />
        ))}
      </tbody>
    </table>
  );
}

const Row = memo(function Row({ violation, search }: { violation: Violation; search: string }) {
  const { t } = useTranslation();
  const cameraWords = useCameraWords();
  const [language] = useLanguage();
  const now = useNow();
  const { camera, business, original } = violation;
  return (
    <tr data-testid={`history-row-${violation.id}`}>
      <td className={styles.picture}>
        <Thumbnail violation={violation} />
      </td>
      <td className={styles.what}>
        <Link className={styles.link} to={{ pathname: `/violations/${violation.id}`, search }} data-step="">
          {t(`rule.${violation.rule}`)}
        </Link>
        <span className={styles.marks}>
          <StateMark violation={violation} />
          <OngoingMark violation={violation} />
        </span>
      </td>
      <td className={styles.where}>
        {business.name}
        <span className={styles.under}>{cameraWords(camera)}</span>
      </td>
      <td className={styles.when}>
        {clockTime(Date.parse(violation.started_at), now, language)}
        <span className={styles.under}>
          <When at={violation.started_at} />
        </span>
      </td>
      <td className={styles.lasted}>
        <Lasting from={violation.started_at} to={violation.ended_at} />
      </td>
      <td className={styles.score}>{Math.round(violation.peak_score * 100)}%</td>
      <td className={styles.key}>
        <code title={original.key}>{original.key.slice(0, KEY_SHOWN)}</code>
        <CopyButton text={original.key} label={t("history.copyKey")} />
      </td>
    </tr>
  );
});

/** Violations as pictures: for looking. */
export function Grid({ violations, search }: RowsProps) {
  const { t } = useTranslation();
  return (
    <ol className={styles.grid}>
      {violations.map((violation) => (
        <li key={violation.id} className={styles.card} data-testid={`history-row-${violation.id}`}>
          <Thumbnail violation={violation} />
          <div className={styles.text}>
            <Link
              className={styles.link}
              to={{ pathname: `/violations/${violation.id}`, search }}
              data-step=""
            >
              {t(`rule.${violation.rule}`)}
            </Link>
            <span className={styles.age}>
              <When at={violation.started_at} />
            </span>
            <span className={styles.place}>
              {violation.business.name} · {violation.camera.name}
            </span>
            <span className={styles.marks}>
              <StateMark violation={violation} />
              <OngoingMark violation={violation} />
            </span>
          </div>
        </li>
      ))}
    </ol>
  );
}

function Thumbnail({ violation: { annotated } }: { violation: Violation }) {
  return (
    <img
      className={styles.thumbnail}
      src={annotated.url}
      alt=""
      loading="lazy"
      decoding="async"
      width={annotated.width}
      height={annotated.height}
    />
  );
}
