import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post, send } from "./client";
import { sendPicture, type Uploaded } from "./pictures";
import type { Ground, Named, Page, RuleName, Violation } from "./types";

/** The nouns of /api/v1/cases as they come over the wire. */

export type CaseState =
  | "found"
  | "confirmed"
  | "notified"
  | "corrected"
  | "rechecked"
  | "appealed"
  | "escalated"
  | "claimed"
  | "referred"
  | "handled"
  | "rejected"
  | "closed";
export type Act =
  | "find"
  | "confirm"
  | "reject"
  | "notify"
  | "correct"
  | "pass"
  | "fail"
  | "appeal"
  | "uphold"
  | "dismiss"
  | "escalate"
  | "claim"
  | "give_back"
  | "refer"
  | "handle"
  | "close"
  | "reopen"
  | "note";
export type Party = "system" | "cadre" | "business" | "office" | "regulator";
export type Source = "detector" | "cadre" | "business" | "public";
export const MATTERS = [
  "mask",
  "hat",
  "gloves",
  "hygiene",
  "clean",
  "handling",
  "spoiled",
  "pests",
  "licence",
  "records",
  "other",
] as const;
/** What somebody has found, in one word. */
export type Matter = (typeof MATTERS)[number];
export type Severity = "minor" | "illegal";
export type Outcome = "no_violation" | "corrected" | "handled";
export type PictureKind = "before" | "after" | "other";
export type ReminderKind = "soon" | "overdue" | "still";

/** The item of an inspection's check-list that words are about, and what the inspector says of it. */
export interface Asked {
  zh: string;
  en: string;
  note: string;
}

export interface CaseLine {
  id: string;
  business: Named;
  /** Null for what no rule covers; `what` then says it. */
  rule: RuleName | null;
  matter: Matter;
  day: string;
  source: Source;
  what: string;
  /** What `what` consists of where an inspection has found it. */
  asked: Asked | null;
  severity: Severity;
  state: CaseState;
  /** Null while open. */
  outcome: Outcome | null;
  /** Whose turn it is; null once ended. */
  owner: { party: Party; name: string | null } | null;
  turn_at: string;
  /** What was said with the step that gave it to its owner. */
  why: string;
  why_asked: Asked | null;
  due_at: string | null;
  /** False where a year's holidays are not announced yet. */
  due_is_certain: boolean;
  overdue: boolean;
  rounds: number;
  opened_at: string;
  ended_at: string | null;
  /** Number of the last step; given back with an act. */
  step: number;
  violations: number;
  violation: Violation | null;
  picture: string | null;
  /** Whether it is the reader's turn; then the first of `acts` is the next step. */
  mine: boolean;
  acts: Act[];
}

export interface CasePicture {
  key: string;
  url: string;
  kind: PictureKind;
  width: number;
  height: number;
}

export interface CaseStep {
  number: number;
  act: Act;
  by: { party: Party; name: string | null };
  at: string;
  reason: string;
  asked: Asked | null;
  ground: Ground | null;
  pictures: CasePicture[];
  state: CaseState;
  due_at: string | null;
  link: string;
}

export interface Reminded {
  kind: ReminderKind;
  party: Party;
  due_at: string;
  at: string;
}

/** What somebody of the public said. */
export interface Tip {
  matter: Matter;
  what: string;
  /** How to reach them; null but for the office. */
  contact: string | null;
  picture: string | null;
  at: string;
}

export interface CaseFile extends CaseLine {
  /** Ids of captures and of inspections that found it. */
  captures: string[];
  inspections: string[];
  /** How many the public sent; 0 to a business. */
  tips: number;
  /** Oldest first. */
  steps: CaseStep[];
  reminders: Reminded[];
  violation_list: Violation[];
  /** Whether every step is as it was written and in its place. */
  intact: boolean;
}

export interface CaseChange {
  change: string;
  case_id: string;
  reminder: ReminderKind | null;
  parties: Party[];
}

export interface ActGiven {
  act: Act;
  reason?: string;
  ground?: Ground;
  pictures?: { kind: PictureKind; key: string }[];
  /** The last step seen. */
  step: number;
}

export const QUEUES = ["mine", "open", "overdue", "ended"] as const;
export type Queue = (typeof QUEUES)[number];

const SEARCHES: Record<Queue, string> = {
  mine: "mine=true&by_deadline=true",
  open: "by_deadline=true",
  overdue: "overdue=true&by_deadline=true",
  ended: "state=closed&state=rejected",
};

const PAGE_SIZE = 50;

/** Of one business, of an area with all below it, of one matter. */
export interface CasesOf {
  business?: string | null;
  area?: string | null;
  matter?: Matter | null;
}

export function casesQuery(queue: Queue, { business = null, area = null, matter = null }: CasesOf = {}) {
  return infiniteQueryOptions({
    queryKey: ["cases", queue, business, area, matter],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams(SEARCHES[queue]);
      search.set("limit", String(PAGE_SIZE));
      if (business !== null) search.set("business_id", business);
      if (area !== null) search.set("area_id", area);
      if (matter !== null) search.set("matter", matter);
      if (pageParam !== null) search.set("cursor", pageParam);
      return get<Page<CaseLine>>(`cases?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

export function caseQuery(id: string) {
  return queryOptions({
    queryKey: ["case", id],
    queryFn: ({ signal }) => get<CaseFile>(`cases/${encodeURIComponent(id)}`, signal),
    staleTime: 15_000,
  });
}

/** The case that a violation feeds, if there is one. */
export function caseOfQuery(violationId: string) {
  return queryOptions({
    queryKey: ["cases", "of", violationId],
    queryFn: async ({ signal }) => {
      const page = await get<Page<CaseLine>>(
        `cases?violation_id=${encodeURIComponent(violationId)}&limit=1`,
        signal,
      );
      return page.items[0] ?? null;
    },
    staleTime: 15_000,
  });
}

export function tipsQuery(id: string) {
  return queryOptions({
    queryKey: ["case", id, "tips"],
    queryFn: async ({ signal }) =>
      (await get<{ items: Tip[] }>(`cases/${encodeURIComponent(id)}/tips`, signal)).items,
    staleTime: 15_000,
  });
}

export interface FindingGiven {
  business_id: string;
  matter: Matter;
  what: string;
  by_public: boolean;
  /** In base64. */
  photo: string | null;
}

export function openCase(given: FindingGiven): Promise<CaseFile> {
  return post<CaseFile>("cases", given);
}

export interface CaseCount {
  waiting: number;
  overdue: number;
}

export interface CaseCounts {
  parties: Partial<Record<Party, CaseCount>>;
  /** Where it is the reader's turn: not where a colleague has claimed. */
  mine: CaseCount;
}

export const caseCountsQuery = queryOptions({
  queryKey: ["cases", "counts"],
  queryFn: ({ signal }) => get<CaseCounts>("cases/counts", signal),
  staleTime: 15_000,
});

export function actOn(id: string, given: ActGiven): Promise<CaseFile> {
  return post<CaseFile>(`cases/${encodeURIComponent(id)}/acts`, given);
}

/** The page is being left: the request outlives it, its answer is nobody's. */
export function actOnLeaving(id: string, given: ActGiven): void {
  void send(`cases/${encodeURIComponent(id)}/acts`, {
    method: "POST",
    body: JSON.stringify(given),
    headers: { "Content-Type": "application/json" },
    keepalive: true,
  }).catch(() => {});
}

export function uploadPicture(id: string, picture: Blob): Promise<Uploaded> {
  return sendPicture(`cases/${encodeURIComponent(id)}/pictures`, picture);
}
