import { useTranslation } from "react-i18next";
import type { HealthKind } from "../api/types";
import styles from "./HealthMark.module.css";
import { gravityOf, ICONS } from "./kinds";

/** One thing wrong with a camera: its icon and its name, in the colour of its gravity. */
export function KindMark({ kind }: { kind: HealthKind }) {
  const { t } = useTranslation();
  const Icon = ICONS[kind];
  return (
    <span className={`${styles.mark} ${styles[gravityOf(kind)]}`} data-testid={`health-${kind}`}>
      <Icon size={14} aria-hidden="true" />
      {t(`health.kind.${kind}`)}
    </span>
  );
}

/** What a picture of a camera says about its health: the gravest by name, the others by their number. */
export function HealthMark({ kinds }: { kinds: readonly HealthKind[] }) {
  const { t } = useTranslation();
  const [first] = kinds;
  if (first === undefined) return null;
  const names = kinds.map((kind) => t(`health.kind.${kind}`)).join(" · ");
  return (
    <span className={styles.marks} title={t("health.mark", { kinds: names })}>
      <KindMark kind={first} />
      {kinds.length > 1 && (
        <span className={styles.more}>
          <span aria-hidden="true">+{kinds.length - 1}</span>
          <span className="sr-only">{t("health.more", { count: kinds.length - 1 })}</span>
        </span>
      )}
    </span>
  );
}
