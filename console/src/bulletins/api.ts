import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, patch, post, remove, send } from "../api/client";
import type { Named, Page } from "../api/types";
import type { AreaKind } from "../office/api";
import type { Figures } from "../overview/figures";
import type { BulletinKind } from "./periods";

export const RECIPIENTS = ["offices", "cadres", "businesses"] as const;
export type Recipients = (typeof RECIPIENTS)[number];

export interface Bulletin {
  id: string;
  area: Named;
  kind: BulletinKind;
  /** Local days, both included. */
  first: string;
  last: string;
  title: string;
  content_hash: string;
  made_at: string;
  /** Null where the service made the draft by itself. */
  made_by: string | null;
  /** Null for a draft. */
  published_at: string | null;
  published_by: string | null;
  recipients: Recipients[];
  read: boolean;
}

export interface CountedFigures extends Figures {
  violations: Record<"mask" | "hat" | "gloves", number>;
  training: { events: number; businesses: number; cadres: number; tested: number; passed: number };
}

interface Counted {
  figures: CountedFigures;
  /** 0 to 100; null where nothing could be measured. */
  score: number | null;
}

export interface Part extends Counted, Named {
  kind: AreaKind;
}

export interface NamedBusiness extends Named {
  area: string;
  cases: number;
  risk: number | null;
}

export interface FullBulletin extends Bulletin {
  text: string;
  whole: Part;
  parts: Part[];
  /** The oldest first. */
  before: (Counted & { first: string; last: string })[];
  best: string[];
  worst: string[];
  best_businesses: NamedBusiness[];
  worst_businesses: NamedBusiness[];
  /** The figures are those of the hash. */
  genuine: boolean;
}

const KEY = "bulletins";
export const BULLETINS = [KEY] as const;

export function bulletinsQuery(kind: BulletinKind | null) {
  return infiniteQueryOptions({
    queryKey: [KEY, "list", kind],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: "30" });
      if (kind !== null) search.set("kind", kind);
      if (pageParam !== null) search.set("cursor", pageParam);
      return get<Page<Bulletin>>(`bulletins?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 30_000,
  });
}

/** Published, and not opened by the reader. */
export const unreadQuery = queryOptions({
  queryKey: [KEY, "unread"],
  queryFn: async ({ signal }) => (await get<Page<Bulletin>>("bulletins?unread=true&limit=5", signal)).items,
  staleTime: 60_000,
});

export function bulletinQuery(id: string) {
  return queryOptions({
    queryKey: [KEY, "one", id],
    queryFn: ({ signal }) => get<FullBulletin>(`bulletins/${id}`, signal),
    staleTime: 60_000,
  });
}

export function makeBulletin(area_id: string, kind: BulletinKind, day: string): Promise<FullBulletin> {
  return post("bulletins", { area_id, kind, day });
}

export function changeBulletin(id: string, title: string, text: string): Promise<FullBulletin> {
  return patch(`bulletins/${id}`, { title, text });
}

export function dropBulletin(id: string): Promise<void> {
  return remove(`bulletins/${id}`);
}

export function publishBulletin(id: string, recipients: readonly Recipients[]): Promise<FullBulletin> {
  return post(`bulletins/${id}/publication`, { recipients });
}

export async function readBulletin(id: string): Promise<void> {
  await send(`bulletins/${id}/reading`, { method: "POST" });
}
