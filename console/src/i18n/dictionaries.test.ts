import { expect, test } from "vitest";
import { en } from "./en";
import { enSetup } from "./en.setup";
import { enWalk } from "./en.walk";
import { zhCN } from "./zh-CN";
import { zhCNSetup } from "./zh-CN.setup";
import { zhCNWalk } from "./zh-CN.walk";

function leaves(node: object, path = ""): [string, string][] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
const english = new Map(leaves({ ...en, ...enSetup, ...enWalk }));

test.each(leaves({ ...zhCN, ...zhCNSetup, ...zhCNWalk }))(
  "%s says the same in both languages",
  (path, chinese) => {
    expect(english.get(path)?.trim()).toBeTruthy();
    expect(placeholders(english.get(path) ?? "")).toEqual(placeholders(chinese));
  },
);

test("every English plural has its singular", () => {
  const plurals = [...english.keys()].filter((path) => path.endsWith("_other"));
  expect(plurals.length).toBeGreaterThan(0);
  for (const path of plurals) expect(english.has(path.replace("_other", "_one")), path).toBe(true);
});
