import type { Camera, Named } from "../api/types";
import { pagesOf } from "./layouts";

/** Where a patrol stops: a business, or a part of it when its cameras do not fit one page. */
export interface Stop {
  business: Named;
  cameraIds: string[];
  /** Which part of how many, from 1. */
  part: number;
  parts: number;
}

export const PACES_S = [5, 10, 20, 30, 60] as const;
export const USUAL_PACE_S = 10;

/** The stops of a round: every business once, in the order of its first camera, in parts of `size`. */
export function stopsOf(cameras: readonly Camera[], size: number): Stop[] {
  const byBusiness = new Map<string, Camera[]>();
  for (const camera of cameras) {
    byBusiness.set(camera.business.id, [...(byBusiness.get(camera.business.id) ?? []), camera]);
  }
  return [...byBusiness.values()].flatMap((own) => {
    const parts = pagesOf(own, size);
    return parts.flatMap((page, index) => {
      const business = page[0]?.business;
      if (business === undefined) return [];
      return [{ business, cameraIds: page.map(({ id }) => id), part: index + 1, parts: parts.length }];
    });
  });
}

/** The stop that shows a camera; null when none does. */
export function stopWith(stops: readonly Stop[], cameraId: string): number | null {
  const index = stops.findIndex((stop) => stop.cameraIds.includes(cameraId));
  return index === -1 ? null : index;
}
