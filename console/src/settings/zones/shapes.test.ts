import { describe, expect, it } from "vitest";
import type { Zone } from "../../api/settings";
import {
  areaOf,
  begin,
  crossesItself,
  faultOf,
  moved,
  nudge,
  pointAt,
  redo,
  rest,
  split,
  step,
  undo,
  without,
} from "./shapes";

function zone(part: Partial<Zone> = {}): Zone {
  return {
    name: "Stove",
    points: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
    demands: ["mask"],
    hours: [],
    ...part,
  };
}

describe("shapes", () => {
  it("keeps points in the picture", () => {
    expect(pointAt(-0.2, 1.7)).toEqual([0, 1]);
    expect(pointAt(0.123456, 0.5)).toEqual([0.1235, 0.5]);
  });

  it("splits a side in its middle, the last one too", () => {
    expect(split(zone(), 0).points[1]).toEqual([0.5, 0]);
    expect(split(zone(), 3).points[4]).toEqual([0, 0.5]);
    expect(areaOf(split(zone(), 3).points)).toBe(1);
  });

  it("moves one point and takes one away, but never the third", () => {
    expect(moved(zone(), 2, [0.5, 0.5]).points[2]).toEqual([0.5, 0.5]);
    const triangle = without(zone(), 0);
    expect(triangle.points).toHaveLength(3);
    expect(without(triangle, 0)).toBe(triangle);
  });

  it("sees sides that cross", () => {
    expect(crossesItself(zone().points)).toBe(false);
    expect(
      crossesItself([
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
      ]),
    ).toBe(true);
  });

  it("knows arrow keys", () => {
    expect(nudge("ArrowLeft", false)).toEqual([-0.005, 0]);
    expect(nudge("ArrowDown", true)).toEqual([0, 0.02]);
    expect(nudge("a", false)).toBeNull();
  });
});

describe("faults", () => {
  it.each([
    [{ name: " " }, "unnamed"],
    [{ name: "Sink" }, "twice"],
    [
      {
        points: [
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 1],
        ],
      },
      "crosses",
    ],
    [
      {
        points: [
          [0, 0],
          [0.5, 0.5],
          [1, 1],
        ],
      },
      "flat",
    ],
    [{ hours: [{ days: [], start: "10:00", end: "12:00" }] }, "hours"],
    [{}, null],
  ] as const)("%o is %s", (part, fault) => {
    const one = zone(part as Partial<Zone>);
    expect(faultOf(one, [one, zone({ name: "Sink" })])).toBe(fault);
  });
});

describe("history", () => {
  const a = [zone({ name: "a" })];
  const b = [zone({ name: "b" })];
  const c = [zone({ name: "c" })];

  it("goes back and forth, and forgets what was undone when something else is done", () => {
    const drawn = step(step(begin(a), b), c);
    expect(undo(drawn).present).toBe(b);
    expect(undo(undo(undo(drawn))).present).toBe(a);
    expect(redo(undo(drawn)).present).toBe(c);
    expect(redo(step(undo(drawn), a)).present).toBe(a);
  });

  it("undoes a drag as one step, and two drags as two", () => {
    const dragged = step(step(begin(a), b, "drag"), c, "drag");
    expect(undo(dragged).present).toBe(a);
    const twice = step(rest(step(begin(a), b, "drag")), c, "drag");
    expect(undo(twice).present).toBe(b);
  });

  it("takes no step where nothing changed", () => {
    const start = begin(a);
    expect(step(start, a)).toBe(start);
  });
});
