import { describe, expect, it } from "vitest";
import type { Box, Detections, Label } from "../api/types";
import { boxesAt } from "./between";
import { CLOCK_RATE } from "./pictureTime";

const box = (left: number, label: Label = "person", track: number | null = 1): Box => ({
  label,
  score: 0.9,
  xyxy: [left, 0.2, left + 0.1, 0.4],
  track_id: track,
  alert: false,
});

const seen = (seconds: number, ...boxes: Box[]): Detections => ({
  camera_id: "c",
  run: 0,
  media_ns: 0,
  pts: seconds * CLOCK_RATE,
  main_pts: null,
  captured_at: "",
  width: 1,
  height: 1,
  boxes,
});

const lefts = (boxes: readonly Box[] | null) => boxes?.map((item) => Number(item.xyxy[0].toFixed(3)));

describe("boxesAt", () => {
  const recent = [seen(1, box(0.1)), seen(1.25, box(0.14))];

  it("moves a box to where it is between two pictures", () => {
    expect(lefts(boxesAt(recent, 1.0 * CLOCK_RATE, 300))).toEqual([0.1]);
    expect(lefts(boxesAt(recent, 1.0625 * CLOCK_RATE, 300))).toEqual([0.11]);
    expect(lefts(boxesAt(recent, 1.1875 * CLOCK_RATE, 300))).toEqual([0.13]);
  });

  it("leaves them where they were last seen while nothing newer is there", () => {
    expect(lefts(boxesAt(recent, 1.4 * CLOCK_RATE, 300))).toEqual([0.14]);
    expect(boxesAt(recent, 1.6 * CLOCK_RATE, 300)).toBeNull();
    expect(boxesAt([], 0, 300)).toBeNull();
  });

  it("does not mix up people, kinds or places", () => {
    const far = seen(1.25, box(0.14, "person", 2), box(0.12, "mask", 1), box(0.8, "person", 1));
    expect(lefts(boxesAt([seen(1, box(0.1)), far], 1.1 * CLOCK_RATE, 300))).toEqual([0.1]);
  });

  it("does not mix over a long gap", () => {
    expect(lefts(boxesAt([seen(1, box(0.1)), seen(3, box(0.12))], 1.1 * CLOCK_RATE, 300))).toEqual([0.1]);
  });
});
