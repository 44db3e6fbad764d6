import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { useProblemWords } from "../parts/States";

const FITS = ["higher", "too_low", "elsewhere"] as const;
const MOST = 8;

/** Why a cadre cannot take some of the businesses. */
export function Misfits({ error }: { error: Error }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const misfits = error instanceof ApiError && error.code === "invalid_form" ? error.errors : [];
  return (
    <>
      {misfits.length === 0
        ? error instanceof ApiError && error.code === "conflict"
          ? t("areas.conflict")
          : words(error)
        : misfits.slice(0, MOST).map(({ loc, msg }) => {
            const fit = FITS.find((name) => name === msg) ?? "elsewhere";
            return <p key={String(loc[0])}>{t(`areas.fit.${fit}`, { name: String(loc[0]) })}</p>;
          })}
      {misfits.length > MOST && <p>{t("areas.more", { count: misfits.length - MOST })}</p>}
    </>
  );
}
