import { expect, test } from "vitest";
import { stepsOf } from "./trend";

test("a score holds until the next day on which it changes", () => {
  const points = [
    { day: "2026-11-01", score: 0 },
    { day: "2026-11-06", score: 50 },
  ];
  const { line, area } = stepsOf(points, new Date("2026-11-11T00:00:00Z"), 100, 110);
  expect(line).toBe("M0 110H50V10H100");
  expect(area).toBe(`${line}V110H0Z`);
});

test("one point is a line all the way", () => {
  const { line } = stepsOf([{ day: "2026-11-01", score: 10 }], new Date("2026-11-01T00:00:00Z"), 100, 22);
  expect(line).toBe("M0 12H100");
});
