import { useQuery } from "@tanstack/react-query";
import { cameraQuery, camerasQuery } from "./queries";
import type { Camera } from "./types";

/** A camera as it is now, out of the list where that has it; null where there is none, undefined until that is known. */
export function useCamera(id: string | null): Camera | null | undefined {
  const list = useQuery(camerasQuery).data;
  const listed = list?.find((camera) => camera.id === id);
  const alone = useQuery({
    ...cameraQuery(id ?? ""),
    enabled: id !== null && list !== undefined && listed === undefined,
  }).data;
  return id === null ? null : (listed ?? alone);
}
