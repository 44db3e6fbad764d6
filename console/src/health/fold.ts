import type { AreaRate, HealthFinding } from "../api/types";

/** As many that are well are listed at once: they leave no room to be saved. */
const FEW = 4;

/**
 * Whether the cameras that are well are listed: as the address says ("listed" or "folded"), and where it says
 * nothing, when they are few or one of them is sought.
 */
export function isUnfolded(asked: string | null, well: number, sought: boolean): boolean {
  if (asked === "listed" || asked === "folded") return asked === "listed";
  return sought || well <= FEW;
}

/** When the oldest thing that is wrong now began; null where nothing is. */
export function illSince(findings: readonly HealthFinding[]): string | null {
  const going = findings.filter(({ ended_at }) => ended_at === null).map(({ began_at }) => began_at);
  return going.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

/** An area as listed: how deep it lies below the first, and whether others lie in it. */
export interface AreaLine {
  area: AreaRate;
  depth: number;
  isOpen: boolean;
  hasMore: boolean;
}

/** The areas that are listed when those in `opened` show what lies in them; each comes after the one it lies in. */
export function areaLines(areas: readonly AreaRate[], opened: ReadonlySet<string>): AreaLine[] {
  const parents = new Set(areas.map(({ parent_id }) => parent_id));
  const lines = new Map<string, AreaLine>();
  const known = new Set(areas.map(({ id }) => id));
  for (const area of areas) {
    const above = lines.get(area.parent_id ?? "");
    const isTop = area.parent_id === null || !known.has(area.parent_id);
    if (!isTop && !above?.isOpen) continue;
    const hasMore = parents.has(area.id);
    lines.set(area.id, { area, depth: (above?.depth ?? -1) + 1, isOpen: opened.has(area.id), hasMore });
  }
  return [...lines.values()];
}
