import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post } from "./client";
import type { Named, Page } from "./types";

export type TaskKind = "quarterly" | "campaign" | "dynamic";
export type TaskState = "open" | "overdue" | "done" | "withdrawn";
export type Withdrawal = "closed" | "looked" | "calmer" | "cancelled";
export type Mode = "remote" | "on_site";

/** One look that is due at a business; days are local ones, both included. */
export interface Task {
  id: string;
  business: Named;
  kind: TaskKind;
  campaign: string | null;
  first_on: string;
  last_on: string;
  state: TaskState;
  withdrawn_because: Withdrawal | null;
  may_be_remote: boolean;
  /** Whether a note does as the record of a remote look; else only a signed inspection. */
  remote_by_note: boolean;
  /** The same of a visit. */
  on_site_by_note: boolean;
  cadres: string[];
  done_at: string | null;
  mode: Mode | null;
  note: string;
  confirmed_at: string | null;
  confirmed_by: { name: string } | null;
  /** The signed inspection that is its record. */
  inspection_id: string | null;
}

export interface Group {
  /** Of the area or the cadre, or the level; empty where there is none. */
  id: string;
  name: string;
  place: string;
  due: number;
  done: number;
  in_time: number;
  overdue: number;
}

export interface Completion {
  quarter: string;
  /** Of all groups. */
  due: number;
  done: number;
  /** The smallest share done first. */
  groups: Group[];
  next_cursor: string | null;
}

export type Grouping = "area" | "level" | "cadre";

export type Factor =
  | "violations"
  | "recurrence"
  | "correction"
  | "self_checks"
  | "cameras"
  | "appeals"
  | "grade";

export interface Risk {
  business: Named;
  score: number;
  every_days: number;
  reasons: { factor: Factor; points: number; most: number; value: number }[];
  /** The score then; in lists, null where there was none. */
  week_ago: number | null;
}

const PAGE_SIZE = 30;

interface TasksAsked {
  states: readonly TaskState[];
  /** Like 2026-Q4: those that end in it. */
  quarter?: string | null;
  area?: string | null;
  business?: string | null;
}

export function tasksQuery({ states, quarter = null, area = null, business = null }: TasksAsked) {
  return infiniteQueryOptions({
    queryKey: ["tasks", states, quarter, area, business],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams(states.map((state) => ["state", state]));
      if (quarter !== null) search.set("quarter", quarter);
      if (area !== null) search.set("area_id", area);
      if (business !== null) search.set("business_id", business);
      search.set("limit", String(PAGE_SIZE));
      if (pageParam !== null) search.set("cursor", pageParam);
      return get<Page<Task>>(`tasks?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

export function taskQuery(id: string) {
  return queryOptions({
    queryKey: ["task", id],
    queryFn: ({ signal }) => get<Task>(`tasks/${encodeURIComponent(id)}`, signal),
    staleTime: 15_000,
  });
}

export const completionQuery = queryOptions({
  queryKey: ["completion"],
  queryFn: ({ signal }) => get<Completion>("completion?by=level", signal),
  staleTime: 30_000,
});

export function completionPagesQuery(by: Grouping, quarter: string) {
  return infiniteQueryOptions({
    queryKey: ["completion", by, quarter],
    queryFn: ({ pageParam, signal }) =>
      get<Completion>(`completion?${new URLSearchParams({ by, quarter, cursor: pageParam })}`, signal),
    initialPageParam: "0",
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 30_000,
  });
}

export const risksQuery = queryOptions({
  queryKey: ["risks"],
  queryFn: async ({ signal }) => (await get<{ items: Risk[] }>("risks?limit=8", signal)).items,
  staleTime: 60_000,
});

export function record(id: string, given: { mode: Mode; note: string }): Promise<Task> {
  return post<Task>(`tasks/${encodeURIComponent(id)}/record`, given);
}
