import { describe, expect, test } from "vitest";
import { violation } from "../testing";
import { certainty } from "./certainty";
import { story } from "./story";
import { toneFor } from "./tone";

describe("certainty", () => {
  const sure = (missing: number, present: number, peak_score: number) =>
    certainty({ votes: { missing, present, unseen: 99 }, peak_score });

  test("needs one-sided votes, enough of them, and a clear look", () => {
    expect(sure(20, 1, 0.9)).toBe("high");
    expect(sure(4, 0, 0.9)).toBe("fair");
    expect(sure(20, 1, 0.6)).toBe("fair");
    expect(sure(15, 5, 0.9)).toBe("fair");
    expect(sure(10, 9, 0.9)).toBe("low");
    expect(sure(20, 0, 0.3)).toBe("low");
  });

  test("nothing seen is nothing known", () => {
    expect(sure(0, 0, 0.9)).toBe("low");
  });
});

describe("story", () => {
  const kinds = (part: Parameters<typeof violation>[0]) => story(violation(part)).map(({ kind }) => kind);

  test("of one that goes on unanswered ends with what is awaited", () => {
    expect(kinds({})).toEqual(["started", "detected", "lastSeen", "waiting"]);
  });

  test("keeps the order of time, also when acknowledged before the end", () => {
    const acknowledged_at = "2026-03-01T04:00:20.000Z";
    const ended_at = "2026-03-01T04:00:40.000Z";
    expect(kinds({ acknowledged_at, ended_at })).toEqual(["started", "detected", "acknowledged", "ended"]);
    expect(kinds({ acknowledged_at: ended_at, ended_at: acknowledged_at })).toEqual([
      "started",
      "detected",
      "ended",
      "acknowledged",
    ]);
  });
});

test("red is for the one who must act", () => {
  expect(toneFor("business", { state: "open" })).toBe("act");
  expect(toneFor("cadre", { state: "open" })).toBe("wait");
  expect(toneFor("business", { state: "acknowledged" })).toBe("done");
});
