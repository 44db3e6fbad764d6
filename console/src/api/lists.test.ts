import { describe, expect, test } from "vitest";
import { violation } from "../testing";
import { compare, flatten, neighbours, type Pages, replace, settle } from "./lists";

const at = (minute: number, id = `v${minute}`) =>
  violation({ id, started_at: new Date(Date.UTC(2026, 2, 1, 4, minute)).toISOString() });

function pages(groups: number[][], more: boolean): Pages {
  return {
    pages: groups.map((minutes, index) => ({
      items: minutes.map((minute) => at(minute)),
      next_cursor: more || index < groups.length - 1 ? `after-${index}` : null,
    })),
    pageParams: groups.map(() => null),
  };
}

const ids = (data: Pages) => flatten(data).map(({ id }) => id);

describe("settle", () => {
  test("a new violation goes to the front, an older one between its neighbours", () => {
    const list = pages(
      [
        [50, 40],
        [30, 10],
      ],
      false,
    );
    expect(ids(settle(list, at(55), true))).toEqual(["v55", "v50", "v40", "v30", "v10"]);
    expect(ids(settle(list, at(20), true))).toEqual(["v50", "v40", "v30", "v20", "v10"]);
    expect(ids(settle(list, at(5), true))).toEqual(["v50", "v40", "v30", "v10", "v5"]);
  });

  test("what is older than all that is loaded waits for its page", () => {
    const list = pages([[50, 40]], true);
    expect(settle(list, at(5), true)).toBe(list);
  });

  test("settling twice is settling once", () => {
    const once = settle(pages([[50, 40]], false), at(45), true);
    expect(ids(settle(once, at(45), true))).toEqual(ids(once));
  });

  test("what no longer belongs leaves; what never was there changes nothing", () => {
    const list = pages([[50, 40]], false);
    expect(ids(settle(list, at(50), false))).toEqual(["v40"]);
    expect(settle(list, at(45), false)).toBe(list);
  });

  test("an empty list takes its first", () => {
    expect(ids(settle(pages([[]], false), at(1), true))).toEqual(["v1"]);
  });
});

test("replace changes only the listed and keeps the others' identity", () => {
  const list = pages([[50, 40]], false);
  const changed = { ...at(40), state: "acknowledged" as const };
  const next = replace(list, changed);
  expect(flatten(next)[1]).toBe(changed);
  expect(flatten(next)[0]).toBe(flatten(list)[0]);
  expect(replace(list, at(1))).toBe(list);
});

describe("neighbours", () => {
  const items = [at(50), at(40), at(30)];

  test("of a listed violation", () => {
    expect(neighbours(items, at(40))).toEqual({ newer: items[0], older: items[2] });
    expect(neighbours(items, at(50)).newer).toBeNull();
    expect(neighbours(items, at(30)).older).toBeNull();
  });

  test("of one that has left the list, such as one just acknowledged", () => {
    expect(neighbours(items, at(45))).toEqual({ newer: items[0], older: items[1] });
    expect(neighbours([], at(45))).toEqual({ newer: null, older: null });
  });
});

test("the order is total: equal starts are told apart by id", () => {
  const twins = [at(1, "a"), at(1, "b"), at(1, "c")];
  expect(twins.toSorted(compare)).toEqual(twins.toReversed().sort(compare));
  expect(neighbours(twins.toSorted(compare), at(1, "b"))).toMatchObject({
    newer: { id: "c" },
    older: { id: "a" },
  });
});
