import { expect, test } from "vitest";
import { camera } from "../testing";
import { stopsOf, stopWith } from "./patrol";

const of = (business: string, ...ids: string[]) =>
  ids.map((id) => camera({ id, business: { id: business, name: business } }));

test("a round visits every business once, the most urgent first, and every camera once", () => {
  const cameras = [...of("b", "b1"), ...of("a", "a1", "a2"), ...of("b", "b2", "b3")];
  const stops = stopsOf(cameras, 2);
  expect(stops.map(({ business, cameraIds }) => [business.id, ...cameraIds])).toEqual([
    ["b", "b1", "b2"],
    ["b", "b3"],
    ["a", "a1", "a2"],
  ]);
  expect(stops.map(({ part, parts }) => `${part}/${parts}`)).toEqual(["1/2", "2/2", "1/1"]);
  expect(stopsOf([], 4)).toEqual([]);
});

test("the stop of a camera is found, and none for a stranger", () => {
  const stops = stopsOf([...of("a", "a1"), ...of("b", "b1")], 4);
  expect(stopWith(stops, "b1")).toBe(1);
  expect(stopWith(stops, "x")).toBeNull();
});
