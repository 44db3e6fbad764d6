import { expect, test } from "vitest";
import type { Figures } from "./figures";
import { measured, rank } from "./measures";

function figures(part: Partial<Figures> = {}): Figures {
  const none = { due: 0, in_time: 0, late: 0, missing: 0 };
  return {
    businesses: 10,
    covered: 10,
    cadres: 2,
    signed: 1,
    tasks: { due: 0, done: 0, late: 0, overdue: 0 },
    cases: { opened: 0, closed: 0, unfounded: 0, open: 0, overdue: 0 },
    corrections: { count: 0, median_s: null, mean_s: null },
    checks: { daily: none, weekly: none, monthly: none },
    online: { wanted_s: 0, online_s: 0, rate: null },
    ...part,
  };
}

const area = (name: string, part: Partial<Figures>) => ({ name, figures: figures(part) });

test("nothing to measure is no zero", () => {
  expect(measured("done", figures())).toBeNull();
  expect(measured("correction", figures())).toBeNull();
  expect(measured("signed", figures())).toBe(0.5);
  expect(measured("overdue", figures())).toBe(0);
});

test("the best comes first whichever way is better, what has no value last", () => {
  const areas = [
    area("a", { online: { wanted_s: 1, online_s: 1, rate: 0.5 }, cases: { ...figures().cases, open: 8 } }),
    area("b", { online: { wanted_s: 1, online_s: 1, rate: 0.9 }, cases: { ...figures().cases, open: 2 } }),
    area("c", {}),
  ];
  expect(rank(areas, "online").map(({ item }) => item.name)).toEqual(["b", "a", "c"]);
  const open = rank(areas, "open");
  expect(open.map(({ item }) => item.name)).toEqual(["c", "b", "a"]);
  expect(open.map(({ length }) => length)).toEqual([0, 0.25, 1]);
  expect(open.map(({ isBest, isWorst }) => [isBest, isWorst])).toEqual([
    [true, false],
    [false, false],
    [false, true],
  ]);
});

test("where all are alike nobody is best or worst", () => {
  const ranked = rank([area("a", {}), area("b", {})], "covered");
  expect(ranked.some(({ isBest, isWorst }) => isBest || isWorst)).toBe(false);
});
