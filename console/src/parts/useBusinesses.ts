import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { businessesQuery, namedBusinessesQuery } from "../api/queries";
import type { Business } from "../api/types";

const NONE: readonly Business[] = [];

/** Businesses to choose from by what is typed, with those chosen already among them. */
export function useBusinesses(typed: string, chosen: readonly string[], enabled = true) {
  const found = useQuery({ ...businessesQuery(useDeferredValue(typed.trim())), enabled });
  const items = found.data?.items ?? NONE;
  const unlisted = chosen.filter((id) => !items.some((business) => business.id === id)).toSorted();
  const named = useQuery({
    ...namedBusinessesQuery(unlisted),
    enabled: enabled && found.data !== undefined && unlisted.length > 0,
  }).data;
  const before = (named ?? NONE).filter(({ id }) => unlisted.includes(id));
  const more = found.data?.more ?? false;
  return { items: [...before, ...items], first: items[0], more, isFetching: found.isFetching };
}
