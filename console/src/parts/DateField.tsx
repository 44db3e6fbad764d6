import { useLanguage } from "../i18n/language";
import { wholeDay } from "../today/days";
import styles from "./DateField.module.css";

interface DateFieldProps {
  /** Like 2026-11-02; empty while none is chosen. */
  value: string;
  onChange: (day: string) => void;
  label: string;
  min?: string | undefined;
  max?: string | undefined;
}

/** A day by the browser's own means, told in the console's language while nobody is writing in it. */
export function DateField({ value, onChange, label, min, max }: DateFieldProps) {
  const [language] = useLanguage();
  return (
    <span className={styles.field}>
      <input
        type="date"
        aria-label={label}
        value={value}
        min={min}
        max={max}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className={value === "" ? styles.none : styles.words} aria-hidden="true">
        {value === "" ? label : wholeDay(value, language)}
      </span>
    </span>
  );
}
