import { useTranslation } from "react-i18next";
import type { HealthFinding } from "../api/types";
import { useLanguage } from "../i18n/language";
import { duration } from "../time/relative";

const TROUBLES = [
  "refused",
  "unauthorized",
  "not_found",
  "timeout",
  "stalled",
  "closed",
  "no_video",
  "unsupported",
  "unreadable",
] as const;

/** What was measured, in words; empty where the name of the finding says it all. */
export function useDetailWords(): (finding: Pick<HealthFinding, "kind" | "detail">) => string {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const share = (value: number) =>
    new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(value);
  return ({ kind, detail }) => {
    const number = (name: string) => Number(detail[name] ?? 0);
    switch (kind) {
      case "offline":
      case "main_lost": {
        const trouble = TROUBLES.find((name) => name === detail.trouble);
        return trouble === undefined ? "" : t(`picture.trouble.${trouble}`);
      }
      case "wrong_clock": {
        if (detail.offset_s === undefined) return t("health.detail.leaps");
        const length = duration(Math.abs(number("offset_s")) * 1000, language);
        return t(number("offset_s") > 0 ? "health.detail.ahead" : "health.detail.behind", { length });
      }
      case "low_fps":
        return t("health.detail.fps", { now: number("fps"), usual: number("usual_fps") });
      case "low_bit_rate":
        return t("health.detail.rate", { now: number("kbit_s"), usual: number("usual_kbit_s") });
      case "resolution_changed":
        return t("health.detail.size", {
          now: `${detail.width}×${detail.height}`,
          usual: `${detail.usual_width}×${detail.usual_height}`,
        });
      case "moved":
        return t("health.detail.agreement", { share: share(number("agreement")) });
      case "covered":
      case "out_of_focus":
        return detail.lost_share === undefined
          ? ""
          : t("health.detail.lost", { share: share(number("lost_share")) });
      case "frozen":
        return t("health.detail.same", { length: duration(number("same_s") * 1000, language) });
      default:
        return "";
    }
  };
}
