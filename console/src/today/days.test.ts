import { expect, test } from "vitest";
import { daysUntil, dayWords, wholeDay } from "./days";

test("a day is the same day in every zone", () => {
  expect(dayWords("2026-12-31", "en")).toBe("Dec 31");
  expect(dayWords("2026-12-31", "zh-CN")).toBe("12月31日");
});

test("days are counted by the reader's calendar, not by hours", () => {
  expect(daysUntil("2026-11-02", new Date(2026, 10, 2, 23, 59))).toBe(0);
  expect(daysUntil("2026-11-03", new Date(2026, 10, 2, 23, 59))).toBe(1);
  expect(daysUntil("2026-11-03", new Date(2026, 10, 2, 0, 1))).toBe(1);
  expect(daysUntil("2026-10-31", new Date(2026, 10, 2))).toBe(-2);
});

test("a day with its year", () => {
  expect(wholeDay("2026-11-02", "en")).toBe("Nov 2, 2026");
  expect(wholeDay("2026-11-02", "zh-CN")).toBe("2026年11月2日");
});
