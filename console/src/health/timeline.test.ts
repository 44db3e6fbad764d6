import { describe, expect, test } from "vitest";
import { camera, healthFinding } from "../testing";
import { withHealth } from "./kinds";
import { segments } from "./timeline";

const HOUR = 3_600_000;
const NOON = Date.parse("2026-03-01T12:00:00.000Z");
const at = (hours: number) => new Date(NOON + hours * HOUR).toISOString();

describe("segments", () => {
  test("are cut to the strip, and what goes on reaches its end", () => {
    const found = segments(
      [
        healthFinding({ id: "before", began_at: at(-5), ended_at: at(1) }),
        healthFinding({ id: "now", began_at: at(8), ended_at: null }),
      ],
      NOON,
      NOON + 10 * HOUR,
    );
    expect(found.map(({ finding, left, width }) => [finding.id, left, width])).toEqual([
      ["before", 0, 0.1],
      ["now", 0.8, 0.2],
    ]);
  });

  test("what lies outside is left out", () => {
    expect(segments([healthFinding({ began_at: at(-5), ended_at: at(-4) })], NOON, NOON + HOUR)).toEqual([]);
  });

  test("what matters most is drawn last", () => {
    const kinds = segments(
      [
        healthFinding({ kind: "offline", began_at: at(0) }),
        healthFinding({ kind: "low_fps", began_at: at(0) }),
        healthFinding({ kind: "covered", began_at: at(0) }),
      ],
      NOON,
      NOON + HOUR,
    ).map(({ finding }) => finding.kind);
    expect(kinds).toEqual(["low_fps", "covered", "offline"]);
  });
});

describe("withHealth", () => {
  const cameras = [camera({ id: "c1", health: ["moved"] }), camera({ id: "c2" })];

  test("adds in order and takes away", () => {
    const began = withHealth(cameras, "began", healthFinding({ kind: "offline" }));
    expect(began?.[0]?.health).toEqual(["offline", "moved"]);
    const ended = withHealth(began, "ended", healthFinding({ kind: "moved" }));
    expect(ended?.[0]?.health).toEqual(["offline"]);
  });

  test("leaves the others, and what says nothing new, as they are", () => {
    const after = withHealth(cameras, "began", healthFinding({ kind: "moved" }));
    expect(after?.[0]).toBe(cameras[0]);
    expect(after?.[1]).toBe(cameras[1]);
    expect(withHealth(cameras, "acknowledged", healthFinding())).toBe(cameras);
  });
});
