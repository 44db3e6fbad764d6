import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import styles from "./HistoryTabs.module.css";

const TABS = [
  { key: "violations", path: "/history" },
  { key: "captures", path: "/captures" },
  { key: "inspections", path: "/inspections" },
] as const;

/** What there is a history of. */
export function HistoryTabs() {
  const { t } = useTranslation();
  return (
    <nav className={styles.tabs} aria-label={t("history.title")}>
      {TABS.map(({ key, path }) => (
        <NavLink
          key={key}
          to={path}
          end
          className={({ isActive }) => `${styles.tab} ${isActive ? styles.active : ""}`}
        >
          {t(`history.tab.${key}`)}
        </NavLink>
      ))}
    </nav>
  );
}
