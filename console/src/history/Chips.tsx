import { Check } from "lucide-react";
import styles from "./Chips.module.css";

interface ChipsProps<T extends string> {
  label: string;
  values: readonly T[];
  /** None chosen means all. */
  chosen: readonly T[];
  words: (value: T) => string;
  onChange: (chosen: T[]) => void;
}

/** A few values to choose any number of. */
export function Chips<T extends string>({ label, values, chosen, words, onChange }: ChipsProps<T>) {
  return (
    <fieldset className={styles.chips}>
      <legend className="sr-only">{label}</legend>
      {values.map((value) => {
        const on = chosen.includes(value);
        return (
          <button
            key={value}
            type="button"
            className={styles.chip}
            aria-pressed={on}
            onClick={() =>
              onChange(values.filter((other) => (other === value ? !on : chosen.includes(other))))
            }
          >
            {on && <Check size={14} strokeWidth={2.5} aria-hidden="true" />}
            {words(value)}
          </button>
        );
      })}
    </fieldset>
  );
}
