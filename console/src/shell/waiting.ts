import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { openCapturesQuery } from "../api/captures";
import { inspectionsQuery } from "../api/inspections";
import { camerasQuery } from "../api/queries";
import { useUser } from "../api/session";
import type { Camera } from "../api/types";

export function countOpen(cameras: readonly Camera[]): number {
  return cameras.reduce((sum, camera) => sum + camera.open_violations, 0);
}

/** Signed inspections that the business has not confirmed. */
export const WAITING = "open=true";

/** How many violations, captures and inspections wait for the signed-in person to act; zero for roles that only look. */
export function useWaiting(): number {
  const mustAct = useUser().role === "business";
  const { data = 0 } = useQuery({ ...camerasQuery, enabled: mustAct, select: countOpen });
  const captures = useQuery({ ...openCapturesQuery, enabled: mustAct }).data?.open ?? 0;
  const signed =
    useInfiniteQuery({ ...inspectionsQuery(WAITING), enabled: mustAct }).data?.pages[0]?.open ?? 0;
  return mustAct ? data + captures + signed : 0;
}
