import { useTranslation } from "react-i18next";
import type { Step } from "../api/inspections";
import { usePlaceName } from "../parts/words";

/** What a step is called: the camera's name, on site the place's in the reader's language. */
export function useStepName(): (step: Step) => string {
  const { t } = useTranslation();
  const placeName = usePlaceName();
  return ({ camera_id, name, place }) => {
    if (camera_id !== null) return name;
    if (place === "papers" || place === "everywhere") return t(`walk.${place}`);
    return placeName(place) || name;
  };
}
