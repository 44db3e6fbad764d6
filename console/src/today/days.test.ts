import { expect, test } from "vitest";
import { commitmentNeeds, daysUntil, dayWords, quarterInChina, wholeDay } from "./days";

test("a day is the same day in every zone", () => {
  expect(dayWords("2026-12-31", "en")).toBe("Dec 31");
  expect(dayWords("2026-12-31", "zh-CN")).toBe("12月31日");
});

test("days and quarters are those of China, wherever the reader is", () => {
  // 23:59 and 00:01 in China.
  const late = new Date("2026-11-02T15:59:00Z");
  const early = new Date("2026-11-02T16:01:00Z");
  expect(daysUntil("2026-11-02", late)).toBe(0);
  expect(daysUntil("2026-11-03", late)).toBe(1);
  expect(daysUntil("2026-11-03", early)).toBe(0);
  expect(daysUntil("2026-10-31", late)).toBe(-2);
  expect(quarterInChina(new Date("2026-12-31T15:59:00Z"))).toBe("2026-Q4");
  expect(quarterInChina(new Date("2026-12-31T16:01:00Z"))).toBe("2027-Q1");
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
