import { describe, expect, test } from "vitest";
import { violation } from "../testing";
import { countActive, type Filters, fromSearch, matches, NO_FILTERS, toApiSearch, toSearch } from "./filters";

const now = new Date(2026, 2, 15, 14, 30);

const full: Filters = {
  cameras: ["c1", "c2"],
  businesses: ["b1"],
  rules: ["mask", "gloves"],
  states: ["open"],
  span: null,
  from: "2026-03-01",
  to: "2026-03-02",
};

describe("the address", () => {
  test("what is written is read back", () => {
    for (const filters of [NO_FILTERS, full, { ...NO_FILTERS, span: "7d" as const }]) {
      expect(fromSearch(toSearch(filters))).toEqual(filters);
    }
  });

  test("no filters leave no trace", () => {
    expect(`${toSearch(NO_FILTERS)}`).toBe("");
  });

  test("nonsense and foreign parameters are ignored, and order does not matter", () => {
    const search = new URLSearchParams(
      "rule=shoes&rule=gloves&rule=mask&state=&span=9d&from=2026-13-45&to=soon&view=grid&camera_id=b&camera_id=a&camera_id=b",
    );
    expect(fromSearch(search)).toEqual({ ...NO_FILTERS, rules: ["mask", "gloves"], cameras: ["a", "b"] });
  });

  test("a span outranks days", () => {
    expect(fromSearch(new URLSearchParams("span=today&from=2026-03-01"))).toEqual({
      ...NO_FILTERS,
      span: "today",
    });
  });
});

describe("the service's query", () => {
  test("lists are repeated and days are the reader's, the last one included", () => {
    const search = toApiSearch(full, now);
    expect(search.getAll("camera_id")).toEqual(["c1", "c2"]);
    expect(search.getAll("rule")).toEqual(["mask", "gloves"]);
    expect(search.get("since")).toBe(new Date(2026, 2, 1).toISOString());
    expect(search.get("until")).toBe(new Date(2026, 2, 3).toISOString());
  });

  test("a span counts whole days up to and including today, so that paging sees one query", () => {
    const week = toApiSearch({ ...NO_FILTERS, span: "7d" }, now);
    expect(week.get("since")).toBe(new Date(2026, 2, 9).toISOString());
    expect(week.has("until")).toBe(false);
    const later = toApiSearch({ ...NO_FILTERS, span: "7d" }, new Date(2026, 2, 15, 23, 59));
    expect(`${later}`).toBe(`${week}`);
  });
});

describe("matches", () => {
  const found = violation({ started_at: new Date(2026, 2, 2, 23, 59).toISOString() });

  test("everything matches no filters", () => {
    expect(matches(NO_FILTERS, found, now)).toBe(true);
  });

  test("each filter must agree", () => {
    expect(matches(full, found, now)).toBe(true);
    expect(matches({ ...full, cameras: ["c2"] }, found, now)).toBe(false);
    expect(matches({ ...full, businesses: ["b2"] }, found, now)).toBe(false);
    expect(matches({ ...full, rules: ["hat"] }, found, now)).toBe(false);
    expect(matches({ ...full, states: ["acknowledged"] }, found, now)).toBe(false);
    expect(matches({ ...full, to: "2026-03-01" }, found, now)).toBe(false);
    expect(matches({ ...full, from: "2026-03-03" }, found, now)).toBe(false);
    expect(matches({ ...NO_FILTERS, span: "today" }, found, now)).toBe(false);
    expect(matches({ ...NO_FILTERS, span: "30d" }, found, now)).toBe(true);
  });
});

test("days count as one filter", () => {
  expect(countActive(NO_FILTERS)).toBe(0);
  expect(countActive(full)).toBe(5);
});
