import type { Measure } from "./measures";

/** The address of the rows that a number was counted from. */
export function rowsBehind(measure: Measure, areaId: string): string {
  switch (measure) {
    case "covered":
      return `/areas?area=${areaId}&tab=businesses&uncovered=1`;
    case "signed":
      return `/areas?area=${areaId}&tab=cadres`;
    case "done":
      return `/tasks?area=${areaId}`;
    case "checks":
      return "/self-checks";
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
