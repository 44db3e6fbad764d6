import { Check } from "lucide-react";
import styles from "../history/Chips.module.css";

interface OneOfProps<T extends string> {
  label: string;
  values: readonly T[];
  chosen: T | null;
  words: (value: T) => string;
  onChange: (chosen: T) => void;
}

/** A few values to choose one of, all of them in sight. */
export function OneOf<T extends string>({ label, values, chosen, words, onChange }: OneOfProps<T>) {
  return (
    <fieldset className={styles.chips}>
      <legend className="sr-only">{label}</legend>
      {values.map((value) => (
        <button
          key={value}
          type="button"
          className={styles.chip}
          aria-pressed={value === chosen}
          onClick={() => onChange(value)}
          data-testid={`choice-${value}`}
        >
          {value === chosen && <Check size={14} strokeWidth={2.5} aria-hidden="true" />}
          {words(value)}
        </button>
      ))}
    </fieldset>
  );
}
