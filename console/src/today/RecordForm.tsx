import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { completionQuery, type Mode, record, type Task } from "../api/tasks";
import { useProblemWords } from "../parts/States";
import { useUnsent } from "../parts/unsent";
import { modesByNote } from "./modes";
import styles from "./RecordForm.module.css";

interface RecordFormProps {
  task: Task;
  onDone: (done: Task) => void;
  onCancel: () => void;
}

/** What was seen, and how; it cannot be changed once it is kept. */
export function RecordForm({ task, onDone, onCancel }: RecordFormProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const modes = modesByNote(task);
  const [mode, setMode] = useState<Mode>(modes[0] ?? "on_site");
  const { given, change, forget } = useUnsent(`task.${task.id}`, { note: "" });
  const { note } = given;
  const act = useMutation({
    mutationFn: () => record(task.id, { mode, note: note.trim() }),
    onSuccess: (done) => {
      forget();
      onDone(done);
      void queries.invalidateQueries(completionQuery);
    },
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate();
      }}
    >
      <Radio.Group
        aria-label={t("today.mode")}
        value={mode}
        onChange={(event) => setMode(event.target.value as Mode)}
        optionType="button"
        options={[
          { value: "remote", label: t("today.remote"), disabled: !modes.includes("remote") },
          { value: "on_site", label: t("today.onSite"), disabled: !modes.includes("on_site") },
        ]}
      />
      <Input.TextArea
        aria-label={t("today.note")}
        placeholder={t("today.noteHint")}
        value={note}
        maxLength={2000}
        autoFocus
        autoSize={{ minRows: 2, maxRows: 8 }}
        onChange={(event) => change({ note: event.target.value })}
      />
      {act.isError && (
        <p className={styles.failed} role="alert">
          {words(act.error)}
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          type="primary"
          htmlType="submit"
          loading={act.isPending}
          disabled={mode === "remote" && note.trim() === ""}
          data-testid="record-send"
        >
          {t("today.finish")}
        </Button>
        <Button
          onClick={() => {
            forget();
            onCancel();
          }}
        >
          {t("review.cancel")}
        </Button>
        <span className={styles.hint}>
          {t(mode === "remote" && note.trim() === "" ? "today.noteFirst" : "today.final")}
        </span>
      </div>
    </form>
  );
}
