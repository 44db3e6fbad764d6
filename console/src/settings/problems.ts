import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { useProblemWords } from "../parts/States";

const KNOWN = [
  "conflict",
  "place_not_filmed",
  "invalid_camera",
  "unusable_address",
  "picture_forgotten",
  "not_acceptable",
  "too_many_tests",
] as const;

/** What went wrong with a setting, in the reader's language. */
export function useSettingProblem(): (error: unknown) => string {
  const { t } = useTranslation();
  const words = useProblemWords();
  return (error) => {
    const code = error instanceof ApiError ? KNOWN.find((item) => item === error.code) : undefined;
    return code === undefined ? words(error) : t(`settings.problem.${code}`);
  };
}
