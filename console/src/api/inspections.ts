import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Capture } from "./captures";
import { get, post, put, remove } from "./client";
import type { Named, Page } from "./types";

export type Answer = "ok" | "problem" | "unseen";

export interface Step {
  key: string;
  /** Null for what no camera shows. */
  camera_id: string | null;
  name: string;
  place: string;
  items: { key: string; text: { zh: string; en: string } }[];
}

export interface Given {
  step: string;
  item: string;
  answer: Answer;
  note: string;
  capture_ids: string[];
  /** The case that this problem opened; none in a draft. */
  case_id?: string | null;
}

/** An inspection in a list; a draft while `finished_at` is null. */
export interface InspectionBrief {
  id: string;
  business: Named;
  inspector: { name: string };
  mine: boolean;
  started_at: string;
  updated_at: string;
  asked: number;
  answered: number;
  problems: number;
  unseen: number;
  finished_at: string | null;
  confirmed_at: string | null;
}

export interface Inspection extends InspectionBrief {
  checklist: string;
  steps: Step[];
  answers: Given[];
  /** Those that the answers name. */
  captures: Capture[];
  /** The supervision tasks whose record it is, or is to be. */
  task_ids: string[];
  conclusion: string;
  signed_name: string | null;
  /** SHA-256 of the signed record. */
  digest: string | null;
  confirmed_by: { name: string } | null;
  reply: string;
}

export interface InspectionChange {
  change: "signed" | "confirmed";
  inspection_id: string;
  by: string;
}

interface InspectionPage extends Page<InspectionBrief> {
  open: number;
}

export function inspectionsQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: ["inspections", search],
    queryFn: ({ pageParam, signal }) => {
      const all = new URLSearchParams(search);
      if (pageParam !== null) all.set("cursor", pageParam);
      return get<InspectionPage>(`inspections?${all}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

export function inspectionQuery(id: string) {
  return queryOptions({
    queryKey: ["inspection", id],
    queryFn: ({ signal }) => get<Inspection>(`inspections/${encodeURIComponent(id)}`, signal),
    staleTime: 15_000,
  });
}

/** Begins, or goes on with one's draft for the business; without a task it is for the one due first. */
export function startInspection({
  businessId,
  taskId,
}: {
  businessId: string;
  taskId: string | null;
}): Promise<Inspection> {
  return post<Inspection>("inspections", { business_id: businessId, task_id: taskId });
}

/** `answer` null takes the answer out. */
export function answerItem(
  id: string,
  given: Omit<Given, "answer"> & { answer: Answer | null },
): Promise<Inspection> {
  return put<Inspection>(`inspections/${id}/answers`, given);
}

/** cases: the problems to open cases of. */
export function signInspection(
  id: string,
  name: string,
  conclusion: string,
  cases: { step: string; item: string }[],
): Promise<Inspection> {
  return post<Inspection>(`inspections/${id}/signature`, { name, conclusion, cases });
}

export function dropInspection(id: string): Promise<void> {
  return remove(`inspections/${id}`);
}

export function confirmInspection(id: string, reply: string): Promise<Inspection> {
  return post<Inspection>(`inspections/${id}/confirmation`, { reply });
}
