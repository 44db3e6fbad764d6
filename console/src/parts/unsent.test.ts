import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetUnsent, keepUnsent, readUnsent } from "./unsent";

beforeEach(() => {
  const kept: Record<string, string> = {};
  const store = {
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, value: string) => void Object.assign(kept, { [name]: value }),
    removeItem: (name: string) => void delete kept[name],
  };
  // Like a browser's: its names are its own properties, its functions are not.
  vi.stubGlobal(
    "sessionStorage",
    new Proxy(kept, { get: (_, name) => Reflect.get(store, name) ?? kept[String(name)] }),
  );
});
afterEach(() => vi.unstubAllGlobals());

test("what is unsent is found again by whoever wrote it, until it is sent", () => {
  keepUnsent("ann", "case.1", { reason: "dirty" });
  expect(readUnsent("ann", "case.1")).toEqual({ reason: "dirty" });
  expect(readUnsent("ann", "case.2")).toBeNull();
  expect(readUnsent("bob", "case.1")).toBeNull();
  keepUnsent("ann", "case.1", null);
  expect(readUnsent("ann", "case.1")).toBeNull();
});

test("whoever signs out leaves nothing unsent behind, and everything else", () => {
  keepUnsent("ann", "case.1", { reason: "dirty" });
  sessionStorage.setItem("brightkitchen.publish.1", "{}");
  forgetUnsent();
  expect(readUnsent("ann", "case.1")).toBeNull();
  expect(sessionStorage.getItem("brightkitchen.publish.1")).toBe("{}");
});

test("a blocked storage, or one with something else in it, is none", () => {
  sessionStorage.setItem("brightkitchen.unsent.ann.case.1", "{");
  expect(readUnsent("ann", "case.1")).toBeNull();
  vi.stubGlobal("sessionStorage", undefined);
  keepUnsent("ann", "case.1", { reason: "dirty" });
  forgetUnsent();
  expect(readUnsent("ann", "case.1")).toBeNull();
});
