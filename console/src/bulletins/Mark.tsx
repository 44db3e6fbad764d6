import { CircleCheckBig, PencilLine } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Bulletin } from "./api";
import styles from "./Mark.module.css";

/** Whether it is a draft or published. */
export function Mark({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const published = bulletin.published_at !== null;
  const Icon = published ? CircleCheckBig : PencilLine;
  return (
    <span className={styles.mark} data-published={published}>
      <Icon size={14} aria-hidden="true" />
      {t(published ? "bulletin.published" : "bulletin.draft")}
    </span>
  );
}
