import { Camera as CameraIcon, type LucideIcon, MapPin, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet } from "react-router";
import { PageHeader } from "../shell/PageHeader";
import styles from "./SettingsPage.module.css";

const PARTS: readonly { key: "cameras" | "places" | "accounts"; icon: LucideIcon }[] = [
  { key: "cameras", icon: CameraIcon },
  { key: "places", icon: MapPin },
  { key: "accounts", icon: UsersRound },
];

/** What an administrator sets; each part has an address of its own. */
export function SettingsPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t("settings.title")}>
        <nav className={styles.parts} aria-label={t("settings.title")}>
          {PARTS.map(({ key, icon: Icon }) => (
            <NavLink
              key={key}
              to={`/settings/${key}`}
              className={({ isActive }) => `${styles.part} ${isActive ? styles.active : ""}`}
            >
              <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
              {t(`settings.${key}`)}
            </NavLink>
          ))}
        </nav>
      </PageHeader>
      <div className={styles.page}>
        <Outlet />
      </div>
    </>
  );
}
