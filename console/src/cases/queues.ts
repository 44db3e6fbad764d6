import { useQuery } from "@tanstack/react-query";
import { type CaseCount, caseCountsQuery, type Queue } from "../api/cases";
import type { Role } from "../api/types";

const ACTS: readonly Role[] = ["cadre", "business", "office", "regulator"];

/** The queues a role works through, the one it opens first in front. */
export function queuesOf(role: Role): Queue[] {
  return ACTS.includes(role) ? ["mine", "open", "overdue", "ended"] : ["open", "overdue", "ended"];
}

/** Whether the role may say that it has found something. */
export function mayFind(role: Role): boolean {
  return ACTS.includes(role);
}

/** How many cases wait for the reader. */
export function useMyTurn(): CaseCount {
  return useQuery(caseCountsQuery).data?.mine ?? { waiting: 0, overdue: 0 };
}
