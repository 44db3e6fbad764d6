import { expect, test } from "vitest";
import { backoffMs, pause } from "./backoff";

test("the waits grow in steps, stay bounded and are spread by a fifth either way", () => {
  const middles = Array.from({ length: 9 }, (_, attempt) => backoffMs(attempt, 0.5));
  expect(middles).toEqual(middles.toSorted((a, b) => a - b));
  expect(middles[0]).toBe(500);
  expect(middles.at(-1)).toBe(15_000);
  expect(backoffMs(0, 0)).toBe(400);
  expect(backoffMs(0, 1)).toBe(600);
});

test("a pause ends at once when it is aborted, before or while it lasts", async () => {
  const stop = new AbortController();
  const paused = pause(3_600_000, stop.signal);
  stop.abort();
  await paused;
  await pause(3_600_000, stop.signal);
});
