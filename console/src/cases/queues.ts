import { useQuery } from "@tanstack/react-query";
import { caseCountsQuery, type Queue } from "../api/cases";
import { useUser } from "../api/session";
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

/** How many cases wait for the reader's party. */
export function useMyTurn(): { waiting: number; overdue: number } {
  const { role } = useUser();
  const { data } = useQuery(caseCountsQuery);
  const party = ACTS.includes(role) ? (role as "cadre" | "business" | "office" | "regulator") : undefined;
  return (party && data?.[party]) ?? { waiting: 0, overdue: 0 };
}
