import { describe, expect, test } from "vitest";
import { fittingLayout, layoutOf, pageIndex, pagesOf, perPage, sideOf } from "./layouts";

test("nobody having chosen, all are shown, nine at most", () => {
  expect([0, 1, 2, 4, 5, 9, 10, 200].map(fittingLayout)).toEqual([1, 1, 4, 4, 9, 9, 9, 9]);
});

test("only known layouts are read from the address", () => {
  expect(layoutOf("16")).toBe(16);
  for (const text of [null, "", "2", "16.0", "x"]) expect(layoutOf(text)).toBeNull();
});

test("few pictures are shown larger than their layout asks for, and pages keep their size", () => {
  expect(sideOf(16, 2)).toBe(2);
  expect(sideOf(16, 5)).toBe(3);
  expect(sideOf(4, 200)).toBe(2);
  expect(sideOf(1, 0)).toBe(1);
  expect(perPage(16, true)).toBe(4);
  expect(perPage(16, false)).toBe(16);
});

describe("pages", () => {
  test("hold every item once and in order", () => {
    const items = Array.from({ length: 10 }, (_, index) => index);
    expect(pagesOf(items, 4)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    expect(pagesOf([], 4)).toEqual([[]]);
  });

  test("an address beyond them leads to the nearest", () => {
    expect(["1", "3", "0", "-2", "99", "1.5", "x", null].map((text) => pageIndex(text, 3))).toEqual([
      0, 2, 0, 0, 2, 0, 0, 0,
    ]);
  });
});
