import i18n from "i18next";
import { useTranslation } from "react-i18next";
import { remember } from "../parts/memory";
import type { Messages } from "./zh-CN";
import type { SetupMessages } from "./zh-CN.setup";
import type { WalkMessages } from "./zh-CN.walk";

export type Language = "zh-CN" | "en";

const dictionaries: Record<Language, () => Promise<Messages>> = {
  "zh-CN": async () => (await import("./zh-CN")).zhCN,
  en: async () => (await import("./en")).en,
};

/** Words that come with their pages: most people open none of these. */
const parts = {
  setup: {
    "zh-CN": async () => (await import("./zh-CN.setup")).zhCNSetup,
    en: async () => (await import("./en.setup")).enSetup,
  },
  walk: {
    "zh-CN": async () => (await import("./zh-CN.walk")).zhCNWalk,
    en: async () => (await import("./en.walk")).enWalk,
  },
} satisfies Record<string, Record<Language, () => Promise<SetupMessages | WalkMessages>>>;
type Part = keyof typeof parts;
const wanted = new Set<Part>();
/** The router asks for a page's words as soon as it is made, before there is a language. */
let hasStarted = () => {};
const started = new Promise<void>((resolve) => {
  hasStarted = resolve;
});

async function load(language: Language): Promise<void> {
  if (!i18n.hasResourceBundle(language, "console"))
    i18n.addResourceBundle(language, "console", await dictionaries[language]());
  for (const part of wanted) i18n.addResourceBundle(language, "console", await parts[part][language](), true);
}

/** Must have resolved before a page whose words are among these is shown. */
export async function loadWords(part: Part): Promise<void> {
  wanted.add(part);
  await started;
  await load(currentLanguage());
}

function currentLanguage(): Language {
  return i18n.language === "en" ? "en" : "zh-CN";
}

/** Goes on in the language that boot.js chose before the first paint; must have resolved before the first render. */
export async function startLanguage(): Promise<void> {
  const language: Language = document.documentElement.lang === "en" ? "en" : "zh-CN";
  await i18n.init({
    lng: language,
    fallbackLng: false,
    ns: ["console"],
    defaultNS: "console",
    resources: { [language]: { console: await dictionaries[language]() } },
    interpolation: { escapeValue: false },
  });
  hasStarted();
}

async function switchTo(language: Language): Promise<void> {
  await load(language);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  remember("language", language);
}

export function useLanguage(): [Language, (language: Language) => Promise<void>] {
  useTranslation();
  return [currentLanguage(), switchTo];
}
