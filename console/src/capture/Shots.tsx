import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { Check, LoaderCircle, TriangleAlert, Undo2, X } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { annotate, takeBack } from "../api/captures";
import { RULES } from "../api/filters";
import type { RuleName } from "../api/types";
import { Chips } from "../history/Chips";
import { useHotkeys } from "../parts/hotkeys";
import styles from "./Shots.module.css";
import type { Shot } from "./useShots";

const UNDO_S = 5;
const CLOSE_AFTER_S = 12;
const LINGER_MS = 1_600;

interface ShotsProps {
  shots: readonly Shot[];
  drop: (id: number) => void;
  /** Given where a capture belongs to something that says what it shows; hears of those taken back. */
  onUndone?: (captureId: string) => void;
}

/** The captures just made, over the pictures: each can be described, and for five seconds taken back. */
export function Shots({ shots, drop, onUndone }: ShotsProps) {
  return (
    <div className={`${styles.shots} ${onUndone ? styles.brief : ""}`} role="log">
      {shots.map((shot, index) => (
        <ShotCard
          key={shot.id}
          shot={shot}
          newest={index === 0}
          onClose={() => drop(shot.id)}
          {...(onUndone && { onUndone })}
        />
      ))}
    </div>
  );
}

interface ShotCardProps {
  shot: Shot;
  newest: boolean;
  onClose: () => void;
  onUndone?: (captureId: string) => void;
}

function ShotCard({ shot, newest, onClose, onUndone }: ShotCardProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const [rules, setRules] = useState<RuleName[]>([]);
  const [touched, setTouched] = useState(false);
  const { kept } = shot;
  const brief = onUndone !== undefined;
  const seconds = useSecondsSince(kept !== null);
  const close = useEffectEvent(onClose);
  const changed = () => void queries.invalidateQueries({ queryKey: ["captures"] });
  const save = useMutation({
    mutationFn: (id: string) => annotate(id, note.trim(), rules[0] ?? null),
    onSuccess: changed,
  });
  const undo = useMutation({
    mutationFn: takeBack,
    onSuccess: (_, id) => {
      changed();
      onUndone?.(id);
    },
  });
  const done = save.isSuccess || undo.isSuccess;
  const canUndo = kept !== null && seconds < UNDO_S && !done;
  useHotkeys({ u: newest && canUndo ? () => undo.mutate(kept.id) : undefined });
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => close(), LINGER_MS);
    return () => clearTimeout(timer);
  }, [done]);
  useEffect(() => {
    if (brief ? seconds > UNDO_S : !touched && seconds >= CLOSE_AFTER_S) close();
  }, [brief, touched, seconds]);

  return (
    <article
      className={styles.shot}
      aria-label={t("capture.of", { camera: shot.camera.name })}
      onPointerEnter={() => setTouched(true)}
      onFocus={() => setTouched(true)}
      data-testid="shot"
    >
      <img className={styles.preview} src={shot.preview} alt="" data-undone={undo.isSuccess || undefined} />
      <button type="button" className={styles.close} aria-label={t("capture.close")} onClick={onClose}>
        <X size={16} aria-hidden="true" />
      </button>
      <div className={styles.body}>
        <p className={styles.where}>
          <strong>{shot.camera.name}</strong> · {shot.camera.business.name}
        </p>
        <Standing shot={shot} undone={undo.isSuccess} saved={save.isSuccess} />
        {kept !== null && !done && (
          <form
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              save.mutate(kept.id);
            }}
          >
            {!brief && (
              <>
                <Chips
                  label={t("capture.rule")}
                  values={RULES}
                  chosen={rules}
                  words={(rule) => t(`rule.${rule}`)}
                  onChange={(chosen) => setRules(chosen.filter((rule) => !rules.includes(rule)))}
                />
                <Input
                  aria-label={t("capture.note")}
                  placeholder={t("capture.note")}
                  value={note}
                  maxLength={1000}
                  onChange={(event) => setNote(event.target.value)}
                  data-testid="shot-note"
                />
              </>
            )}
            <div className={styles.buttons}>
              {canUndo && (
                <Button
                  icon={<Undo2 size={15} aria-hidden="true" />}
                  loading={undo.isPending}
                  onClick={() => undo.mutate(kept.id)}
                  title={t("capture.undoHint")}
                  data-testid="shot-undo"
                >
                  {t("capture.undo", { count: UNDO_S - seconds })}
                </Button>
              )}
              {!brief && (
                <Button
                  type="primary"
                  htmlType="submit"
                  loading={save.isPending}
                  disabled={note.trim() === "" && rules.length === 0}
                  data-testid="shot-save"
                >
                  {t("capture.save")}
                </Button>
              )}
            </div>
            {(save.isError || undo.isError) && (
              <p className={styles.failed} role="alert">
                {t("capture.failed")}
              </p>
            )}
          </form>
        )}
      </div>
    </article>
  );
}

function Standing({ shot, undone, saved }: { shot: Shot; undone: boolean; saved: boolean }) {
  const { t } = useTranslation();
  if (shot.failed !== null) {
    return (
      <p className={styles.failed} role="alert">
        <TriangleAlert size={15} aria-hidden="true" />
        {t(shot.failed === "picture_gone" ? "capture.gone" : "capture.failed")}
      </p>
    );
  }
  if (shot.kept === null) {
    return (
      <p className={styles.standing}>
        <LoaderCircle className={styles.turning} size={15} aria-hidden="true" />
        {t("capture.sending")}
      </p>
    );
  }
  const { picture } = shot.kept;
  return (
    <p className={styles.standing} data-testid="shot-standing">
      {undone ? <Undo2 size={15} aria-hidden="true" /> : <Check size={15} aria-hidden="true" />}
      {undone
        ? t("capture.undone")
        : saved
          ? t("capture.saved")
          : t("capture.kept", { width: picture.width, height: picture.height })}
    </p>
  );
}

function useSecondsSince(begun: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!begun) return;
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000);
    return () => clearInterval(timer);
  }, [begun]);
  return seconds;
}
