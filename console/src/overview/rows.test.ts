import { expect, test } from "vitest";
import { rowsBehind } from "./rows";

const period = { since: "2026-09-30T16:00:00Z", until: "2026-11-24T15:59:00Z" };

test("a share leads to those who are missing from it", () => {
  expect(rowsBehind("covered", "a1", period)).toBe("/areas?area=a1&tab=businesses&uncovered=1");
  expect(rowsBehind("signed", "a1", period)).toBe("/areas?area=a1&tab=cadres&unsigned=1");
});

test("what is done leads to the tasks of the quarter that is shown, by the days in China", () => {
  expect(rowsBehind("done", "a1", period)).toBe("/tasks?area=a1&quarter=2026-Q4");
  // Up to the first moment of October in China, which is no part of it.
  const third = { since: "2026-06-30T16:00:00Z", until: "2026-09-30T16:00:00Z" };
  expect(rowsBehind("done", "a1", third)).toBe("/tasks?area=a1&quarter=2026-Q3");
});

test("self-checks are shown of the same area and the same days in China", () => {
  expect(rowsBehind("checks", "a1", period)).toBe("/self-checks?area=a1&since=2026-10-01&until=2026-11-24");
});
