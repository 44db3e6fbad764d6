import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import type { Connection, LiveUpdates } from "./updates";

export const LiveContext = createContext<LiveUpdates | null>(null);

export function useLive(): LiveUpdates {
  const live = useContext(LiveContext);
  if (live === null) throw new Error("no LiveContext");
  return live;
}

export function useConnection(): Connection {
  const live = useLive();
  return useSyncExternalStore(live.onState, live.getState);
}

/** Follows the boxes of these cameras while mounted and `wanted`. */
export function useFollow(cameraIds: readonly string[], wanted: boolean): void {
  const live = useLive();
  const joined = [...cameraIds].sort().join();
  useEffect(() => {
    if (!wanted || joined === "") return;
    return live.follow(joined.split(","));
  }, [live, joined, wanted]);
}
