import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post } from "./client";
import type { Named, Page, Words } from "./types";

/** The nouns of /api/v1/self-checks as they come over the wire. Days are local ones, YYYY-MM-DD. */

export const KINDS = ["daily", "weekly", "monthly"] as const;
export type SelfCheckKind = (typeof KINDS)[number];
export type Verdict = "ok" | "problem" | "none";
export type Position = "principal" | "director" | "officer";

export interface Person {
  name: string;
  position: Position;
}

export interface FormItem {
  key: string;
  text: Words;
  verdict: Verdict;
  note: string;
  /** In a draft: how often the service has seen it broken in these days. */
  found: number;
}

export interface SelfCheck {
  id: string;
  business: Named;
  kind: SelfCheckKind;
  title: Words;
  first: string;
  last: string;
  due_at: string;
  filed_at: string;
  late: boolean;
  person: Person;
  by: string;
  items: FormItem[];
  zero_risk: boolean;
  note: string;
  violations: number;
}

/** What is due of the reader's business. */
export interface DueCheck {
  kind: SelfCheckKind;
  title: Words;
  first: string;
  last: string;
  /** Its days have passed; the day, week and month of today are in every answer. */
  is_over: boolean;
  due_at: string;
  /** False on days on which the business does not open, and before its first day here. */
  owed: boolean;
  overdue: boolean;
  reminded_at: string | null;
  filed: SelfCheck | null;
  positions: Position[];
  persons: Person[];
  items: FormItem[];
  violations: number;
}

export interface SelfCheckGiven {
  kind: SelfCheckKind;
  day: string;
  person: string;
  position: Position;
  items: { key: string; verdict: Verdict; note: string }[];
  zero_risk: boolean;
  note: string;
}

export interface Completion {
  due: number;
  in_time: number;
  late: number;
  missing: number;
  zero_risk: number;
}

export interface CompletionList {
  kind: SelfCheckKind;
  since: string;
  until: string;
  /** The one asked for; null means all one may see. */
  area: Named | null;
  total: Completion;
  businesses: { business: Named; area_id: string | null; completion: Completion }[];
  business_count: number;
}

export const dueChecksQuery = queryOptions({
  queryKey: ["self-checks", "due"],
  queryFn: async ({ signal }) => (await get<{ items: DueCheck[] }>("self-checks/due", signal)).items,
  staleTime: 60_000,
});

export function selfCheckQuery(id: string) {
  return queryOptions({
    queryKey: ["self-checks", "record", id],
    queryFn: ({ signal }) => get<SelfCheck>(`self-checks/${encodeURIComponent(id)}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const PAGE_SIZE = 30;

export function selfChecksQuery(businessId: string | null) {
  return infiniteQueryOptions({
    queryKey: ["self-checks", "list", businessId],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: String(PAGE_SIZE) });
      if (businessId !== null) search.set("business_id", businessId);
      if (pageParam !== null) search.set("cursor", pageParam);
      return get<Page<SelfCheck>>(`self-checks?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 60_000,
  });
}

export interface CompletionSearch {
  kind: SelfCheckKind;
  area: string | null;
  /** Days, both included; null means the last four weeks. */
  since: string | null;
  until: string | null;
}

/** How many businesses are shown at first, and at most: those that miss most. */
export const SHOWN_FIRST = 100;
export const SHOWN_MOST = 500;

export function completionQuery({ kind, area, since, until }: CompletionSearch, limit: number) {
  const of = ["self-checks", "completion", kind, area, since, until];
  return queryOptions({
    queryKey: [...of, limit],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams({ kind, limit: String(limit) });
      if (area !== null) search.set("area_id", area);
      if (since !== null) search.set("since", since);
      if (until !== null) search.set("until", until);
      return get<CompletionList>(`self-checks/completion?${search}`, signal);
    },
    // More of the same list is added under what is shown; another list begins anew.
    placeholderData: (previous, query) =>
      of.every((part, index) => query?.queryKey[index] === part) ? previous : undefined,
    staleTime: 60_000,
  });
}

export function fileSelfCheck(given: SelfCheckGiven): Promise<SelfCheck> {
  return post<SelfCheck>("self-checks", given);
}
