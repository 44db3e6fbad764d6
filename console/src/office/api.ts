import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, post, send } from "../api/client";
import type { Named, Page } from "../api/types";

export type Level = "A" | "B" | "C" | "D";
export type AreaKind = "prefecture" | "county" | "town" | "village";

/** Counts of an area with all below it. */
export interface Standing extends Named {
  kind: AreaKind;
  has_areas: boolean;
  /** Those at work. */
  businesses: number;
  covered: number;
  cadres: number;
  /** Cadres with more businesses than the policy's most. */
  overloaded: number;
  /** Cadres with a commitment in force. */
  signed: number;
  /** Businesses whose cadre could not be assigned to them any more. */
  unfit: number;
}

export interface Coverage {
  area: Standing;
  /** Directly in it, worst covered first. */
  areas: Standing[];
  above: Named[];
  most_businesses: number;
}

export interface Charge extends Named {
  level: Level;
  licence: string | null;
  area: string;
  cadres: Named[];
}

export interface Cadre extends Named {
  username: string;
  title: string;
  area: string;
  businesses: number;
  signed: boolean;
  /** The number of the commitment in force. */
  commitment: number | null;
  may_sign_in: boolean;
}

export interface CadreList {
  items: Cadre[];
  next_cursor: string | null;
  /** Of all of them, not of this page alone. */
  count: number;
  most_businesses: number;
}

export interface Departure {
  cadre: Named;
  businesses: (Named & { level: Level; since: string; override: string })[];
}

export interface CadreChange {
  id: number;
  cadre: Named;
  happened_on: string;
  what: string;
  report_by: string;
  reported_at: string;
  reassign_by: string;
  settled_at: string | null;
  /** When the office was last reminded to assign anew. */
  reminded_at: string | null;
  late: boolean;
  overdue: boolean;
}

export interface Handover {
  business_ids: string[];
  cadre_id: string;
  override: string;
}

const KEY = "office";

function search(values: Record<string, string | boolean | null>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== "" && value !== false) params.set(name, String(value));
  }
  return `${params}`;
}

export function coverageQuery(area: string | null) {
  return queryOptions({
    queryKey: [KEY, "coverage", area],
    queryFn: ({ signal }) => get<Coverage>(`coverage?${search({ area_id: area })}`, signal),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

export interface ChargeFilters {
  area: string | null;
  level: Level | null;
  uncovered: boolean;
  /** Only those whose cadre could not be assigned to them any more. */
  unfit: boolean;
  q: string;
}

export function chargesQuery({ area, level, uncovered, unfit, q }: ChargeFilters) {
  return infiniteQueryOptions({
    queryKey: [KEY, "charges", area, level, uncovered, unfit, q],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Charge>>(
        `charges?${search({ area_id: area, level, uncovered, unfit, q, cursor: pageParam, limit: "50" })}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

export interface CadreFilters {
  q?: string;
  overloaded?: boolean;
  /** Only without a commitment in force. */
  unsigned?: boolean;
}

export function cadresQuery(area: string | null, filters: CadreFilters) {
  return infiniteQueryOptions({
    queryKey: [KEY, "cadres", area, filters],
    queryFn: ({ pageParam, signal }) =>
      get<CadreList>(
        `cadres?${search({ area_id: area, ...filters, cursor: pageParam, limit: "50" })}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

/** The service looks at so many businesses at once. */
const MOST_ASKED = 50;

/** Who could answer for all of these businesses, the fittest and least loaded first. */
export function candidatesQuery(businesses: readonly string[], q: string) {
  const params = new URLSearchParams({ q, limit: "50" });
  for (const id of businesses.slice(0, MOST_ASKED)) params.append("business_id", id);
  return queryOptions({
    queryKey: [KEY, "candidates", businesses, q],
    queryFn: ({ signal }) => get<CadreList>(`cadres?${params}`, signal),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

export function departureQuery(cadre: string) {
  return queryOptions({
    queryKey: [KEY, "departure", cadre],
    queryFn: ({ signal }) => get<Departure>(`cadres/${cadre}/departure`, signal),
  });
}

export const changesQuery = infiniteQueryOptions({
  queryKey: [KEY, "changes", "pages"],
  queryFn: ({ pageParam, signal }) =>
    get<Page<CadreChange>>(`cadre-changes?${search({ cursor: pageParam, limit: "50" })}`, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
  staleTime: 15_000,
});

export interface ChangesDue {
  /** So near their last day that the office is reminded. */
  near: number;
  next_by: string | null;
  overdue: number;
}

export const changesDueQuery = queryOptions({
  queryKey: [KEY, "changes", "due"],
  queryFn: ({ signal }) => get<ChangesDue>("cadre-changes/due", signal),
  staleTime: 15_000,
});

export const OFFICE = [KEY] as const;

export function assign(given: Handover): Promise<{ changed: number }> {
  return post("assignments", given);
}

export function depart(cadre: string, handovers: Handover[]): Promise<{ changed: number }> {
  return post(`cadres/${cadre}/departure`, { handovers });
}

export function reportChange(cadre: string, happened_on: string, what: string): Promise<CadreChange> {
  return post(`cadres/${cadre}/changes`, { happened_on, what });
}

export async function settleChanges(cadre: string): Promise<void> {
  await send(`cadres/${cadre}/changes/settlement`, { method: "POST" });
}

export async function giveFirstPassword(cadre: string, password: string): Promise<void> {
  await send(`cadres/${cadre}/password`, {
    method: "POST",
    body: JSON.stringify({ password }),
    headers: { "Content-Type": "application/json" },
  });
}
