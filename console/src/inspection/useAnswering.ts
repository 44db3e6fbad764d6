import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { answerItem, type Given, type Inspection, inspectionQuery } from "../api/inspections";
import { useUser } from "../api/session";
import { keepUnsent, readUnsent } from "../parts/unsent";
import { type Answers, answersOf, keyOf } from "./progress";

type Part = Partial<Given> | null;
/** Changes the answer of an item, by what it is now where that matters; null takes it out. */
export type Change = (step: string, item: string, part: Part | ((old: Given | undefined) => Part)) => void;

/** What an item's answer was changed to; null: taken out. */
interface Edit {
  step: string;
  item: string;
  given: Given | null;
}

export interface Answering {
  answers: Answers;
  change: Change;
  saving: boolean;
  failed: boolean;
  /** Saves once more what was not saved. */
  again: () => void;
}

/** The draft's answers with what was changed here; every change is saved at once, one after the other. */
export function useAnswering(inspection: Inspection): Answering {
  const queries = useQueryClient();
  const { id: userId } = useUser();
  const name = `answers.${inspection.id}`;
  const [left] = useState(() => new Map(readUnsent<[string, Edit][]>(userId, name)));
  const [edits, setEdits] = useState<ReadonlyMap<string, Given | null>>(
    () => new Map([...left].map(([key, { given }]) => [key, given])),
  );
  const [failed, setFailed] = useState(false);
  const unsaved = useRef(new Map(left));
  const keep = () => keepUnsent(userId, name, unsaved.current.size === 0 ? null : [...unsaved.current]);
  const answers = useMemo(() => answersOf(inspection, edits), [inspection, edits]);
  // Two changes may come before the page is drawn again.
  const newest = useRef(answers);
  newest.current = answers;
  const { mutate, isPending } = useMutation({
    // In order: a slow first answer must not replace a quick second one.
    scope: { id: `inspection-${inspection.id}` },
    retry: 2,
    mutationFn: ({ step, item, given }: Edit) =>
      answerItem(
        inspection.id,
        given ?? { step, item, answer: null, note: "", capture_ids: [], photo_keys: [] },
      ),
    onSuccess: (saved, edit) => {
      queries.setQueryData(inspectionQuery(inspection.id).queryKey, saved);
      const key = keyOf(edit.step, edit.item);
      // It may have been changed again since.
      if (unsaved.current.get(key) === edit) unsaved.current.delete(key);
      keep();
      if (unsaved.current.size === 0) setFailed(false);
    },
    onError: () => setFailed(true),
  });
  useEffect(() => {
    for (const edit of left.values()) mutate(edit);
  }, [left, mutate]);
  const change: Change = (step, item, part) => {
    const key = keyOf(step, item);
    const old = newest.current.get(key);
    const changed = typeof part === "function" ? part(old) : part;
    const given =
      changed === null
        ? null
        : {
            step,
            item,
            answer: "ok" as const,
            note: "",
            capture_ids: [],
            photo_keys: [],
            ...old,
            ...changed,
          };
    newest.current = answersOf({ answers: [...newest.current.values()] }, new Map([[key, given]]));
    setEdits((all) => new Map(all).set(key, given));
    const edit = { step, item, given };
    unsaved.current.set(key, edit);
    keep();
    mutate(edit);
  };
  const again = () => {
    for (const edit of unsaved.current.values()) mutate(edit);
  };
  return { answers, change, saving: isPending, failed, again };
}
