import { describe, expect, test } from "vitest";
import { absoluteTime, clockTime, duration, relativeTime } from "./relative";

const now = new Date(2026, 2, 15, 14, 30, 0).getTime();
const ago = (seconds: number, language = "en") =>
  relativeTime(now - seconds * 1000, now, language, "just now");

describe("relativeTime", () => {
  test("names one unit, rounded down", () => {
    expect(ago(12)).toBe("12s ago");
    expect(ago(119)).toBe("1m ago");
    expect(ago(3 * 3600 + 3599)).toBe("3h ago");
    expect(ago(2 * 86400 + 10)).toBe("2d ago");
    expect(ago(180, "zh-CN")).toBe("3分钟前");
  });

  test("the last seconds, and a future that is only another clock, are just now", () => {
    expect(ago(0)).toBe("just now");
    expect(ago(9.9)).toBe("just now");
    expect(ago(-300)).toBe("just now");
  });

  test("after a week it is a date, with the year when that differs", () => {
    expect(ago(7 * 86400)).toBe("Mar 8");
    expect(ago(400 * 86400)).toBe("Feb 8, 2025");
  });
});

describe("duration", () => {
  test("shows the two largest units that follow each other", () => {
    expect(duration(42_000, "en")).toBe("42 sec");
    expect(duration(65_000, "en")).toBe("1 min 5 sec");
    expect(duration(120_000, "en")).toBe("2 min");
    expect(duration(3_605_000, "en")).toBe("1 hr");
    expect(duration(3_725_000, "en")).toBe("1 hr 2 min");
    expect(duration(93_600_000, "en")).toBe("1 day 2 hr");
    expect(duration(65_000, "zh-CN")).toBe("1分钟 5秒");
  });

  test("is never below a second", () => {
    expect(duration(0, "en")).toBe("1 sec");
    expect(duration(-5_000, "en")).toBe("1 sec");
  });
});

test("a clock time carries its date only on other days", () => {
  expect(clockTime(now - 3_600_000, now, "en")).toBe("13:30:00");
  expect(clockTime(now - 86_400_000, now, "en")).toContain("03/14");
});

test("an absolute time says date, time and zone", () => {
  const text = absoluteTime(now, "zh-CN");
  const zone = new Intl.DateTimeFormat("zh-CN", { timeZoneName: "short" })
    .formatToParts(now)
    .find(({ type }) => type === "timeZoneName")?.value;
  for (const part of ["2026/03/15", "14:30:00", zone ?? "no zone"]) expect(text).toContain(part);
});
