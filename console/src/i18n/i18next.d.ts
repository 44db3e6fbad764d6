import "i18next";
import type { zhCN } from "./zh-CN";
import type { zhCNPolicies } from "./zh-CN.policies";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "console";
    resources: { console: typeof zhCN & typeof zhCNPolicies };
  }
}
