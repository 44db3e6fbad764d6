import { describe, expect, it } from "vitest";
import type { Detections } from "../api/types";
import { BoxDelay, CLOCK_RATE, laterMs, ptsIn, streamOf } from "./pictureTime";

describe("ptsIn", () => {
  it("is that of the stream on the screen", () => {
    const found = { pts: 100, main_pts: 7 } as Detections;
    expect([ptsIn("sub", found), ptsIn("main", found), ptsIn(undefined, found)]).toEqual([100, 7, 100]);
    expect(ptsIn("main", { ...found, main_pts: null })).toBeNull();
  });

  it("goes by what the service gives, which may not be what was asked for", () => {
    expect(streamOf(new Response(null, { headers: { "X-Stream": "sub" } }))).toBe("sub");
    expect(streamOf(new Response(null, { headers: { "X-Stream": "main" } }))).toBe("main");
  });
});

describe("laterMs", () => {
  it("is signed", () => {
    expect(laterMs(90_000, 45_000)).toBe(500);
    expect(laterMs(45_000, 90_000)).toBe(-500);
  });

  it("does not mind that RTP time stamps wrap", () => {
    expect(laterMs(9_000, 2 ** 32 - 9_000)).toBe(200);
    expect(laterMs(2 ** 32 + 90_000, 0)).toBe(1000);
  });
});

describe("BoxDelay", () => {
  it("waits for late boxes and the time between them, and asks once", () => {
    const delay = new BoxDelay();
    const asked = [];
    for (let index = 0; index < 40; index += 1) {
      const pts = index * 0.25 * CLOCK_RATE;
      const wait = asked.at(-1) ?? 0;
      const change = delay.arrived(pts, pts + (0.1 - wait / 1000) * CLOCK_RATE);
      if (change !== null) asked.push(change);
    }
    expect(asked).toEqual([390]);
  });

  it("never asks for more than can be borne", () => {
    expect(new BoxDelay().arrived(0, 5 * CLOCK_RATE)).toBe(400);
  });
});
