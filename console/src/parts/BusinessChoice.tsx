import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./BusinessChoice.module.css";
import { useBusinesses } from "./useBusinesses";

interface BusinessChoiceProps {
  value: string | null;
  onChange: (id: string | null) => void;
  /** What no choice is called. */
  none: string;
  label?: string;
  className?: string | undefined;
  testId?: string;
}

/** One business, by the browser's own means; where there are many, found by a part of its name or licence: Enter chooses the first. */
export function BusinessChoice({ value, onChange, none, label, className, testId }: BusinessChoiceProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const { items, first, more, isFetching } = useBusinesses(typed, value === null ? [] : [value]);
  const chooseFirst = () => {
    if (typed.trim() !== "" && !isFetching && first !== undefined) onChange(first.id);
  };
  return (
    <span className={styles.choice}>
      {(more || typed !== "") && (
        <input
          className={styles.search}
          type="search"
          value={typed}
          maxLength={100}
          placeholder={t("common.findBusiness")}
          aria-label={t("common.findBusiness")}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && !event.nativeEvent.isComposing && chooseFirst()}
          data-testid="find-business"
        />
      )}
      <select
        className={className}
        aria-label={label}
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value || null)}
        data-testid={testId}
      >
        <option value="">{items.length === 0 && typed !== "" ? t("common.noBusiness") : none}</option>
        {items.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
