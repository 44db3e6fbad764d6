import { Languages } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/language";

/** Goes to the other of the two languages; says so in that language. */
export function LanguageSwitch({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  const [language, switchTo] = useLanguage();
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <button
      type="button"
      className={className}
      lang={other}
      aria-label={t("account.switchLanguage")}
      onClick={() => void switchTo(other)}
      data-testid="language-switch"
    >
      <Languages size={20} strokeWidth={1.75} aria-hidden="true" />
      <span>{other === "en" ? "English" : "中文"}</span>
    </button>
  );
}
