import type { FiguresAnswer } from "./figures";
import type { Measure } from "./measures";

/** The day in China, where the records are kept: YYYY-MM-DD. */
function chinaDay(moment: string): string {
  return new Date(moment).toLocaleDateString("sv", { timeZone: "Asia/Shanghai" });
}

/** The address of the rows that a number was counted from, over the same days where the page has days. */
export function rowsBehind(
  measure: Measure,
  areaId: string,
  { since, until }: Pick<FiguresAnswer, "since" | "until">,
): string {
  switch (measure) {
    case "covered":
      return `/areas?area=${areaId}&tab=businesses&uncovered=1`;
    case "signed":
      return `/areas?area=${areaId}&tab=cadres&unsigned=1`;
    case "done":
      return `/tasks?area=${areaId}`;
    case "checks":
      return `/self-checks?area=${areaId}&since=${chinaDay(since)}&until=${chinaDay(until)}`;
    case "open":
      return `/cases?queue=open&area=${areaId}`;
    case "overdue":
      return `/cases?queue=overdue&area=${areaId}`;
    case "correction":
      return `/cases?queue=ended&area=${areaId}`;
    case "online":
      return `/businesses?area=${areaId}&need=silent_cameras`;
  }
}
