import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import styles from "./Back.module.css";

/** What is being set, and the way back to the list it is in. */
export function Back({ to, title, children }: { to: string; title: string; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={styles.back}>
      <Link to={to} className={styles.arrow} aria-label={t("violation.back")}>
        <ChevronLeft size={20} aria-hidden="true" />
      </Link>
      <h2 className={styles.title}>{title}</h2>
      {children}
    </div>
  );
}
