import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { answerItem, type Given, type Inspection, inspectionQuery } from "../api/inspections";
import { type Answers, answersOf, keyOf } from "./progress";

type Place = Pick<Given, "step" | "item">;
type Part = Partial<Given> | null;
/** Changes the answer of an item, by what it is now where that matters; null takes it out. */
export type Change = (step: string, item: string, part: Part | ((old: Given | undefined) => Part)) => void;

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
  const [edits, setEdits] = useState<ReadonlyMap<string, Given | null>>(new Map());
  const [unsaved, setUnsaved] = useState<ReadonlyMap<string, Place>>(new Map());
  const answers = useMemo(() => answersOf(inspection, edits), [inspection, edits]);
  // Two changes may come before the page is drawn again.
  const newest = useRef(answers);
  newest.current = answers;
  const save = useMutation({
    // In order: a slow first answer must not replace a quick second one.
    scope: { id: `inspection-${inspection.id}` },
    retry: 2,
    mutationFn: ({ given, place }: { given: Given | null; place: Place }) =>
      answerItem(
        inspection.id,
        given ?? { ...place, answer: null, note: "", capture_ids: [], photo_keys: [] },
      ),
    onSuccess: (saved, { place: { step, item } }) => {
      queries.setQueryData(inspectionQuery(inspection.id).queryKey, saved);
      setUnsaved((all) => new Map([...all].filter(([key]) => key !== keyOf(step, item))));
    },
    onError: (_, { place }) => setUnsaved((all) => new Map(all).set(keyOf(place.step, place.item), place)),
  });
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
    save.mutate({ given, place: { step, item } });
  };
  const again = () => {
    for (const [key, place] of unsaved) save.mutate({ given: newest.current.get(key) ?? null, place });
  };
  return { answers, change, saving: save.isPending, failed: unsaved.size > 0, again };
}
