import { dayInChina, quarterInChina } from "../today/days";
import type { FiguresAnswer } from "./figures";
import type { Measure } from "./measures";

/** The address of the rows that a number was counted from, over the same days where the page has days. */
export function rowsBehind(
  measure: Measure,
  areaId: string,
  { since, until }: Pick<FiguresAnswer, "since" | "until">,
): string {
  const days = `since=${dayInChina(new Date(since))}&until=${dayInChina(new Date(until))}`;
  switch (measure) {
    case "covered":
      return `/areas?area=${areaId}&tab=businesses&uncovered=1`;
    case "signed":
      return `/areas?area=${areaId}&tab=cadres&unsigned=1`;
    case "done":
      return `/tasks?area=${areaId}&quarter=${quarterInChina(new Date(Date.parse(until) - 1))}`;
    case "checks":
      return `/self-checks?area=${areaId}&${days}`;
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
