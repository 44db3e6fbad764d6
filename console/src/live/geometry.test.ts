import { describe, expect, test } from "vitest";
import { contain, place } from "./geometry";

describe("contain", () => {
  test("a wide picture gets bars above and below", () => {
    const rect = contain({ width: 1280, height: 720 }, { width: 640, height: 480 });
    expect(rect).toEqual({ x: 0, y: 60, width: 640, height: 360 });
  });

  test("a tall picture gets bars at the sides", () => {
    const rect = contain({ width: 600, height: 800 }, { width: 800, height: 400 });
    expect(rect).toEqual({ x: 250, y: 0, width: 300, height: 400 });
  });

  test("a picture of unknown size takes no room", () => {
    expect(contain({ width: 0, height: 0 }, { width: 640, height: 480 })).toMatchObject({
      width: 0,
      height: 0,
    });
  });
});

describe("place", () => {
  const picture = { x: 10, y: 60, width: 640, height: 360 };

  test("the whole picture is the picture's rectangle", () => {
    expect(place([0, 0, 1, 1], picture)).toEqual(picture);
  });

  test("a box lands at its share of the picture, bars included", () => {
    expect(place([0.5, 0.25, 0.75, 0.5], picture)).toEqual({ x: 330, y: 150, width: 160, height: 90 });
  });

  test("what lies outside is cut off, and nothing has a negative size", () => {
    expect(place([-0.5, 0.5, 2, 1.5], picture)).toEqual({ x: 10, y: 240, width: 640, height: 180 });
    expect(place([0.6, 0.6, 0.4, 0.4], picture)).toMatchObject({ width: 0, height: 0 });
  });
});
