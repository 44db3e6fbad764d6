import { expect, test } from "vitest";
import type { Verdict } from "../api/selfChecks";
import { missingIn } from "./completeness";

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
