import { Camera, RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { PHOTO_TYPES } from "../parts/photo";
import styles from "./PhotoPicker.module.css";

interface Photo {
  file: File | null;
  /** Address of the preview. */
  url: string | null;
  take: (file: File) => void;
}

/** A picture chosen and not yet sent. */
export function usePhoto(): Photo {
  const [chosen, setChosen] = useState<{ file: File; url: string } | null>(null);
  const url = chosen?.url ?? null;
  useEffect(() => () => void (url !== null && URL.revokeObjectURL(url)), [url]);
  return {
    file: chosen?.file ?? null,
    url,
    take: (file) => setChosen({ file, url: URL.createObjectURL(file) }),
  };
}

/** One large target: on a phone it opens the camera, elsewhere it takes a file. */
export function PhotoPicker({ photo, needed }: { photo: Photo; needed: boolean }) {
  const { t } = useTranslation();
  return (
    <label className={`${styles.picker} ${photo.url === null ? "" : styles.taken}`}>
      {photo.url === null ? (
        <span className={styles.ask}>
          <Camera size={26} strokeWidth={1.5} aria-hidden="true" />
          {t(needed ? "case.photo" : "case.photoMay")}
        </span>
      ) : (
        <>
          <img src={photo.url} alt={t("case.photoTaken")} />
          <span className={styles.again}>
            <RotateCcw size={14} aria-hidden="true" />
            {t("case.photoAgain")}
          </span>
        </>
      )}
      <input
        className="sr-only"
        type="file"
        accept={PHOTO_TYPES}
        capture="environment"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) photo.take(file);
        }}
        data-testid="case-photo"
      />
    </label>
  );
}
