import { ConfigProvider } from "antd";
import type { Locale } from "antd/es/locale";
import enUS from "antd/es/locale/en_US";
import zhCN from "antd/es/locale/zh_CN";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Language, useLanguage } from "../i18n/language";
import { useMedia } from "../parts/media";
import { remember, remembered } from "../parts/memory";
import { type Shade, themeOf } from "./tokens";

export const PREFERENCES = ["light", "dark", "auto"] as const;
export type Preference = (typeof PREFERENCES)[number];

interface ThemeChoice {
  preference: Preference;
  choose: (preference: Preference) => void;
}

const ThemeContext = createContext<ThemeChoice>({ preference: "auto", choose: () => {} });

const LOCALES: Record<Language, Locale> = { "zh-CN": zhCN, en: enUS };

export function Theme({ children }: { children: ReactNode }) {
  const [preference, setPreference] = useState(() => remembered("theme", PREFERENCES) ?? "auto");
  const [language] = useLanguage();
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const isStill = useStill();
  const shade: Shade = preference === "auto" ? (systemDark ? "dark" : "light") : preference;

  useEffect(() => {
    document.documentElement.dataset.theme = shade;
  }, [shade]);

  const choice = useMemo(
    () => ({
      preference,
      choose: (next: Preference) => {
        remember("theme", next);
        setPreference(next);
      },
    }),
    [preference],
  );
  return (
    <ThemeContext value={choice}>
      <ConfigProvider
        theme={themeOf(shade, isStill)}
        locale={LOCALES[language]}
        button={{ autoInsertSpace: false }}
      >
        {children}
      </ConfigProvider>
    </ThemeContext>
  );
}

function useStill(): boolean {
  return useMedia("(prefers-reduced-motion: reduce)");
}

export function useTheme(): ThemeChoice {
  return useContext(ThemeContext);
}

/** A part of the page that is dark whatever the theme: pictures are judged against black. */
export function DarkArea({ className, children }: { className?: string | undefined; children: ReactNode }) {
  const isStill = useStill();
  return (
    <ConfigProvider theme={themeOf("dark", isStill)}>
      <div className={className} data-theme="dark">
        {children}
      </div>
    </ConfigProvider>
  );
}
