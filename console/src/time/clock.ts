import { useSyncExternalStore } from "react";

/** One timer for everyone who shows an age; stands still while nobody does. */
class Clock {
  private readonly listeners = new Set<() => void>();
  private readonly periodMs: number;
  private timer: ReturnType<typeof setInterval> | undefined;
  private now = Date.now();

  constructor(periodMs: number) {
    this.periodMs = periodMs;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.now = Date.now();
    this.timer ??= setInterval(() => {
      this.now = Date.now();
      for (const tell of this.listeners) tell();
    }, this.periodMs);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  };

  read = (): number => this.now;
}

const everySecond = new Clock(1_000);
const everyTenSeconds = new Clock(10_000);

/** The present in milliseconds since the epoch; the component renders again as it passes. */
export function useNow(pace: "second" | "ten-seconds" = "ten-seconds"): number {
  const clock = pace === "second" ? everySecond : everyTenSeconds;
  return useSyncExternalStore(clock.subscribe, clock.read);
}
