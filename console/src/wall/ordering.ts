import type { Camera } from "../api/types";

function urgency(camera: Camera): number {
  if (camera.open_violations > 0) return 0;
  return camera.status.state === "online" && camera.health.length === 0 ? 2 : 1;
}

/**
 * Camera ids by what needs eyes first: open violations, then no picture or a doubtful one, then the riskier
 * business, then name.
 *
 * risks: scores by business; one without a score counts as 0.
 */
export function orderForEyes(
  cameras: readonly Camera[],
  language: string,
  risks: ReadonlyMap<string, number>,
): string[] {
  const risk = (camera: Camera) => risks.get(camera.business.id) ?? 0;
  const byName = new Intl.Collator(language, { numeric: true });
  return cameras
    .toSorted(
      (a, b) =>
        urgency(a) - urgency(b) ||
        risk(b) - risk(a) ||
        byName.compare(a.business.name, b.business.name) ||
        byName.compare(a.name, b.name) ||
        (a.id < b.id ? -1 : 1),
    )
    .map((camera) => camera.id);
}

/** The shown order when it must not move: cameras that are gone leave, new ones come at the end. */
export function holdOrder(shown: readonly string[], wanted: readonly string[]): string[] {
  const present = new Set(wanted);
  const known = new Set(shown);
  return [...shown.filter((id) => present.has(id)), ...wanted.filter((id) => !known.has(id))];
}
