import { expect, test } from "vitest";
import { daysOf, periodsOver, weekOf } from "./periods";

test("a week is from Monday, a month and a quarter from their first", () => {
  expect(daysOf("weekly", "2026-11-01")).toEqual({ first: "2026-10-26", last: "2026-11-01" });
  expect(daysOf("monthly", "2028-02-10")).toEqual({ first: "2028-02-01", last: "2028-02-29" });
  expect(daysOf("quarterly", "2026-11-25")).toEqual({ first: "2026-10-01", last: "2026-12-31" });
});

test("only periods that are over are offered, without a gap", () => {
  const weeks = periodsOver("weekly", "2026-11-25", 3);
  expect(weeks.map(({ last }) => last)).toEqual(["2026-11-22", "2026-11-15", "2026-11-08"]);
  expect(periodsOver("quarterly", "2026-01-01", 2).map(({ first }) => first)).toEqual([
    "2025-10-01",
    "2025-07-01",
  ]);
});

test("weeks count as ISO 8601 says", () => {
  expect(weekOf("2025-12-29")).toEqual({ year: 2026, week: 1 });
  expect(weekOf("2026-12-28")).toEqual({ year: 2026, week: 53 });
});
