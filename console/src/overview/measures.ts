import type { Figures } from "./figures";

/** What areas are compared by. */
export const MEASURES = [
  "covered",
  "signed",
  "done",
  "checks",
  "open",
  "overdue",
  "correction",
  "online",
] as const;
export type Measure = (typeof MEASURES)[number];

/** A share in [0, 1], a number, or seconds. */
export type Unit = "share" | "count" | "time";

export const UNITS: Record<Measure, Unit> = {
  covered: "share",
  signed: "share",
  done: "share",
  checks: "share",
  open: "count",
  overdue: "count",
  correction: "time",
  online: "share",
};

/** Whether more of it is better. */
export const MORE_IS_BETTER: Record<Measure, boolean> = {
  covered: true,
  signed: true,
  done: true,
  checks: true,
  open: false,
  overdue: false,
  correction: false,
  online: true,
};

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The measure's value; null where there was nothing to measure. */
export function measured(measure: Measure, figures: Figures): number | null {
  switch (measure) {
    case "covered":
      return share(figures.covered, figures.businesses);
    case "signed":
      return share(figures.signed, figures.cadres);
    case "done":
      return share(figures.tasks.done, figures.tasks.due);
    case "checks": {
      const { due, filed } = checksOf(figures);
      return share(filed, due);
    }
    case "open":
      return figures.cases.open;
    case "overdue":
      return figures.cases.overdue;
    case "correction":
      return figures.corrections.median_s;
    case "online":
      return figures.online.rate;
  }
}

/** The three things together: what was due, and what was filed in time. */
export function checksOf({ checks }: Pick<Figures, "checks">): { due: number; filed: number } {
  const all = Object.values(checks);
  return {
    due: all.reduce((sum, item) => sum + item.due, 0),
    filed: all.reduce((sum, item) => sum + item.in_time, 0),
  };
}

export interface Ranked<T> {
  item: T;
  value: number | null;
  /** Of the longest bar, in [0, 1]. */
  length: number;
  /** Both only where areas differ. */
  isBest: boolean;
  isWorst: boolean;
}

/** Best first; areas in which there was nothing to measure come last. */
export function rank<T extends { name: string; figures: Figures }>(
  items: readonly T[],
  measure: Measure,
): Ranked<T>[] {
  const known = items.map((item) => ({ item, value: measured(measure, item.figures) }));
  const values = known.flatMap(({ value }) => (value === null ? [] : [value]));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const longest = UNITS[measure] === "share" ? 1 : most;
  const [best, worst] = MORE_IS_BETTER[measure] ? [most, least] : [least, most];
  const order = MORE_IS_BETTER[measure] ? -1 : 1;
  return known
    .toSorted((one, other) => {
      if (one.value === null || other.value === null) {
        return Number(one.value === null) - Number(other.value === null);
      }
      return order * (one.value - other.value) || one.item.name.localeCompare(other.item.name);
    })
    .map(({ item, value }) => ({
      item,
      value,
      length: value === null || longest <= 0 ? 0 : value / longest,
      isBest: value === best && least !== most,
      isWorst: value === worst && least !== most,
    }));
}
