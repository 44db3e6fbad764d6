import { useState } from "react";
import { useSearchParams } from "react-router";
import type { Capture } from "../api/captures";
import type { Inspection, Step } from "../api/inspections";
import { useHotkeys } from "../parts/hotkeys";
import type { Pictures } from "./CheckList";
import { firstOpen } from "./progress";
import { type Answering, useAnswering } from "./useAnswering";
import { type Photos, usePhotos } from "./usePhotos";

export interface Walk extends Answering {
  /** Of the step where one is; the number of steps at the end, where there is none. */
  index: number;
  step: Step | undefined;
  go: (to: number) => void;
  /** Index of the item that keys and pictures are meant for. */
  active: number;
  setActive: (index: number) => void;
  photos: Photos;
  pictures: Pictures;
}

/**
 * Where one is on the way through a business, as the address says, and what was answered so far.
 *
 * taken: captures of this visit that the draft may not name yet.
 */
export function useWalk(inspection: Inspection, taken: ReadonlyMap<string, Capture>): Walk {
  const { steps } = inspection;
  const [search, setSearch] = useSearchParams();
  const answering = useAnswering(inspection);
  const photos = usePhotos(inspection.id, answering.change);
  const [begun] = useState(() => firstOpen(steps, answering.answers));
  const [active, setActive] = useState(0);
  const asked = Number(search.get("step") ?? begun + 1) - 1;
  const index = Number.isInteger(asked) ? Math.min(Math.max(asked, 0), steps.length) : 0;
  const go = (to: number) => {
    setActive(0);
    setSearch({ step: String(Math.min(Math.max(to, 0), steps.length) + 1) }, { replace: true });
  };
  useHotkeys({
    ArrowLeft: index > 0 ? () => go(index - 1) : undefined,
    ArrowRight: index < steps.length ? () => go(index + 1) : undefined,
  });
  return {
    ...answering,
    index,
    step: steps[index],
    go,
    active,
    setActive,
    photos,
    pictures: {
      captures: new Map([...inspection.captures.map((kept) => [kept.id, kept] as const), ...taken]),
      photos: new Map(inspection.photos.map((kept) => [kept.key, kept])),
    },
  };
}
