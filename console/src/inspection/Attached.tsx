import { LoaderCircle, RotateCcw, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Given } from "../api/inspections";
import styles from "./Attached.module.css";
import type { Pictures } from "./CheckList";
import type { Photos, Sending } from "./usePhotos";

interface AttachedProps {
  given: Given | undefined;
  pictures: Pictures;
  sending: readonly Sending[];
  photos: Photos | null;
  onChange: (part: Partial<Given>) => void;
}

/** The pictures beside an answer, each of which can be taken out again; last those on their way. */
export function Attached({ given, pictures, sending, photos, onChange }: AttachedProps) {
  const { t } = useTranslation();
  const captures = given?.capture_ids ?? [];
  const kept = given?.photo_keys ?? [];
  return (
    <ul className={styles.pictures}>
      {captures.map((id) => (
        <li key={id}>
          <a href={`/captures/${id}`} target="_blank" rel="noreferrer">
            <img src={pictures.captures.get(id)?.picture.url} alt={t("walk.picture")} />
          </a>
          <Out
            words={t("walk.detach")}
            onClick={() => onChange({ capture_ids: captures.filter((other) => other !== id) })}
          />
        </li>
      ))}
      {kept.map((key) => (
        <li key={key} data-testid="photo-kept">
          <a href={pictures.photos.get(key)?.url} target="_blank" rel="noreferrer">
            <img src={pictures.photos.get(key)?.url} alt={t("walk.photo")} />
          </a>
          <Out
            words={t("walk.detach")}
            onClick={() => onChange({ photo_keys: kept.filter((other) => other !== key) })}
          />
        </li>
      ))}
      {photos !== null &&
        sending.map((photo) => (
          <li key={photo.id} data-testid="photo-sending" data-failed={photo.failed || undefined}>
            <img src={photo.preview} alt={t("walk.photo")} />
            {photo.failed ? (
              <>
                <button type="button" className={styles.state} onClick={() => photos.again(photo)}>
                  <RotateCcw size={16} aria-hidden="true" />
                  {t("walk.photoAgain")}
                </button>
                <span className="sr-only" role="alert">
                  {t("walk.photoFailed")}
                </span>
                <Out words={t("walk.photoDrop")} onClick={() => photos.drop(photo)} />
              </>
            ) : (
              <span className={styles.state} role="status">
                <LoaderCircle className={styles.turning} size={16} aria-hidden="true" />
                {t("walk.photoSending")}
              </span>
            )}
          </li>
        ))}
    </ul>
  );
}

function Out({ words, onClick }: { words: string; onClick: () => void }) {
  return (
    <button type="button" className={styles.out} aria-label={words} title={words} onClick={onClick}>
      <X size={14} aria-hidden="true" />
    </button>
  );
}
