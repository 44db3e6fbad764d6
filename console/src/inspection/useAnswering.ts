import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { answerItem, type Given, type Inspection, inspectionQuery } from "../api/inspections";
import { answersOf, keyOf } from "./progress";

/** The draft's answers with what was changed here; every change is saved at once, one after the other. */
export function useAnswering(inspection: Inspection) {
  const queries = useQueryClient();
  const [edits, setEdits] = useState<ReadonlyMap<string, Given | null>>(new Map());
  const answers = useMemo(() => answersOf(inspection, edits), [inspection, edits]);
  const save = useMutation({
    // In order: a slow first answer must not replace a quick second one.
    scope: { id: `inspection-${inspection.id}` },
    retry: 2,
    mutationFn: ({ given, place }: { given: Given | null; place: Pick<Given, "step" | "item"> }) =>
      answerItem(inspection.id, given ?? { ...place, answer: null, note: "", capture_ids: [] }),
    onSuccess: (saved) => queries.setQueryData(inspectionQuery(inspection.id).queryKey, saved),
  });
  const change = (step: string, item: string, part: Partial<Given> | null) => {
    const old = answers.get(keyOf(step, item));
    const given =
      part === null
        ? null
        : { step, item, answer: "ok" as const, note: "", capture_ids: [], ...old, ...part };
    setEdits((all) => new Map(all).set(keyOf(step, item), given));
    save.mutate({ given, place: { step, item } });
  };
  return { answers, change, saving: save.isPending, failed: save.isError };
}
