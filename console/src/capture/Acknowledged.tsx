import { CircleCheck, CircleDot } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Capture } from "../api/captures";
import styles from "./Acknowledged.module.css";

/** Whether the business has seen it, in a word and a shape. */
export function Acknowledged({ capture: { acknowledged_at: at } }: { capture: Capture }) {
  const { t } = useTranslation();
  const Icon = at === null ? CircleDot : CircleCheck;
  return (
    <span className={at === null ? styles.waiting : styles.answered}>
      <Icon size={13} strokeWidth={2.25} aria-hidden="true" />
      {t(at === null ? "state.open" : "state.acknowledged")}
    </span>
  );
}
