import styles from "./Count.module.css";

/** How many wait, beside the heading above them. */
export function Count({ children }: { children: React.ReactNode }) {
  return <span className={styles.count}>{children}</span>;
}
