import { describe, expect, it } from "vitest";
import type { Clip } from "../api/types";
import { violation } from "../testing";
import { fileName, markOf, minutes, whyNoClip } from "./clip";

const snapshot = violation().original;
const taken = Date.parse(snapshot.captured_at);
const clip: Clip = {
  ...snapshot,
  captured_at: new Date(taken - 10_400).toISOString(),
  duration_ms: 20_900,
};

describe("whyNoClip", () => {
  it("tells what is still to come from what has gone wrong", () => {
    expect(whyNoClip(violation(), taken + 5_000)).toBe("coming");
    expect(whyNoClip(violation(), taken + 600_000)).toBe("lost");
    expect(whyNoClip(violation({ clip_trouble: "codec" }), taken + 5_000)).toBe("codec");
  });
});

describe("markOf", () => {
  it("is the snapshot's place in the clip", () => {
    expect(markOf(clip, snapshot)).toBeCloseTo(10.4);
  });

  it("is none where another snapshot has become the best", () => {
    expect(markOf(clip, { ...snapshot, captured_at: new Date(taken + 30_000).toISOString() })).toBeNull();
    expect(markOf(clip, { ...snapshot, captured_at: new Date(taken - 30_000).toISOString() })).toBeNull();
  });
});

describe("words of a clip", () => {
  it("are minutes and seconds", () => {
    expect([minutes(-0.2), minutes(9.9), minutes(61)]).toEqual(["0:00", "0:09", "1:01"]);
  });

  it("are a file name that every system takes", () => {
    expect(fileName("未戴口罩", "热灶/1", clip)).toBe("2026-03-01-03-59-50 热灶_1 未戴口罩.mp4");
  });
});
