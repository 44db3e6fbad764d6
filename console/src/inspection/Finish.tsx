import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { PenLine } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Inspection, inspectionQuery, signInspection } from "../api/inspections";
import { useUser } from "../api/session";
import { useUnsent } from "../parts/unsent";
import { useWords } from "../parts/words";
import styles from "./Finish.module.css";
import { answersIn, count, firstOpen, keyOf, missingOf, picturesOf } from "./progress";
import { useStepName } from "./stepName";
import type { Walk } from "./useWalk";

/** The last step: what was found, a conclusion, and the signature. */
export function Finish({ inspection, walk }: { inspection: Inspection; walk: Walk }) {
  const { t } = useTranslation();
  const { answers, go, photos } = walk;
  const stepName = useStepName();
  const words = useWords();
  const user = useUser();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  // Of a problem there is a case, unless the inspector thinks otherwise.
  const { given, change, forget } = useUnsent(`finish.${inspection.id}`, {
    conclusion: "",
    left: [] as readonly string[],
  });
  const { conclusion, left } = given;
  const { open, bare } = missingOf(inspection.steps, answers);
  const unsent = photos.sending.length;
  const unsentAt = inspection.steps.findIndex(({ key }) => key === photos.sending[0]?.step);
  const unready = open > 0 || bare > 0 || unsent > 0;
  const sign = useMutation({
    mutationFn: () => signInspection(inspection.id, name.trim(), conclusion.trim(), chosen),
    onSuccess: (signed) => {
      forget();
      queries.setQueryData(inspectionQuery(signed.id).queryKey, signed);
      for (const key of ["inspections", "tasks", "completion", "cases"]) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
      scrollTo({ top: 0 });
    },
  });
  const problems = inspection.steps.flatMap((step, place) =>
    step.items.flatMap((item) => {
      const given = answers.get(keyOf(step.key, item.key));
      return given?.answer === "problem" ? [{ step, place, item, given }] : [];
    }),
  );
  const chosen = problems
    .map(({ step, item }) => ({ step: step.key, item: item.key }))
    .filter(({ step, item }) => !left.includes(keyOf(step, item)));
  const toggle = (key: string) =>
    change({ left: left.includes(key) ? left.filter((other) => other !== key) : [...left, key] });
  return (
    <section className={styles.finish} aria-labelledby="finish">
      <h2 id="finish">{t("walk.finish")}</h2>
      <dl className={styles.counts}>
        {answersIn(inspection.mode).map((answer) => (
          <div key={answer} data-kind={answer}>
            <dt>{t(`walk.answer.${answer}`)}</dt>
            <dd>{count(answers, answer)}</dd>
          </div>
        ))}
      </dl>
      {unready && (
        <p className={styles.missing} role="status" data-testid="missing">
          {[
            open > 0 && t("walk.left", { count: open }),
            bare > 0 && t("walk.bare", { count: bare }),
            unsent > 0 && t("walk.unsent", { count: unsent }),
          ]
            .filter(Boolean)
            .join(" ")}
          {(open > 0 || unsent > 0) && (
            <Button
              type="link"
              onClick={() => go(open > 0 ? firstOpen(inspection.steps, answers) : unsentAt)}
            >
              {t("walk.goOn")}
            </Button>
          )}
        </p>
      )}
      {problems.length > 0 && (
        <ol className={styles.problems}>
          {problems.map(({ step, place, item, given }) => (
            <li key={keyOf(step.key, item.key)}>
              <button type="button" onClick={() => go(place)}>
                <strong>{words(item.text)}</strong>
                <span className={styles.where}>
                  {stepName(step)}
                  {given.note !== "" && ` · ${given.note}`}
                  {picturesOf(given) > 0 && ` · ${t("walk.pictures", { count: picturesOf(given) })}`}
                </span>
              </button>
              <Checkbox
                checked={!left.includes(keyOf(step.key, item.key))}
                onChange={() => toggle(keyOf(step.key, item.key))}
                data-testid={`case-of-${item.key}`}
              >
                {t("walk.openCase")}
              </Checkbox>
            </li>
          ))}
        </ol>
      )}
      {problems.length > 0 && <p className={styles.hint}>{t("walk.casesHint", { count: chosen.length })}</p>}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          sign.mutate();
        }}
      >
        <label className={styles.field} htmlFor="conclusion">
          <span>{t("walk.conclusion")}</span>
          <Input.TextArea
            id="conclusion"
            value={conclusion}
            maxLength={2000}
            autoSize={{ minRows: 3, maxRows: 10 }}
            placeholder={t("walk.conclusionHint")}
            onChange={(event) => change({ conclusion: event.target.value })}
            data-testid="conclusion"
          />
        </label>
        <label className={styles.field} htmlFor="signature">
          <span>{t("walk.sign")}</span>
          <Input
            id="signature"
            size="large"
            value={name}
            maxLength={100}
            autoComplete="off"
            placeholder={user.name}
            onChange={(event) => setName(event.target.value)}
            data-testid="signature"
          />
        </label>
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          icon={<PenLine size={17} aria-hidden="true" />}
          disabled={unready || name.trim() !== user.name || walk.saving || walk.failed}
          loading={sign.isPending}
          data-testid="sign"
        >
          {t("walk.signAction")}
        </Button>
        <p className={styles.hint}>{t("walk.signHint")}</p>
        {sign.isError && (
          <p className={styles.failed} role="alert">
            {t("walk.signFailed")}
          </p>
        )}
      </form>
    </section>
  );
}
