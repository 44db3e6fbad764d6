import { expect, test } from "vitest";
import { rowsBehind } from "./rows";

const period = { since: "2026-09-30T16:00:00Z", until: "2026-11-24T15:59:00Z" };

test("a share leads to those who are missing from it", () => {
  expect(rowsBehind("covered", "a1", period)).toBe("/areas?area=a1&tab=businesses&uncovered=1");
  expect(rowsBehind("signed", "a1", period)).toBe("/areas?area=a1&tab=cadres&unsigned=1");
});

test("self-checks are shown of the same area and the same days in China", () => {
  expect(rowsBehind("checks", "a1", period)).toBe("/self-checks?area=a1&since=2026-10-01&until=2026-11-24");
});
