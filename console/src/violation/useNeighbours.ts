import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Filters } from "../api/filters";
import { compare, flatten, neighbours } from "../api/lists";
import { violationsQuery } from "../api/queries";
import type { Violation } from "../api/types";

const MOST_PAGES = 10;

/** The violations beside `current` in the list it was opened from; pages are fetched until they reach it. */
export function useNeighbours(filters: Filters, current: Violation | undefined) {
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(violationsQuery(filters, "live"));
  const items = flatten(data);
  const last = items.at(-1);
  const beyond = current !== undefined && last !== undefined && compare(last, current) <= 0;
  const wantsMore = beyond && hasNextPage && !isFetching && (data?.pages.length ?? 0) < MOST_PAGES;
  useEffect(() => {
    if (wantsMore) void fetchNextPage();
  }, [wantsMore, fetchNextPage]);
  return current === undefined ? { newer: null, older: null } : neighbours(items, current);
}
