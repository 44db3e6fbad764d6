import { ChevronRight, Wrench } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import styles from "./CasesWaiting.module.css";
import { useMyTurn } from "./queues";

/** How many cases the business has to correct, and the way there; nothing when there is none. */
export function CasesWaiting() {
  const { t } = useTranslation();
  const { waiting } = useMyTurn();
  if (waiting === 0) return null;
  return (
    <Link className={styles.waiting} to="/cases" data-testid="cases-waiting">
      <Wrench size={18} aria-hidden="true" />
      {t("case.waiting", { count: waiting })}
      <ChevronRight className={styles.go} size={18} aria-hidden="true" />
    </Link>
  );
}
