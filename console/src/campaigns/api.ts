import { infiniteQueryOptions } from "@tanstack/react-query";
import { get, post } from "../api/client";
import type { Named, Page } from "../api/types";
import type { Level } from "../office/api";

/** What the office has asked of some businesses until a day; counts are of what the reader may see. */
export interface Campaign {
  id: string;
  name: string;
  /** Null for every area. */
  area: Named | null;
  first_on: string;
  last_on: string;
  kinds: string[];
  grades: string[];
  levels: Level[];
  on_site: boolean;
  by: { name: string };
  cancelled_at: string | null;
  /** Oldest first; without a last day where it was called off. */
  changes: { last_on: string | null; reason: string; by: { name: string }; at: string }[];
  due: number;
  done: number;
  overdue: number;
  may_change: boolean;
}

export interface Given {
  name: string;
  area_id: string;
  first_on: string;
  last_on: string;
  kinds: string[];
  grades: string[];
  levels: Level[];
  on_site: boolean;
}

interface Campaigns extends Page<Campaign> {
  may_add: boolean;
}

export const CAMPAIGNS = ["campaigns"] as const;

/** Those that have ended or were called off, or the others; the latest to end first. */
export function campaignsQuery(over: boolean) {
  return infiniteQueryOptions({
    queryKey: [...CAMPAIGNS, over],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ over: String(over), limit: "50" });
      if (pageParam !== null) search.set("cursor", pageParam);
      return get<Campaigns>(`campaigns?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

export function addCampaign(given: Given): Promise<Named> {
  return post("campaigns", given);
}

export function changeCampaign(id: string, last_on: string | null, reason: string): Promise<Campaign> {
  return post(`campaigns/${id}/changes`, { last_on, reason });
}
