import { Input } from "antd";
import { useTranslation } from "react-i18next";
import type { Matter } from "../api/cases";
import { OneOf } from "../parts/OneOf";
import styles from "./FindingFields.module.css";

/** What somebody has found: of what kind, and in their words. */
export interface Found {
  matter: Matter | null;
  what: string;
}

export const NOTHING_FOUND: Found = { matter: null, what: "" };

const PLAIN: readonly Matter[] = ["mask", "hat", "gloves"];

/** Whether it says enough: these three speak for themselves, other things want words. */
export function isSaid({ matter, what }: Found): boolean {
  return matter !== null && (PLAIN.includes(matter) || what.trim() !== "");
}

interface FindingFieldsProps {
  matters: readonly Matter[];
  found: Found;
  placeholder: string;
  maxLength: number;
  onChange: (found: Found) => void;
}

export function FindingFields({ matters, found, placeholder, maxLength, onChange }: FindingFieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.fields}>
      <OneOf
        label={t("case.matter")}
        values={matters}
        chosen={found.matter}
        words={(matter) => t(`matter.${matter}`)}
        onChange={(matter) => onChange({ ...found, matter })}
      />
      <Input.TextArea
        aria-label={t("case.what")}
        placeholder={placeholder}
        value={found.what}
        maxLength={maxLength}
        autoSize={{ minRows: 3, maxRows: 10 }}
        onChange={(event) => onChange({ ...found, what: event.target.value })}
        data-testid="what"
      />
    </div>
  );
}
