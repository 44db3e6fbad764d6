import type { InfiniteData } from "@tanstack/react-query";
import type { Page, Violation } from "./types";

export type Pages = InfiniteData<Page<Violation>, unknown>;

/** Newest first; equal starts are ordered by id so that the order is total. */
export function compare(a: Violation, b: Violation): number {
  const byStart = Date.parse(b.started_at) - Date.parse(a.started_at);
  return byStart !== 0 ? byStart : a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

export function flatten(data: Pages | undefined): Violation[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}

/** Replaces the violation where it is listed; a list that does not have it stays the same object. */
export function replace(data: Pages, violation: Violation): Pages {
  if (!data.pages.some((page) => page.items.some((item) => item.id === violation.id))) return data;
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => (item.id === violation.id ? violation : item)),
  }));
  return { ...data, pages };
}

function remove(data: Pages, id: string): Pages {
  if (!data.pages.some((page) => page.items.some((item) => item.id === id))) return data;
  const pages = data.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== id) }));
  return { ...data, pages };
}

/** Puts the violation at its place, or takes it out when it no longer belongs to the list. */
export function settle(data: Pages, violation: Violation, belongs: boolean): Pages {
  if (!belongs) return remove(data, violation.id);
  const replaced = replace(data, violation);
  if (replaced !== data) return replaced;
  const pageIndex = data.pages.findIndex(
    (page) => page.next_cursor === null || page.items.some((item) => compare(violation, item) < 0),
  );
  // Older than everything loaded: it will come with its page.
  if (pageIndex === -1) return data;
  const pages = data.pages.map((page, index) =>
    index === pageIndex ? { ...page, items: [...page.items, violation].sort(compare) } : page,
  );
  return { ...data, pages };
}

/** The violations before (newer) and after (older) `current` in a list that need not contain it. */
export function neighbours(
  items: readonly Violation[],
  current: Violation,
): { newer: Violation | null; older: Violation | null } {
  return {
    newer: items.findLast((item) => compare(item, current) < 0) ?? null,
    older: items.find((item) => compare(item, current) > 0) ?? null,
  };
}
