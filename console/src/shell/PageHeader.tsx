import type { ReactNode } from "react";
import styles from "./PageHeader.module.css";

/** back: the button before the title, on pages that are opened from others. */
export function PageHeader({
  title,
  back,
  children,
}: {
  title: ReactNode;
  back?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className={styles.header}>
      <h1>
        {back === undefined ? (
          title
        ) : (
          <span className={styles.led}>
            {back}
            {title}
          </span>
        )}
      </h1>
      {children}
    </header>
  );
}
