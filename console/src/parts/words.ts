import { useQuery } from "@tanstack/react-query";
import { placesQuery } from "../api/queries";
import type { Camera, Words } from "../api/types";
import { useLanguage } from "../i18n/language";

/** A text of the office's own in the reader's language. */
export function useWords(): (words: Words) => string {
  const [language] = useLanguage();
  return (words) => (language === "en" ? words.en : words.zh);
}

/** A place's name by its key; empty until the names are there. */
export function usePlaceName(): (key: string) => string {
  const words = useWords();
  const { data } = useQuery(placesQuery);
  return (key) => {
    const place = data?.find((item) => item.key === key);
    return place === undefined ? "" : words(place.name);
  };
}

/** A camera's name with its place, unless the name already says it. */
export function useCameraWords(): (camera: Pick<Camera, "name" | "place">) => string {
  const placeName = usePlaceName();
  return ({ name, place }) => {
    const where = placeName(place);
    return name.includes(where) ? name : `${name} · ${where}`;
  };
}
