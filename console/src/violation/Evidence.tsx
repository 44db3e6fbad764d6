import { Segmented } from "antd";
import { ExternalLink, ImageOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Picture, Violation } from "../api/types";
import { useHotkeys } from "../parts/hotkeys";
import { ClipPlayer } from "./ClipPlayer";
import styles from "./Evidence.module.css";

const KINDS = ["annotated", "original", "clip"] as const;
type Kind = (typeof KINDS)[number];

/** The violation's snapshot, large, or its clip; O switches between the two pictures, V shows the clip. */
export function Evidence({ violation }: { violation: Violation }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>("annotated");
  const picture = violation[kind === "clip" ? "annotated" : kind];
  const opposite = kind === "annotated" ? "original" : "annotated";
  useHotkeys({ o: () => setKind(opposite), v: () => setKind(kind === "clip" ? "annotated" : "clip") });
  const next = violation[opposite].url;
  useEffect(() => {
    new Image().src = next;
  }, [next]);

  return (
    <figure className={styles.evidence}>
      {kind === "clip" ? (
        <ClipPlayer violation={violation} />
      ) : (
        <Shot
          key={picture.key}
          picture={picture}
          alt={t("violation.pictureAlt", {
            camera: violation.camera.name,
            rule: t(`rule.${violation.rule}`),
          })}
        />
      )}
      <figcaption className={styles.bar}>
        <Segmented
          aria-label={t("violation.toggle")}
          value={kind}
          onChange={setKind}
          options={KINDS.map((value) => ({
            value,
            label: <span data-testid={`evidence-${value}`}>{t(`violation.${value}`)}</span>,
            title: t("violation.toggle"),
          }))}
        />
        {picture.stream === "sub" && <p className={styles.note}>{t("violation.fromSub")}</p>}
        {kind !== "clip" && (
          <a className={styles.open} href={picture.url} target="_blank" rel="noreferrer">
            <ExternalLink size={15} aria-hidden="true" />
            {t("violation.openPicture")}
          </a>
        )}
      </figcaption>
    </figure>
  );
}

function Shot({ picture, alt }: { picture: Picture; alt: string }) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  const size = { aspectRatio: `${picture.width} / ${picture.height}` };
  if (failed) {
    return (
      <div className={`${styles.shot} ${styles.failed}`} style={size} role="alert">
        <ImageOff size={28} strokeWidth={1.5} aria-hidden="true" />
        {t("violation.pictureFailed")}
      </div>
    );
  }
  return (
    <img
      className={styles.shot}
      style={size}
      src={picture.url}
      alt={alt}
      onError={() => setFailed(true)}
      data-testid="violation-image"
    />
  );
}
