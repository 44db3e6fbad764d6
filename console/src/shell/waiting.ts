import { useQuery } from "@tanstack/react-query";
import { camerasQuery } from "../api/queries";
import { useUser } from "../api/session";
import type { Camera } from "../api/types";

export function countOpen(cameras: readonly Camera[]): number {
  return cameras.reduce((sum, camera) => sum + camera.open_violations, 0);
}

/** How many violations wait for the signed-in person to act; zero for roles that only look. */
export function useWaiting(): number {
  const mustAct = useUser().role === "business";
  const { data = 0 } = useQuery({ ...camerasQuery, enabled: mustAct, select: countOpen });
  return mustAct ? data : 0;
}
