import { expect, test } from "vitest";
import type { Verdict } from "../api/selfChecks";
import { missingIn, soonDue } from "./completeness";

const item = (verdict: Verdict, note = "") => ({ key: verdict, verdict, note });
const record = { person: "Li", items: [item("ok"), item("none")], zero_risk: true, note: "" };

test.each([
  [record, 0, null],
  [{ ...record, person: " " }, 0, "person"],
  [{ ...record, zero_risk: false }, 0, "zero"],
  [record, 2, "why"],
  [{ ...record, note: "false alarms" }, 2, null],
  [{ ...record, zero_risk: false, items: [item("problem")] }, 0, "note"],
  [{ ...record, zero_risk: false, items: [item("problem", "put right")] }, 3, null],
] as const)("case %#", (given, violations, missing) => {
  expect(missingIn({ ...given, items: [...given.items] }, violations)).toBe(missing);
});

test("what is to be filed within a day, and what is late", () => {
  const now = Date.parse("2026-11-25T04:00:00Z");
  const due = (hours: number, owed = true) => ({
    kind: "daily" as const,
    due_at: new Date(now + hours * 3600_000).toISOString(),
    owed,
    filed: null,
  });
  const [today, later, late, closed] = [due(10), due(30), due(-14), due(-14, false)];
  expect(soonDue([today, later, late, closed], now)).toEqual({ soon: [today], late: [late] });
});
