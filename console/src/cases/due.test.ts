import { expect, test } from "vitest";
import { dueOf, urgencyOf } from "./due";

const HOUR = 3_600_000;

test.each([
  [0, false, 24, 0, "calm"],
  [6, false, 18, 0.25, "calm"],
  [18, false, 6, 0.75, "soon"],
  [24, true, 0, 1, "overdue"],
  [30, true, 6, 1, "overdue"],
  [-1, false, 25, 0, "calm"],
])("%s hours after the turn began", (hours, overdue, left, used, urgency) => {
  const due = dueOf(0, 24 * HOUR, hours * HOUR);
  expect(due).toEqual({ overdue, ms: left * HOUR, used });
  expect(urgencyOf(due)).toBe(urgency);
});

test("a turn without length is no division by zero", () => {
  expect(dueOf(5, 5, 5)).toEqual({ overdue: true, ms: 0, used: 0 });
});
