import { expect, test } from "vitest";
import boot from "../../public/boot.js?raw";

const run = new Function("document", "localStorage", "matchMedia", "navigator", boot);

/** The language the page starts in, where the browser prefers these and remembers what this gives. */
function startsIn(languages: readonly string[], remembered: () => string | null = () => null): string {
  const documentElement = { lang: "", dataset: {} };
  const localStorage = {
    getItem: (name: string) => (name === "brightkitchen.language" ? remembered() : null),
  };
  run({ documentElement }, localStorage, () => ({ matches: false }), { languages });
  return documentElement.lang;
}

test.each([
  [["en-US", "en"], "en"],
  [["en-GB", "zh-CN"], "en"],
  [["EN"], "en"],
  [["de-DE", "en", "zh"], "en"],
  [["zh-CN", "zh", "en"], "zh-CN"],
  [["zh-TW", "en-US"], "zh-CN"],
  [["de-DE", "zh-Hant-HK", "en"], "zh-CN"],
  [["de-DE", "fr"], "zh-CN"],
  [["enm"], "zh-CN"],
  [[], "zh-CN"],
])("a first visit of a browser that prefers %j starts in %s", (languages, language) => {
  expect(startsIn(languages)).toBe(language);
});

test.each([
  ["zh-CN", ["en-US"], "zh-CN"],
  ["en", ["zh-CN"], "en"],
  ["xx", ["zh-CN", "en"], "zh-CN"],
  ["xx", ["en", "zh-CN"], "en"],
])("a person who chose %s, in a browser that prefers %j, starts in %s", (chosen, languages, language) => {
  expect(startsIn(languages, () => chosen)).toBe(language);
});

test("a browser that keeps nothing is asked what it prefers", () => {
  const blocked = () => {
    throw new Error("blocked");
  };
  expect(startsIn(["en-US"], blocked)).toBe("en");
  expect(startsIn(["zh-CN"], blocked)).toBe("zh-CN");
});
