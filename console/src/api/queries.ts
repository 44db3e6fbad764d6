import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ApiError, get, post } from "./client";
import { type Filters, toApiSearch } from "./filters";
import type { Business, Camera, Ground, Opinion, Page, Place, StreamStatus, Violation } from "./types";

/** When its last frame came changes with every answer and is shown nowhere; kept, it would redraw every tile. */
export function steady(camera: Camera): Camera {
  const { main, ...status } = camera.status;
  return { ...camera, status: { ...lasting(status), main: main && lasting(main) } };
}

function lasting<T extends StreamStatus>(status: T & { last_frame_at?: string | null }): T {
  const { last_frame_at: _, ...rest } = status;
  return rest as unknown as T;
}

/** As many cameras and businesses as one answer has; who is responsible for more narrows by name. */
export const MOST_LISTED = 200;

/** The cameras to watch, the first `MOST_LISTED` by name: all of them but for a whole city's office. */
export const camerasQuery = queryOptions({
  queryKey: ["cameras"],
  queryFn: async ({ signal }) =>
    (await get<Page<Camera>>(`cameras?limit=${MOST_LISTED}`, signal)).items.map(steady),
  staleTime: 15_000,
});

/** One camera; null where there is none (any more) that this person may know of. */
export function cameraQuery(id: string) {
  return queryOptions({
    queryKey: ["cameras", "one", id],
    queryFn: async ({ signal }) => {
      try {
        return steady(await get<Camera>(`cameras/${encodeURIComponent(id)}`, signal));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: 15_000,
  });
}

export interface CameraSearch {
  q: string;
  business: string | null;
  awaiting: boolean;
}

/** Those whose picture nobody has accepted yet. */
export const AWAITING: CameraSearch = { q: "", business: null, awaiting: true };

/** Cameras by name, a page at a time. */
export function cameraPagesQuery({ q, business, awaiting }: CameraSearch) {
  return infiniteQueryOptions({
    queryKey: ["cameras", "pages", q, business, awaiting],
    queryFn: async ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: String(MOST_LISTED) });
      if (q !== "") search.set("q", q);
      if (business !== null) search.set("business_id", business);
      if (awaiting) search.set("awaiting", "true");
      if (pageParam !== null) search.set("cursor", pageParam);
      const page = await get<Page<Camera>>(`cameras?${search}`, signal);
      return { ...page, items: page.items.map(steady) };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    refetchInterval: 15_000,
  });
}

const BUSINESSES_FOUND = 50;

/** Businesses whose name or licence holds these letters, the first by name; `more` where there are others. */
export function businessesQuery(q: string) {
  return queryOptions({
    queryKey: ["businesses", "found", q],
    queryFn: async ({ signal }) => {
      const search = new URLSearchParams({ limit: String(BUSINESSES_FOUND), ...(q !== "" && { q }) });
      const { items, next_cursor } = await get<Page<Business>>(`businesses?${search}`, signal);
      return { items, more: next_cursor !== null };
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** The names of these. */
export function namedBusinessesQuery(ids: readonly string[]) {
  return queryOptions({
    queryKey: ["businesses", "named", ids],
    queryFn: async ({ signal }) => {
      const search = new URLSearchParams([...ids.map((id) => ["id", id]), ["limit", String(MOST_LISTED)]]);
      return (await get<Page<Business>>(`businesses?${search}`, signal)).items;
    },
    enabled: ids.length > 0,
    staleTime: 60_000,
  });
}

/** The places, and whether the reader may change them. */
export const placeListQuery = queryOptions({
  queryKey: ["places"],
  queryFn: ({ signal }) => get<{ items: Place[]; may_change: boolean }>("places", signal),
  staleTime: 5 * 60_000,
});

export const placesQuery = queryOptions({ ...placeListQuery, select: ({ items }) => items });

export function violationQuery(id: string) {
  return queryOptions({
    queryKey: ["violation", id],
    queryFn: ({ signal }) => get<Violation>(`violations/${encodeURIComponent(id)}`, signal),
    staleTime: 15_000,
  });
}

/** "live": new violations enter the list as they happen; "still": only what is listed is kept up to date. */
export type Manner = "live" | "still";

const PAGE_SIZE = 50;

export function violationsQuery(filters: Filters, manner: Manner) {
  return infiniteQueryOptions({
    queryKey: ["violations", manner, filters],
    queryFn: ({ pageParam, signal }) => {
      const search = toApiSearch(filters, new Date());
      search.set("limit", String(PAGE_SIZE));
      if (pageParam !== null) search.set("cursor", pageParam);
      return get<Page<Violation>>(`violations?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

export interface ReviewGiven {
  opinion: Opinion;
  ground: Ground | null;
  comment: string;
}

export function review(id: string, given: ReviewGiven): Promise<Violation> {
  return post<Violation>(`violations/${encodeURIComponent(id)}/reviews`, given);
}

export function acknowledge(id: string): Promise<Violation> {
  return post<Violation>(`violations/${encodeURIComponent(id)}/acknowledgement`);
}
