import { Button } from "antd";
import { Check, ChevronLeft, ChevronRight } from "lucide-react";
import { Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Given, Inspection, Step } from "../api/inspections";
import { Skeletons } from "../parts/States";
import { CheckList } from "./CheckList";
import { DraftState } from "./DraftState";
import styles from "./OnSiteWalk.module.css";
import { type Answers, answersIn, isAbsent, isPlace, keyOf } from "./progress";
import { useStepName } from "./stepName";
import type { Change } from "./useAnswering";
import { useFinish } from "./useFinish";
import { useWalk } from "./useWalk";
import { Way } from "./Way";

const NONE = new Map();

/** On foot, with a phone in one hand: one place after the other, and what holds everywhere. */
export function OnSiteWalk({ inspection }: { inspection: Inspection }) {
  const { t } = useTranslation();
  const walk = useWalk(inspection, NONE);
  const Finish = useFinish();
  const { steps } = inspection;
  const { step, index, go, answers, change } = walk;
  const switchPlace = useAbsence(answers, change);
  return (
    <>
      <Way steps={steps} answers={answers} index={index} onGo={go} />
      <div className={styles.walk}>
        {step === undefined ? (
          <Suspense fallback={<Skeletons count={1} height="60dvh" />}>
            <Finish inspection={inspection} walk={walk} />
          </Suspense>
        ) : (
          <section className={styles.list} aria-label={t("walk.checklist")}>
            <CheckList
              key={step.key}
              step={step}
              choices={answersIn(inspection.mode)}
              answers={answers}
              pictures={walk.pictures}
              photos={walk.photos}
              title={<Title step={step} />}
              tools={
                isPlace(step) && (
                  <Button
                    className={styles.absent ?? ""}
                    icon={isAbsent(step, answers) && <Check size={16} aria-hidden="true" />}
                    aria-pressed={isAbsent(step, answers)}
                    title={t("walk.noPlaceHint")}
                    onClick={() => switchPlace(step)}
                    data-testid="no-place"
                  >
                    {t("walk.noPlace")}
                  </Button>
                )
              }
              active={walk.active}
              onActive={walk.setActive}
              onChange={change}
            />
          </section>
        )}
        <nav className={styles.turn} aria-label={t("walk.way")}>
          <Button
            size="large"
            icon={<ChevronLeft size={20} aria-hidden="true" />}
            aria-label={t("walk.previous")}
            title={t("walk.previous")}
            disabled={index === 0}
            onClick={() => go(index - 1)}
            data-testid="step-previous"
          />
          <p className={styles.progress}>
            {t("walk.progress", { answered: answers.size, asked: inspection.asked })}
            <DraftState answering={walk} saved={t("walk.kept")} />
          </p>
          {step !== undefined && (
            <Button size="large" type="primary" onClick={() => go(index + 1)} data-testid="step-next">
              {t(index === steps.length - 1 ? "walk.toFinish" : "walk.next")}
              <ChevronRight size={20} aria-hidden="true" />
            </Button>
          )}
        </nav>
      </div>
    </>
  );
}

function Title({ step }: { step: Step }) {
  const { t } = useTranslation();
  const stepName = useStepName();
  return (
    <div>
      <h2 className={styles.title}>{stepName(step)}</h2>
      {!isPlace(step) && (
        <p className={styles.hint}>
          {t(step.place === "papers" ? "walk.papersOnSite" : "walk.everywhereHint")}
        </p>
      )}
    </div>
  );
}

/** Says of all items of a place that there is none, and pressed again what was said before. */
function useAbsence(answers: Answers, change: Change): (step: Step) => void {
  const before = useRef(new Map<string, Given>());
  return (step) => {
    const wasAbsent = isAbsent(step, answers);
    for (const { key } of step.items) {
      const place = keyOf(step.key, key);
      if (wasAbsent) {
        change(step.key, key, before.current.get(place) ?? null);
      } else {
        const given = answers.get(place);
        if (given === undefined) before.current.delete(place);
        else before.current.set(place, given);
        change(step.key, key, { answer: "absent" });
      }
    }
  };
}
