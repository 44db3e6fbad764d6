import type { ComponentProps } from "react";
import styles from "./Meter.module.css";

/** A quantity as a bar of one colour; `tone` says whether more of it is good or needs eyes. */
export function Meter({ tone, ...meter }: { tone: "accent" | "wait" } & ComponentProps<"meter">) {
  return <meter className={styles.bar} data-tone={tone} {...meter} />;
}
