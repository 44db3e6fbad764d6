import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/language";
import styles from "./Online.module.css";

/** An online rate in words; `rate` in [0, 1], null where nothing was wanted. */
export function Online({ rate }: { rate: number | null }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  if (rate === null) return <p className={styles.online}>{t("health.onlineNone")}</p>;
  // Rounded down: 100 % is said of no camera that was away.
  const share = new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: 1,
    roundingMode: "floor",
  } as Intl.NumberFormatOptions).format(rate);
  return (
    <p className={styles.online} title={t("health.onlineHint")}>
      <span className={styles.label}>{t("health.onlineLabel")}</span>
      <span className={rate < 0.95 ? styles.low : styles.share}>{share}</span>
    </p>
  );
}
