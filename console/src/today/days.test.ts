import { expect, test } from "vitest";
import { commitmentNeeds, daysUntil, dayWords, wholeDay } from "./days";

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

test("a commitment is to be signed where none is in force, the text is another, or it ends within a month", () => {
  const now = Date.parse("2026-11-25T04:00:00Z");
  const until = (valid_until: string, is_newest = true) =>
    commitmentNeeds({ signature: { valid_until }, is_newest }, now);
  expect(commitmentNeeds({ signature: null, is_newest: false }, now)?.what).toBe("unsigned");
  expect(until("2027-11-25T04:00:00Z", false)?.what).toBe("renewed");
  expect(until("2027-11-25T04:00:00Z")).toBeNull();
  expect(until("2026-12-05T04:00:00Z")).toEqual({ what: "expires", days: 10 });
});
