import "i18next";
import type { zhCN } from "./zh-CN";
import type { zhCNSetup } from "./zh-CN.setup";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "console";
    resources: { console: typeof zhCN & typeof zhCNSetup };
  }
}
