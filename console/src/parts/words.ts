import { useTranslation } from "react-i18next";
import type { Camera } from "../api/types";

/** A camera's name with its place, unless the name already says it. */
export function useCameraWords(): (camera: Pick<Camera, "name" | "place">) => string {
  const { t } = useTranslation();
  return ({ name, place }) => {
    const where = t(`place.${place}`);
    return name.includes(where) ? name : `${name} · ${where}`;
  };
}
