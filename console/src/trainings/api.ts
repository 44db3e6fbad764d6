import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, post, remove } from "../api/client";
import type { Named, Page } from "../api/types";

export const KINDS = ["training", "competition", "sample_test"] as const;
export type TrainingKind = (typeof KINDS)[number];

/** A business or a cadre that took part. */
export interface Participant {
  business: Named | null;
  cadre: Named | null;
  people: number;
  score: number | null;
  /** Null where nothing was tested. */
  passed: boolean | null;
  note: string;
}

export interface Training {
  id: string;
  kind: TrainingKind;
  title: string;
  area: Named;
  day: string;
  note: string;
  recorded_by: string;
  recorded_at: string;
  participants: Participant[];
}

export interface Given {
  kind: TrainingKind;
  title: string;
  area_id: string;
  day: string;
  note: string;
  participants: {
    business_id?: string;
    cadre_id?: string;
    people: number;
    score: number | null;
    passed: boolean | null;
  }[];
}

export interface TrainingFilters {
  kind: TrainingKind | null;
  q: string;
  since: string;
  until: string;
}

const KEY = "trainings";
export const TRAININGS = [KEY] as const;

export function trainingsQuery({ kind, q, since, until }: TrainingFilters) {
  return infiniteQueryOptions({
    queryKey: [KEY, kind, q, since, until],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: "30" });
      for (const [name, value] of Object.entries({ kind, q, since, until, cursor: pageParam })) {
        if (value) search.set(name, value);
      }
      return get<Page<Training>>(`trainings?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

/** Businesses by part of their name or licence. */
export function findBusinesses(q: string) {
  return queryOptions({
    queryKey: ["office", "find", q],
    queryFn: async ({ signal }) =>
      (
        await get<Page<Named & { area: string }>>(
          `charges?${new URLSearchParams({ q, limit: "20" })}`,
          signal,
        )
      ).items,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

export function recordTraining(given: Given): Promise<Training> {
  return post("trainings", given);
}

export function dropTraining(id: string): Promise<void> {
  return remove(`trainings/${id}`);
}
