import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get } from "./client";
import type { Risk } from "./tasks";
import type { Camera, Named, OnlineRate, Page } from "./types";

export const NEEDS = [
  "open_cases",
  "overdue_cases",
  "overdue_tasks",
  "silent_cameras",
  "not_looked",
] as const;
/** Why somebody should look at a business. */
export type Need = (typeof NEEDS)[number];

/** How a business stands. */
export interface Supervised extends Named {
  level: "A" | "B" | "C" | "D";
  /** Risk grade, not the level. */
  grade: string | null;
  kind: string;
  area: string;
  /** In [0, 100]; null until it is worked out. */
  score: number | null;
  reasons: Risk["reasons"];
  open_cases: number;
  overdue_cases: number;
  /** Due by now, the overdue ones included. */
  open_tasks: number;
  overdue_tasks: number;
  cameras: number;
  /** Offline or stalled now. */
  cameras_silent: number;
  looked_at: string | null;
  inspection_id: string | null;
  cadres: string[];
}

export interface SupervisedDetail extends Supervised {
  answerable: { name: string; title: string; signed_until: string | null }[];
}

interface SupervisedPage extends Page<Supervised> {
  /** The area asked for and what it lies in, from the top down. */
  above: Named[];
}

export interface SupervisedFilters {
  area: string | null;
  needs: Need[];
  q: string;
}

const PAGE_SIZE = 50;

export function supervisedQuery({ area, needs, q }: SupervisedFilters) {
  return infiniteQueryOptions({
    queryKey: ["businesses", "supervised", area, needs, q],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams(needs.map((need) => ["need", need]));
      search.set("limit", String(PAGE_SIZE));
      if (area !== null) search.set("area_id", area);
      if (q !== "") search.set("q", q);
      if (pageParam !== null) search.set("cursor", pageParam);
      return get<SupervisedPage>(`supervised-businesses?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

export function supervisedOneQuery(id: string) {
  return queryOptions({
    queryKey: ["businesses", "supervised", "one", id],
    queryFn: ({ signal }) => get<SupervisedDetail>(`supervised-businesses/${encodeURIComponent(id)}`, signal),
    staleTime: 15_000,
  });
}

export interface RiskHistory {
  risk: Risk;
  /** The score from each day on, oldest first. */
  trend: { day: string; score: number }[];
}

export function riskHistoryQuery(id: string) {
  return queryOptions({
    queryKey: ["risks", id],
    queryFn: ({ signal }) => get<RiskHistory>(`businesses/${encodeURIComponent(id)}/risk`, signal),
    staleTime: 60_000,
  });
}

export function camerasOfQuery(id: string) {
  return queryOptions({
    queryKey: ["cameras", "of", id],
    queryFn: async ({ signal }) =>
      (await get<{ items: Camera[] }>(`cameras?business_id=${encodeURIComponent(id)}`, signal)).items,
    staleTime: 15_000,
  });
}

/** How much of the last seven days each camera of a business was online. */
export function ratesOfQuery(id: string, since: Date) {
  return queryOptions({
    queryKey: ["health", "online", "of", id, since.toISOString()],
    queryFn: async ({ signal }) =>
      (
        await get<Page<OnlineRate>>(
          `online-rates?business_id=${encodeURIComponent(id)}&since=${since.toISOString()}&limit=200`,
          signal,
        )
      ).items,
    staleTime: 60_000,
  });
}
