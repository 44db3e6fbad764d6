import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import styles from "./Pager.module.css";

interface PagerProps {
  index: number;
  pages: number;
  /** Which pictures of how many. */
  words: string;
  onTurn: (by: 1 | -1) => void;
}

export function Pager({ index, pages, words, onTurn }: PagerProps) {
  const { t } = useTranslation();
  return (
    <nav className={styles.pager} aria-label={t("wall.pages")}>
      <button
        type="button"
        className={styles.turn}
        aria-label={t("wall.previous")}
        title={t("wall.previous")}
        onClick={() => onTurn(-1)}
        data-testid="page-previous"
      >
        <ChevronLeft size={20} aria-hidden="true" />
      </button>
      <p className={styles.place} role="status" data-testid="page-place">
        <strong>
          {index + 1} / {pages}
        </strong>
        <span>{words}</span>
      </p>
      <button
        type="button"
        className={styles.turn}
        aria-label={t("wall.next")}
        title={t("wall.next")}
        onClick={() => onTurn(1)}
        data-testid="page-next"
      >
        <ChevronRight size={20} aria-hidden="true" />
      </button>
    </nav>
  );
}
