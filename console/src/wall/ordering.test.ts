import { expect, test } from "vitest";
import { camera } from "../testing";
import { holdOrder, orderForEyes } from "./ordering";

const NO_RISKS = new Map<string, number>();

test("open violations come first, then what has no picture, then the rest, each by name", () => {
  const cameras = [
    camera({ id: "calm", name: "A" }),
    camera({ id: "offline", name: "B", state: "offline" }),
    camera({ id: "connecting", name: "A", state: "connecting" }),
    camera({ id: "open-2", name: "Stove 10", open_violations: 1 }),
    camera({ id: "open-1", name: "Stove 9", open_violations: 5, state: "stalled" }),
  ];
  expect(orderForEyes(cameras, "en", NO_RISKS)).toEqual([
    "open-1",
    "open-2",
    "connecting",
    "offline",
    "calm",
  ]);
});

test("a doubtful picture counts like none, and among equals the riskier business comes first", () => {
  const cameras = [
    camera({ id: "a", name: "A", business: { id: "safe", name: "1" } }),
    camera({ id: "b", name: "B", business: { id: "risky", name: "2" } }),
    camera({ id: "covered", name: "Z", business: { id: "safe", name: "1" }, health: ["covered"] }),
  ];
  const risks = new Map([
    ["safe", 12],
    ["risky", 60],
  ]);
  expect(orderForEyes(cameras, "en", risks)).toEqual(["covered", "b", "a"]);
});

test("the order is the same whatever order the cameras come in", () => {
  const cameras = ["x", "y", "z"].map((id) => camera({ id, name: "same" }));
  expect(orderForEyes(cameras.toReversed(), "zh-CN", NO_RISKS)).toEqual(
    orderForEyes(cameras, "zh-CN", NO_RISKS),
  );
});

test("a held order keeps places, drops what is gone and appends what is new", () => {
  expect(holdOrder(["a", "b", "c"], ["d", "c", "a"])).toEqual(["a", "c", "d"]);
  expect(holdOrder([], ["b", "a"])).toEqual(["b", "a"]);
});
