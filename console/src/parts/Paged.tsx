import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LoadMore } from "./LoadMore";
import { Failure } from "./States";

interface PagedProps<T> {
  list: UseInfiniteQueryResult<InfiniteData<{ items: readonly T[] }>>;
  /** Shapes of what is asked for. */
  waiting: ReactNode;
  /** What is said where there is nothing. */
  empty: ReactNode;
  children: (items: readonly T[]) => ReactNode;
}

/** A list that comes a page at a time: waited for, not to be had, empty, or there with the way to its next page. */
export function Paged<T>({ list, waiting, empty, children }: PagedProps<T>) {
  if (list.isPending) return waiting;
  // What is there already is worth more than the news that it could not be had anew.
  if (list.data === undefined) return <Failure error={list.error} retry={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  return (
    <>
      {items.length === 0 ? empty : children(items)}
      <LoadMore list={list} />
    </>
  );
}
