import type { RuleName, Violation, ViolationState } from "./types";

export const RULES: readonly RuleName[] = ["mask", "hat", "gloves"];
export const STATES: readonly ViolationState[] = ["open", "acknowledged"];
export const SPANS = ["today", "7d", "30d"] as const;
export type Span = (typeof SPANS)[number];

/**
 * Which violations a list shows. Empty lists mean all.
 *
 * Days are calendar days of the reader's zone, both inclusive, and are ignored when a span is given.
 */
export interface Filters {
  cameras: string[];
  businesses: string[];
  rules: RuleName[];
  states: ViolationState[];
  span: Span | null;
  from: string | null;
  to: string | null;
}

export const NO_FILTERS: Filters = {
  cameras: [],
  businesses: [],
  rules: [],
  states: [],
  span: null,
  from: null,
  to: null,
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SPAN_DAYS: Record<Span, number> = { today: 1, "7d": 7, "30d": 30 };

function known<T extends string>(values: string[], allowed: readonly T[]): T[] {
  return allowed.filter((value) => values.includes(value));
}

function day(text: string | null): string | null {
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

/** Reads the console's address; what it does not know is ignored. */
export function fromSearch(search: URLSearchParams): Filters {
  const span = known(search.getAll("span"), SPANS)[0] ?? null;
  return {
    cameras: [...new Set(search.getAll("camera_id"))].sort(),
    businesses: [...new Set(search.getAll("business_id"))].sort(),
    rules: known(search.getAll("rule"), RULES),
    states: known(search.getAll("state"), STATES),
    span,
    from: span === null ? day(search.get("from")) : null,
    to: span === null ? day(search.get("to")) : null,
  };
}

function lists(filters: Filters): URLSearchParams {
  const search = new URLSearchParams();
  for (const id of filters.cameras) search.append("camera_id", id);
  for (const id of filters.businesses) search.append("business_id", id);
  for (const rule of filters.rules) search.append("rule", rule);
  for (const state of filters.states) search.append("state", state);
  return search;
}

/** The inverse of `fromSearch`: what stands in the console's address. */
export function toSearch(filters: Filters): URLSearchParams {
  const search = lists(filters);
  if (filters.span !== null) search.set("span", filters.span);
  if (filters.from !== null) search.set("from", filters.from);
  if (filters.to !== null) search.set("to", filters.to);
  return search;
}

function startOfDay(text: string, plusDays: number): Date {
  const [year = 0, month = 1, date = 1] = text.split("-").map(Number);
  return new Date(year, month - 1, date + plusDays);
}

/** First instant and first instant after, in the reader's zone; null where open. */
export function bounds(filters: Filters, now: Date): { since: Date | null; until: Date | null } {
  if (filters.span !== null) {
    const days = SPAN_DAYS[filters.span];
    return { since: new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1), until: null };
  }
  return {
    since: filters.from === null ? null : startOfDay(filters.from, 0),
    until: filters.to === null ? null : startOfDay(filters.to, 1),
  };
}

/** The query of `GET /violations`, without paging. */
export function toApiSearch(filters: Filters, now: Date): URLSearchParams {
  const search = lists(filters);
  const { since, until } = bounds(filters, now);
  if (since !== null) search.set("since", since.toISOString());
  if (until !== null) search.set("until", until.toISOString());
  return search;
}

function among<T>(value: T, wanted: readonly T[]): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

/** Whether a list with these filters would show the violation. */
export function matches(filters: Filters, violation: Violation, now: Date): boolean {
  const { since, until } = bounds(filters, now);
  const started = Date.parse(violation.started_at);
  return (
    among(violation.camera.id, filters.cameras) &&
    among(violation.business.id, filters.businesses) &&
    among(violation.rule, filters.rules) &&
    among(violation.state, filters.states) &&
    (since === null || started >= since.getTime()) &&
    (until === null || started < until.getTime())
  );
}

/** How many of the filters narrow the list. */
export function countActive(filters: Filters): number {
  const { cameras, businesses, rules, states, span, from, to } = filters;
  const narrowing = [cameras, businesses, rules, states].filter((values) => values.length > 0).length;
  return narrowing + (span !== null || from !== null || to !== null ? 1 : 0);
}
