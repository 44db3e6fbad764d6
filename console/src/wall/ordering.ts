import type { Camera } from "../api/types";

function urgency(camera: Camera): number {
  if (camera.open_violations > 0) return 0;
  return camera.status.state === "online" ? 2 : 1;
}

/** Camera ids by what needs eyes first: open violations, then no picture, then name. */
export function orderForEyes(cameras: readonly Camera[], language: string): string[] {
  const byName = new Intl.Collator(language, { numeric: true });
  return cameras
    .toSorted(
      (a, b) =>
        urgency(a) - urgency(b) ||
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
