import { Button } from "antd";
import { CircleCheck, Play } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Violation } from "../api/types";
import { useCameraWords } from "../parts/words";
import { When } from "../time/When";
import { ClipPlayer } from "../violation/ClipPlayer";
import { OngoingMark } from "../violation/StateMark";
import { useAcknowledge } from "../violation/useAcknowledge";
import styles from "./InboxItem.module.css";

/** A violation that has just slid in may lie under a thumb that aims at another. */
const HOLD_FIRE_MS = 900;

interface InboxItemProps {
  violation: Violation;
  fresh: boolean;
  /** Called before the acknowledgement is sent. */
  onAcknowledge: (id: string) => void;
}

export function InboxItem({ violation, fresh, onAcknowledge }: InboxItemProps) {
  const { t } = useTranslation();
  const cameraWords = useCameraWords();
  const act = useAcknowledge();
  const [armed, setArmed] = useState(!fresh);
  const [watching, setWatching] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), HOLD_FIRE_MS);
    return () => clearTimeout(timer);
  }, []);
  const { annotated, camera, rule, state } = violation;
  const open = state === "open";

  return (
    <li
      className={`${styles.item} ${open ? "" : styles.settled} ${fresh ? styles.fresh : ""}`}
      data-testid={`inbox-item-${violation.id}`}
      data-state={state}
    >
      <div className={styles.evidence}>
        {watching ? (
          <ClipPlayer violation={violation} />
        ) : (
          <>
            <Link
              className={styles.link}
              to={`/violations/${violation.id}?state=open`}
              aria-label={t("violation.pictureAlt", { camera: camera.name, rule: t(`rule.${rule}`) })}
              data-step=""
            >
              <img
                className={styles.picture}
                src={annotated.url}
                alt=""
                decoding="async"
                width={annotated.width}
                height={annotated.height}
              />
            </Link>
            {violation.clip !== null && (
              <button
                type="button"
                className={styles.watch}
                onClick={() => setWatching(true)}
                data-testid={`inbox-clip-${violation.id}`}
              >
                <Play size={16} fill="currentColor" aria-hidden="true" />
                {t("clip.watch")}
              </button>
            )}
          </>
        )}
      </div>
      <div className={styles.text}>
        <div className={styles.line}>
          <h3 className={styles.rule}>{t(`rule.${rule}`)}</h3>
          <OngoingMark violation={violation} />
          <span className={styles.age}>
            <When at={violation.started_at} />
          </span>
        </div>
        <p className={styles.where}>{cameraWords(camera)}</p>
        {open ? (
          <Button
            type="primary"
            size="large"
            block
            disabled={!armed}
            loading={act.isPending}
            onClick={() => {
              onAcknowledge(violation.id);
              act.mutate(violation.id);
            }}
            data-testid="acknowledge"
          >
            {t("violation.acknowledge")}
          </Button>
        ) : (
          <p className={styles.settledWord} role="status">
            <CircleCheck size={18} aria-hidden="true" />
            {t("violation.acknowledgedDone")}
          </p>
        )}
        {act.isError && (
          <p className={styles.failed} role="alert">
            {t("inbox.failed")}
          </p>
        )}
      </div>
    </li>
  );
}
