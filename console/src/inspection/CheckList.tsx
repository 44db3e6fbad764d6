import { Button, Input } from "antd";
import { Check, EyeOff, TriangleAlert, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Capture } from "../api/captures";
import type { Answer, Given, Step } from "../api/inspections";
import { useHotkeys } from "../parts/hotkeys";
import { useWords } from "../parts/words";
import styles from "./CheckList.module.css";
import { type Answers, keyOf } from "./progress";

export const ANSWERS = [
  { answer: "ok", icon: Check, key: "1" },
  { answer: "problem", icon: TriangleAlert, key: "2" },
  { answer: "unseen", icon: EyeOff, key: "3" },
] as const;

interface CheckListProps {
  step: Step;
  answers: Answers;
  captures: ReadonlyMap<string, Capture>;
  /** Index of the item that keys and captures are meant for. */
  active: number;
  onActive: (index: number) => void;
  onChange: (step: string, item: string, part: Partial<Given> | null) => void;
}

/** The items of one key point: 1, 2, 3 answer the marked one and go on to the next, J and K move the mark. */
export function CheckList({ step, answers, captures, active, onActive, onChange }: CheckListProps) {
  const { t } = useTranslation();
  const move = (to: number) => onActive(Math.min(Math.max(to, 0), step.items.length - 1));
  const say = (answer: Answer) => {
    const item = step.items[active];
    if (item === undefined) return;
    onChange(step.key, item.key, { answer });
    // A problem wants words first.
    if (answer !== "problem") move(active + 1);
  };
  useHotkeys({
    j: () => move(active + 1),
    k: () => move(active - 1),
    ArrowDown: () => move(active + 1),
    ArrowUp: () => move(active - 1),
    "1": () => say("ok"),
    "2": () => say("problem"),
    "3": () => say("unseen"),
  });
  const left = step.items.filter((item) => !answers.has(keyOf(step.key, item.key))).length;
  return (
    <>
      <header className={styles.header}>
        <h2>{t("inspection.checklist")}</h2>
        {left > 1 && (
          <Button
            size="small"
            title={t("inspection.restOkHint")}
            onClick={() => {
              for (const item of step.items) {
                if (!answers.has(keyOf(step.key, item.key))) onChange(step.key, item.key, { answer: "ok" });
              }
            }}
            data-testid="rest-ok"
          >
            {t("inspection.restOk", { count: left })}
          </Button>
        )}
      </header>
      <ol className={styles.items}>
        {step.items.map((item, index) => (
          <Row
            key={item.key}
            item={item}
            given={answers.get(keyOf(step.key, item.key))}
            captures={captures}
            active={index === active}
            onActive={() => onActive(index)}
            onChange={(part) => onChange(step.key, item.key, part)}
          />
        ))}
      </ol>
    </>
  );
}

interface RowProps {
  item: Step["items"][number];
  given: Given | undefined;
  captures: ReadonlyMap<string, Capture>;
  active: boolean;
  onActive: () => void;
  onChange: (part: Partial<Given> | null) => void;
}

function Row({ item, given, captures, active, onActive, onChange }: RowProps) {
  const { t } = useTranslation();
  const words = useWords();
  const ids = given?.capture_ids ?? [];
  const asksForMore = given?.answer === "problem" || ids.length > 0 || (given?.note ?? "") !== "";
  return (
    <li
      className={styles.item}
      data-active={active || undefined}
      data-answer={given?.answer}
      data-testid={`item-${item.key}`}
      onPointerDown={onActive}
      onFocus={onActive}
    >
      <p className={styles.text}>{words(item.text)}</p>
      <fieldset className={styles.answers}>
        <legend className="sr-only">{words(item.text)}</legend>
        {ANSWERS.map(({ answer, icon: Icon, key }) => (
          <button
            key={answer}
            type="button"
            className={styles.answer}
            data-kind={answer}
            aria-pressed={given?.answer === answer}
            title={`${t(`inspection.answer.${answer}`)} (${key})`}
            onClick={() => onChange(given?.answer === answer ? null : { answer })}
          >
            <Icon size={15} strokeWidth={2.25} aria-hidden="true" />
            {t(`inspection.answer.${answer}`)}
          </button>
        ))}
      </fieldset>
      {asksForMore && (
        <div className={styles.more}>
          <NoteField saved={given?.note ?? ""} onSave={(note) => onChange({ note })} />
          {ids.length > 0 && (
            <ul className={styles.pictures}>
              {ids.map((id) => (
                <li key={id}>
                  <a href={`/captures/${id}`} target="_blank" rel="noreferrer">
                    <img src={captures.get(id)?.picture.url} alt={t("inspection.picture")} />
                  </a>
                  <button
                    type="button"
                    aria-label={t("inspection.detach")}
                    title={t("inspection.detach")}
                    onClick={() => onChange({ capture_ids: ids.filter((other) => other !== id) })}
                  >
                    <X size={12} aria-hidden="true" />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </li>
  );
}

/** Saved when the writer goes elsewhere or rests. */
function NoteField({ saved, onSave }: { saved: string; onSave: (note: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(saved);
  const save = () => {
    if (text.trim() !== saved) onSave(text.trim());
  };
  useEffect(() => {
    if (text.trim() === saved) return;
    const timer = setTimeout(() => onSave(text.trim()), 1_200);
    return () => clearTimeout(timer);
  });
  return (
    <Input.TextArea
      aria-label={t("inspection.note")}
      placeholder={t("inspection.noteHint")}
      value={text}
      maxLength={1000}
      autoSize={{ minRows: 1, maxRows: 5 }}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
    />
  );
}
