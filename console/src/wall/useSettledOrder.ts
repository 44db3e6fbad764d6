import { useEffect, useState } from "react";
import { holdOrder } from "./ordering";

const SETTLE_MS = 3_000;

/** Follows `wanted`, but late, and never while `busy`: nothing moves under a pointer or a focus. */
export function useSettledOrder(wanted: string[], busy: boolean): string[] {
  const [shown, setShown] = useState(wanted);
  const key = wanted.join();
  useEffect(() => {
    if (busy) return;
    const timer = setTimeout(() => setShown(key === "" ? [] : key.split(",")), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [key, busy]);
  return holdOrder(shown, wanted);
}
