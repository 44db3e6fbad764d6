import { useTranslation } from "react-i18next";
import styles from "./Splash.module.css";

export function Splash() {
  const { t } = useTranslation();
  return (
    <div className={styles.splash} role="status" aria-label={t("common.loading")}>
      <img src="/icon.svg" alt="" width={44} height={44} />
    </div>
  );
}
