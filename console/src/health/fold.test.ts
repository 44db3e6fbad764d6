import { describe, expect, test } from "vitest";
import type { AreaRate } from "../api/types";
import { healthFinding } from "../testing";
import { areaLines, illSince, isUnfolded } from "./fold";

describe("isUnfolded", () => {
  test("what the address says counts", () => {
    expect(isUnfolded("listed", 900, false)).toBe(true);
    expect(isUnfolded("folded", 1, true)).toBe(false);
  });

  test("otherwise the few are listed, and the many when one of them is sought", () => {
    expect(isUnfolded(null, 4, false)).toBe(true);
    expect(isUnfolded(null, 5, false)).toBe(false);
    expect(isUnfolded("nonsense", 5, true)).toBe(true);
  });
});

describe("illSince", () => {
  test("is when the oldest of what goes on began", () => {
    const findings = [
      healthFinding({ began_at: "2026-03-02T04:00:00.000Z" }),
      healthFinding({ began_at: "2026-03-01T05:00:00.000Z" }),
      healthFinding({ began_at: "2026-03-01T04:00:00.000Z", ended_at: "2026-03-01T04:30:00.000Z" }),
    ];
    expect(illSince(findings)).toBe("2026-03-01T05:00:00.000Z");
    expect(illSince(findings.slice(2))).toBeNull();
  });
});

describe("areaLines", () => {
  const area = (id: string, parent_id: string | null): AreaRate => ({
    id,
    name: id,
    parent_id,
    wanted_s: 1,
    online_s: 1,
    rate: 1,
  });
  const areas = [area("city", null), area("east", "city"), area("town", "east"), area("west", "city")];
  const listed = (...opened: string[]) =>
    areaLines(areas, new Set(opened)).map(
      (line) => `${line.area.id} ${line.depth}${line.hasMore ? "+" : ""}`,
    );

  test("show what lies in those that are open", () => {
    expect(listed()).toEqual(["city 0+"]);
    expect(listed("city")).toEqual(["city 0+", "east 1+", "west 1"]);
    expect(listed("city", "east")).toEqual(["city 0+", "east 1+", "town 2", "west 1"]);
  });

  test("what lies in a closed one stays hidden, though it is open itself", () => {
    expect(listed("east")).toEqual(["city 0+"]);
  });

  test("whose own area begins below the top starts there", () => {
    expect(areaLines(areas.slice(1, 3), new Set(["east"])).map(({ depth }) => depth)).toEqual([0, 1]);
  });
});
