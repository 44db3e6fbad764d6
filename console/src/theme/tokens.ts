import { type ThemeConfig, theme } from "antd";

export type Shade = "light" | "dark";

const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

/** The component library in the console's own colours; the same values stand in base.css. */
const SHADES: Record<Shade, ThemeConfig> = {
  light: {
    algorithm: theme.defaultAlgorithm,
    token: {
      colorPrimary: "#0b6b58",
      colorError: "#c3261d",
      colorWarning: "#845400",
      colorText: "#15201c",
      colorTextSecondary: "#52605a",
      colorTextPlaceholder: "#66736d",
      colorBorder: "#cdd5d0",
      colorBgLayout: "#f4f6f4",
      colorLink: "#0b6b58",
    },
  },
  dark: {
    algorithm: theme.darkAlgorithm,
    token: {
      colorPrimary: "#4fc3a1",
      colorError: "#ff7468",
      colorWarning: "#e8b54f",
      colorText: "#e6ece9",
      colorTextSecondary: "#a3b0ab",
      colorTextPlaceholder: "#8a9892",
      colorBgBase: "#0c1110",
      colorBgContainer: "#151c1a",
      colorBgElevated: "#1b2321",
      colorBorder: "#36423e",
      colorLink: "#4fc3a1",
      colorTextLightSolid: "#07120f",
    },
  },
};

/** isStill: nothing moves. What opens from a field is put in its place only after it has stopped moving. */
export function themeOf(shade: Shade, isStill: boolean): ThemeConfig {
  const { token, ...rest } = SHADES[shade];
  return {
    ...rest,
    token: {
      ...token,
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 8,
      controlHeight: 34,
      controlHeightLG: 44,
      motionDurationMid: "0.15s",
      motionDurationSlow: "0.2s",
      wireframe: false,
      motion: !isStill,
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", fontWeight: 550 },
      Form: { verticalLabelPadding: "0 0 4px", itemMarginBottom: 18 },
    },
  };
}
