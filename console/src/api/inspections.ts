import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Capture } from "./captures";
import { get, post, put, remove } from "./client";
import { sendPicture, type Uploaded } from "./pictures";
import type { Mode } from "./tasks";
import type { Named, Page } from "./types";

/** "unseen" is said from afar alone, "absent" (there is no such thing here) on site alone. */
export type Answer = "ok" | "problem" | "unseen" | "absent";

export interface Step {
  key: string;
  /** Null on site, and for what no camera shows. */
  camera_id: string | null;
  /** The camera's, or on site the place's in Chinese; empty for what is of no place. */
  name: string;
  /** Key of a place; "everywhere" or "papers" for what is of none. */
  place: string;
  items: { key: string; text: { zh: string; en: string } }[];
}

export interface Given {
  step: string;
  item: string;
  answer: Answer;
  note: string;
  capture_ids: string[];
  photo_keys: string[];
  /** The case that this problem opened; none in a draft. */
  case_id?: string | null;
}

/** An inspection in a list; a draft while `finished_at` is null. */
export interface InspectionBrief {
  id: string;
  mode: Mode;
  business: Named;
  inspector: { name: string };
  mine: boolean;
  started_at: string;
  updated_at: string;
  asked: number;
  answered: number;
  problems: number;
  unseen: number;
  absent: number;
  finished_at: string | null;
  confirmed_at: string | null;
}

export interface Inspection extends InspectionBrief {
  checklist: string;
  steps: Step[];
  answers: Given[];
  /** Those that the answers name. */
  captures: Capture[];
  /** Taken for it; once it is signed, those that the answers name. */
  photos: Uploaded[];
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

/** Begins, or goes on with one's draft of this mode; without a task it is for the one due first. */
export function startInspection({
  businessId,
  taskId,
  mode,
}: {
  businessId: string;
  taskId: string | null;
  mode: Mode;
}): Promise<Inspection> {
  return post<Inspection>("inspections", { business_id: businessId, task_id: taskId, mode });
}

/** A photo that answers of this draft may name from then on. */
export function addPhoto(id: string, photo: Blob): Promise<Uploaded> {
  return sendPicture(`inspections/${id}/photos`, photo);
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
