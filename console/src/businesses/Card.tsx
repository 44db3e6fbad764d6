import { ChevronRight } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Link } from "react-router";
import styles from "./Card.module.css";

interface CardProps {
  id?: string;
  title: string;
  /** A number beside the title; null shows none. */
  count?: number | null;
  more?: { to: string; words: string };
  children: ReactNode;
}

/** One part of a business's page, with the way to all of it. */
export function Card({ id, title, count = null, more, children }: CardProps) {
  const heading = useId();
  return (
    <section className={styles.card} id={id} aria-labelledby={heading}>
      <header className={styles.header}>
        <h2 id={heading}>{title}</h2>
        {count !== null && <span className={styles.count}>{count}</span>}
        {more !== undefined && (
          <Link className={styles.more} to={more.to}>
            {more.words}
            <ChevronRight size={15} aria-hidden="true" />
          </Link>
        )}
      </header>
      {children}
    </section>
  );
}
