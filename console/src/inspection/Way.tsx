import { Check } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Step } from "../api/inspections";
import { type Answers, isAbsent, standingOf } from "./progress";
import { useStepName } from "./stepName";
import styles from "./Way.module.css";

interface WayProps {
  steps: readonly Step[];
  answers: Answers;
  index: number;
  onGo: (to: number) => void;
}

/** The key points in their order, and how far each has been looked at. */
export function Way({ steps, answers, index, onGo }: WayProps) {
  const { t } = useTranslation();
  const stepName = useStepName();
  const way = useRef<HTMLOListElement>(null);
  const names = steps.map(stepName);
  // Names in the reader's language come a moment later, and move what stands behind them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    way.current?.children[index]?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [index, names.join()]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step begins at its top
  useEffect(() => {
    scrollTo({ top: 0 });
  }, [index]);
  return (
    <ol className={styles.way} ref={way}>
      {[...steps, null].map((step, place) => {
        const standing = step && standingOf(step, answers);
        const complete = step !== null && standing?.answered === step.items.length;
        return (
          <li key={step?.key ?? "finish"}>
            <button
              type="button"
              className={styles.point}
              aria-current={place === index ? "step" : undefined}
              data-problem={standing?.hasProblem || undefined}
              data-absent={(step && isAbsent(step, answers)) || undefined}
              onClick={() => onGo(place)}
            >
              <span className={styles.number} data-complete={complete || undefined}>
                {complete ? <Check size={13} strokeWidth={3} aria-hidden="true" /> : place + 1}
              </span>
              {step === null ? t("walk.finish") : names[place]}
              {step !== null && (
                <span className={styles.part}>
                  {standing?.answered}/{step.items.length}
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
