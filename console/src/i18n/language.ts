import i18n from "i18next";
import { useTranslation } from "react-i18next";
import { remember, remembered } from "../parts/memory";
import type { Messages } from "./zh-CN";

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const dictionaries: Record<Language, () => Promise<Messages>> = {
  "zh-CN": async () => (await import("./zh-CN")).zhCN,
  en: async () => (await import("./en")).en,
};

async function load(language: Language): Promise<void> {
  if (i18n.hasResourceBundle(language, "console")) return;
  i18n.addResourceBundle(language, "console", await dictionaries[language]());
}

/** Must have resolved before the first render. */
export async function startLanguage(): Promise<void> {
  const language = remembered("language", LANGUAGES) ?? "zh-CN";
  await i18n.init({
    lng: language,
    fallbackLng: false,
    ns: ["console"],
    defaultNS: "console",
    resources: { [language]: { console: await dictionaries[language]() } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

async function switchTo(language: Language): Promise<void> {
  await load(language);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  remember("language", language);
}

export function useLanguage(): [Language, (language: Language) => Promise<void>] {
  const { i18n: current } = useTranslation();
  return [current.language === "en" ? "en" : "zh-CN", switchTo];
}
