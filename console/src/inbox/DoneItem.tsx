import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Violation } from "../api/types";
import { When } from "../time/When";
import styles from "./DoneItem.module.css";

export function DoneItem({ violation }: { violation: Violation }) {
  const { t } = useTranslation();
  const { annotated, camera, rule, acknowledged_at, acknowledged_by, started_at } = violation;
  return (
    <li data-testid={`inbox-item-${violation.id}`} data-state={violation.state}>
      <Link className={styles.item} to={`/violations/${violation.id}?state=acknowledged`} data-step="">
        <img
          className={styles.picture}
          src={annotated.url}
          alt=""
          loading="lazy"
          decoding="async"
          width={annotated.width}
          height={annotated.height}
        />
        <span className={styles.text}>
          <span className={styles.rule}>{t(`rule.${rule}`)}</span>
          <span className={styles.soft}>
            {camera.name} · <When at={started_at} />
          </span>
          {acknowledged_at !== null && (
            <span className={styles.soft}>
              {acknowledged_by?.name} <When at={acknowledged_at} />
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
