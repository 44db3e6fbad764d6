import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { useUser } from "../api/session";
import { mayOpen } from "../shell/pages";
import styles from "./HistoryTabs.module.css";

const TABS = [
  { key: "violations", path: "/history" },
  { key: "captures", path: "/captures" },
  { key: "inspections", path: "/inspections" },
  { key: "accounts", path: "/history/accounts" },
] as const;

/** What there is a history of, as far as the reader may know of it. */
export function HistoryTabs() {
  const { t } = useTranslation();
  const { role } = useUser();
  return (
    <nav className={styles.tabs} aria-label={t("history.title")}>
      {TABS.filter(({ path }) => mayOpen(role, path)).map(({ key, path }) => (
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
