import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Megaphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { When } from "../time/When";
import { unreadQuery } from "./api";
import styles from "./NewBulletins.module.css";

/** What was published to the reader and is not read; nothing when there is nothing. */
export function NewBulletins() {
  const { t } = useTranslation();
  const items = useQuery(unreadQuery).data ?? [];
  if (items.length === 0) return null;
  return (
    <ul className={styles.items} aria-label={t("bulletin.new")} data-testid="new-bulletins">
      {items.map(({ id, title, area, published_at, made_at }) => (
        <li key={id}>
          <Link className={styles.item} to={`/bulletins/${id}`} data-step="">
            <Megaphone size={20} strokeWidth={1.75} aria-hidden="true" />
            <span className={styles.what}>
              <strong>{title}</strong>
              <span className={styles.soft}>
                {area.name} · <When at={published_at ?? made_at} />
              </span>
            </span>
            <ChevronRight className={styles.go} size={18} aria-hidden="true" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
