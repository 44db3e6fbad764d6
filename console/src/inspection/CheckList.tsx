import { Button } from "antd";
import { Camera } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Capture } from "../api/captures";
import type { Answer, Given, Step } from "../api/inspections";
import type { Uploaded } from "../api/pictures";
import { useHotkeys } from "../parts/hotkeys";
import { PHOTO_TYPES } from "../parts/photo";
import { useWords } from "../parts/words";
import { AnswerIcon } from "./AnswerIcon";
import { Attached } from "./Attached";
import styles from "./CheckList.module.css";
import { type Answers, keyOf, picturesOf } from "./progress";
import type { Change } from "./useAnswering";
import { MOST_PHOTOS, type Photos } from "./usePhotos";

/** What the answers name, by its name. */
export interface Pictures {
  captures: ReadonlyMap<string, Capture>;
  photos: ReadonlyMap<string, Uploaded>;
}

interface CheckListProps {
  step: Step;
  /** What can be answered, in the order of their keys. */
  choices: readonly Answer[];
  answers: Answers;
  pictures: Pictures;
  /** Null where the picture of a camera is captured instead. */
  photos: Photos | null;
  title: ReactNode;
  /** Beside the one that answers the rest. */
  tools?: ReactNode;
  /** Index of the item that keys and captures are meant for. */
  active: number;
  onActive: (index: number) => void;
  onChange: Change;
}

/** The items of one key point: 1, 2, 3 answer the marked one and go on to the next, J and K move the mark. */
export function CheckList(props: CheckListProps) {
  const { step, choices, answers, pictures, photos, title, tools, active, onActive, onChange } = props;
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
    ...Object.fromEntries(choices.map((answer, index) => [String(index + 1), () => say(answer)])),
  });
  const left = step.items.filter((item) => !answers.has(keyOf(step.key, item.key)));
  return (
    <>
      <header className={styles.header}>
        {title}
        <div className={styles.tools}>
          {left.length > 1 && (
            <Button
              title={t("walk.restOkHint")}
              onClick={() => {
                for (const item of left) onChange(step.key, item.key, { answer: "ok" });
              }}
              data-testid="rest-ok"
            >
              {t("walk.restOk", { count: left.length })}
            </Button>
          )}
          {tools}
        </div>
      </header>
      <ol className={styles.items}>
        {step.items.map((item, index) => (
          <Row
            key={item.key}
            step={step}
            item={item}
            choices={choices}
            given={answers.get(keyOf(step.key, item.key))}
            pictures={pictures}
            photos={photos}
            active={index === active}
            onActive={() => onActive(index)}
            onChange={onChange}
          />
        ))}
      </ol>
    </>
  );
}

interface RowProps {
  step: Step;
  item: Step["items"][number];
  choices: readonly Answer[];
  given: Given | undefined;
  pictures: Pictures;
  photos: Photos | null;
  active: boolean;
  onActive: () => void;
  onChange: Change;
}

function Row({ step, item, choices, given, pictures, photos, active, onActive, onChange }: RowProps) {
  const { t } = useTranslation();
  const words = useWords();
  const change = (part: Partial<Given> | null) => onChange(step.key, item.key, part);
  const sending = photos?.sending.filter((photo) => photo.step === step.key && photo.item === item.key) ?? [];
  const note = given?.note ?? "";
  const shown = given === undefined ? 0 : picturesOf(given);
  const room = MOST_PHOTOS - (given?.photo_keys.length ?? 0) - sending.length;
  return (
    <li
      className={styles.item}
      data-active={active || undefined}
      data-answer={given?.answer}
      data-testid={`item-${item.key}`}
      onPointerDown={onActive}
      onFocus={onActive}
    >
      <p>{words(item.text)}</p>
      <div className={styles.row}>
        <fieldset className={styles.answers}>
          <legend className="sr-only">{words(item.text)}</legend>
          {choices.map((answer, index) => (
            <button
              key={answer}
              type="button"
              className={styles.answer}
              data-kind={answer}
              aria-pressed={given?.answer === answer}
              title={`${t(`walk.answer.${answer}`)} (${index + 1})`}
              onClick={() => {
                if (given?.answer !== answer) change({ answer });
                // Words and pictures are not lost by pressing twice.
                else if (note === "" && shown === 0) change(null);
              }}
            >
              <AnswerIcon answer={answer} />
              {t(`walk.answer.${answer}`)}
            </button>
          ))}
        </fieldset>
        {photos !== null && room > 0 && (
          <label className={styles.photo} title={t("walk.takePhoto")}>
            <Camera size={20} strokeWidth={1.75} aria-hidden="true" />
            <span className="sr-only">{t("walk.takePhoto")}</span>
            <input
              className="sr-only"
              type="file"
              accept={PHOTO_TYPES}
              capture="environment"
              multiple
              onChange={(event) => {
                photos.take(step.key, item.key, [...(event.target.files ?? [])].slice(0, room));
                event.target.value = "";
              }}
              data-testid={`photo-${item.key}`}
            />
          </label>
        )}
      </div>
      {(given?.answer === "problem" || shown > 0 || note !== "") && (
        <NoteField
          saved={note}
          hint={t(photos === null ? "walk.noteHint" : "walk.notePhoto")}
          onSave={(next) => change({ note: next })}
        />
      )}
      {(shown > 0 || sending.length > 0) && (
        <Attached given={given} pictures={pictures} sending={sending} photos={photos} onChange={change} />
      )}
    </li>
  );
}

/** Saved when the writer goes elsewhere or rests. */
function NoteField({ saved, hint, onSave }: { saved: string; hint: string; onSave: (note: string) => void }) {
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
    <textarea
      className={styles.note}
      aria-label={t("walk.note")}
      placeholder={hint}
      value={text}
      rows={2}
      maxLength={1000}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
    />
  );
}
