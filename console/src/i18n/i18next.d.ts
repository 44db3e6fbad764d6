import "i18next";
import type { zhCN } from "./zh-CN";
import type { zhCNSetup } from "./zh-CN.setup";
import type { zhCNWalk } from "./zh-CN.walk";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "console";
    resources: { console: typeof zhCN & typeof zhCNSetup & typeof zhCNWalk };
  }
}
