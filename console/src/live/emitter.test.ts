import { expect, test } from "vitest";
import { Emitter } from "./emitter";

test("a value reaches the listeners of its topic until they leave", () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  const leave = emitter.on("a", (value) => heard.push(`first ${value}`));
  emitter.on("a", (value) => heard.push(`second ${value}`));
  emitter.on("b", (value) => heard.push(`other ${value}`));
  emitter.emit("a", 1);
  leave();
  emitter.emit("a", 2);
  emitter.emit("nobody", 3);
  expect(heard).toEqual(["first 1", "second 1", "second 2"]);
});
