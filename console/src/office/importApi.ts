import { queryOptions } from "@tanstack/react-query";
import { get, send } from "../api/client";

export type Listing = "areas" | "cadres" | "businesses";
export const LISTINGS: readonly Listing[] = ["areas", "cadres", "businesses"];

export interface Said {
  zh: string;
  en: string;
}

export interface Fault {
  /** As the spreadsheet counts. */
  line: number;
  column: Said;
  what: Said;
}

export type Flaw = "empty" | "missing" | "twice" | "too_large" | "too_many" | "no_workbook" | "no_table";

export interface Import {
  id: string;
  listing: Listing;
  dry_run: boolean;
  state: "reading" | "writing" | "done" | "failed" | "cancelled";
  done: number;
  total: number;
  failure: string;
  /** Why the file cannot be taken in, where it is that, and which columns that is about. */
  flaw: Flaw | null;
  flawed: string[];
  report: {
    rows: number;
    added: number;
    changed: number;
    unchanged: number;
    skipped: number;
    assigned: number;
    faults: Fault[];
    faults_total: number;
    /** Rows taken in, after which a cadre no longer fits. */
    unfit: Fault[];
    unfit_total: number;
  } | null;
}

export function isRunning(job: Import): boolean {
  return job.state === "reading" || job.state === "writing";
}

const POLL_MS = 500;

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ["import", id],
    queryFn: ({ signal }) => get<Import>(`imports/${id}`, signal),
    refetchInterval: ({ state }) => (state.data === undefined || isRunning(state.data) ? POLL_MS : false),
  });
}

export async function startImport(listing: Listing, file: File, dryRun: boolean): Promise<Import> {
  const response = await send(`imports?listing=${listing}&dry_run=${dryRun}`, {
    method: "POST",
    body: file,
    headers: { "Content-Type": "application/octet-stream" },
  });
  return (await response.json()) as Import;
}

export async function cancelImport(id: string): Promise<void> {
  await send(`imports/${id}`, { method: "DELETE" });
}
