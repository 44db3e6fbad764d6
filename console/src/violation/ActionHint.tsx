import styles from "./ActionHint.module.css";

interface Props {
  /** What an action means. */
  hint: string;
  /** What went wrong, once it has. */
  failure: string | null;
}

/** The line below a button. */
export function ActionHint({ hint, failure }: Props) {
  return (
    <p
      className={failure === null ? styles.hint : styles.failed}
      role={failure === null ? undefined : "alert"}
    >
      {failure ?? hint}
    </p>
  );
}
