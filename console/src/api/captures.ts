import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Matter } from "./cases";
import { get, patch, post, remove } from "./client";
import { type Filters, toApiSearch } from "./filters";
import type { Named, Page, Picture, RuleName, StreamName } from "./types";

/** A picture that a cadre kept by hand. */
export interface Capture {
  id: string;
  business: Named;
  camera: Named & { place: string };
  by: { name: string };
  /** Captured by whoever is signed in. */
  mine: boolean;
  captured_at: string;
  recorded_at: string;
  note: string;
  rule: RuleName | null;
  picture: Picture;
  acknowledged_at: string | null;
  acknowledged_by: { name: string } | null;
  /** The case that it opened. */
  case_id: string | null;
}

export interface CaptureChange {
  change: "kept" | "annotated" | "acknowledged";
  capture_id: string;
  camera_id: string;
  camera_name: string;
  by: string;
}

interface CapturePage extends Page<Capture> {
  /** How many wait for the business, whatever the filters. */
  open: number;
}

const PAGE_SIZE = 50;

function list(search: URLSearchParams, cursor: string | null, signal: AbortSignal): Promise<CapturePage> {
  search.set("limit", String(PAGE_SIZE));
  if (cursor !== null) search.set("cursor", cursor);
  return get<CapturePage>(`captures?${search}`, signal);
}

export function capturesQuery(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: ["captures", "all", filters],
    queryFn: ({ pageParam, signal }) => {
      const search = toApiSearch(filters, new Date());
      search.delete("state");
      return list(search, pageParam, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

/** Those that the business has not answered. */
export const openCapturesQuery = queryOptions({
  queryKey: ["captures", "open"],
  queryFn: ({ signal }) => list(new URLSearchParams({ open: "true" }), null, signal),
  staleTime: 15_000,
});

export function captureQuery(id: string) {
  return queryOptions({
    queryKey: ["capture", id],
    queryFn: ({ signal }) => get<Capture>(`captures/${encodeURIComponent(id)}`, signal),
    staleTime: 15_000,
  });
}

/** Keeps the picture of this time; `shown` null: what the camera sees now. */
export function capture(
  cameraId: string,
  shown: { stream: StreamName; pts: number } | null,
): Promise<Capture> {
  return post<Capture>("captures", { camera_id: cameraId, ...shown });
}

export function annotate(id: string, note: string, rule: RuleName | null): Promise<Capture> {
  return patch<Capture>(`captures/${id}`, { note, rule });
}

export function takeBack(id: string): Promise<void> {
  return remove(`captures/${id}`);
}

export function acknowledgeCapture(id: string): Promise<Capture> {
  return post<Capture>(`captures/${id}/acknowledgement`);
}

/** Opens a case with the picture, or adds it to the day's case of the matter. */
export function openCaseByCapture(id: string, matter: Matter, what: string): Promise<Capture> {
  return post<Capture>(`captures/${encodeURIComponent(id)}/case`, { matter, what });
}
