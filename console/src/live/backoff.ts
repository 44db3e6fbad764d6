const STEPS_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** How long to wait after the `attempt`-th failure in a row (0 = first): stepped, ±20 % by `random` in [0, 1). */
export function backoffMs(attempt: number, random: number): number {
  const step = STEPS_MS[Math.min(attempt, STEPS_MS.length - 1)] ?? STEPS_MS[0];
  return Math.round(step * (0.8 + 0.4 * random));
}

/** Resolves after `ms`, or at once when `signal` is aborted. Never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish);
  });
}
