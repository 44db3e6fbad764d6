import { useEffect, useEffectEvent, useState } from "react";
import { type Filters, matches } from "../api/filters";
import { useLive } from "../live/context";

/** How many violations that belong to the list have been found since it was fetched, and how to forget them. */
export function useNews(filters: Filters): [number, () => void] {
  const live = useLive();
  const [found, setFound] = useState<ReadonlySet<string>>(new Set());
  const belongs = useEffectEvent((...args: [Parameters<typeof matches>[1]]) =>
    matches(filters, args[0], new Date()),
  );
  useEffect(
    () =>
      live.onViolation(({ change, violation }) => {
        if (change === "opened" && belongs(violation)) setFound((ids) => new Set(ids).add(violation.id));
      }),
    [live],
  );
  return [found.size, () => setFound(new Set())];
}
