import { ClipboardCheck, LoaderCircle, Pause, VideoOff } from "lucide-react";
import { type RefObject, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import type { Camera, CameraStatus, StreamName } from "../api/types";
import { useLanguage } from "../i18n/language";
import { useNow } from "../time/clock";
import { absoluteTime, clockTime, duration } from "../time/relative";
import styles from "./LivePicture.module.css";
import { Overlay } from "./Overlay";
import { type PictureState, type Playback, pictureState, usePlayback } from "./playback";

export interface LiveView {
  video: RefObject<HTMLVideoElement | null>;
  playback: Playback;
  state: PictureState;
}

/**
 * Watches a camera while `wanted`; give the result to one LivePicture.
 *
 * stream: null leaves the choice to the service, which gives the smaller one.
 */
export function useLiveView(camera: Camera, wanted: boolean, stream: StreamName | null = null): LiveView {
  const video = useRef<HTMLVideoElement>(null);
  // A camera that has never been there is not worth asking for; one that went away keeps its last picture.
  const reachable = camera.status.state === "online" || camera.status.state === "stalled";
  const [begun, setBegun] = useState(reachable);
  if (reachable && !begun) setBegun(true);
  const closed = useClosed(camera);
  const playback = usePlayback(video, camera.id, stream, camera.status.state, wanted && begun && !closed);
  return { video, playback, state: pictureState(camera.status.state, playback) };
}

/** Whether nobody but an administrator may see the camera, because nobody has accepted its picture yet. */
function useClosed(camera: Camera): boolean {
  return useUser().role !== "admin" && camera.accepted_at === null;
}

interface LivePictureProps {
  camera: Camera;
  view: LiveView;
  boxes: boolean;
}

/** A camera's picture with its boxes, and over it in words whatever keeps it from being live. */
export function LivePicture({ camera, view: { video, playback, state }, boxes }: LivePictureProps) {
  const { t } = useTranslation();
  const closed = useClosed(camera);
  return (
    <div className={styles.picture} data-state={state}>
      <video
        ref={video}
        className={styles.video}
        muted
        autoPlay
        playsInline
        disablePictureInPicture
        aria-label={t("picture.label", { camera: camera.name })}
        data-testid={`video-${camera.id}`}
      />
      {boxes && state === "live" && <Overlay cameraId={camera.id} video={video} />}
      {state === "live" ? (
        <span className={styles.live}>
          <span className={styles.dot} aria-hidden="true" />
          {t("picture.live")}
          {camera.accepted_at === null && ` · ${t("picture.awaiting")}`}
        </span>
      ) : closed ? (
        <div className={styles.veil}>
          <ClipboardCheck size={24} strokeWidth={1.75} aria-hidden="true" />
          <p className={styles.headline}>{t("picture.awaiting")}</p>
          <p>{t("picture.awaitingHint")}</p>
        </div>
      ) : (
        <Veil status={camera.status} state={state} playback={playback} />
      )}
    </div>
  );
}

interface VeilProps {
  status: CameraStatus;
  state: Exclude<PictureState, "live">;
  playback: Playback;
}

function Veil({ status, state, playback }: VeilProps) {
  const { t } = useTranslation();
  if (state === "connecting") {
    return (
      <div className={styles.veil}>
        <LoaderCircle className={styles.turning} size={22} aria-hidden="true" />
        <p>{connectingWords()}</p>
      </div>
    );
  }
  const Icon = state === "offline" ? VideoOff : Pause;
  const cameraDown = status.state !== "online";
  return (
    <div className={styles.veil} title={status.detail ?? undefined}>
      <Icon size={24} strokeWidth={1.75} aria-hidden="true" />
      <p className={styles.headline}>
        {state === "offline"
          ? t("picture.offline")
          : cameraDown
            ? t("picture.stalled")
            : t("picture.stopped")}
      </p>
      <p>{reasonWords()}</p>
      <p className={styles.since}>
        {playback.lastFrameAt !== null ? (
          <LastFrame at={playback.lastFrameAt} />
        ) : (
          <Since at={Date.parse(status.since)} />
        )}
      </p>
    </div>
  );

  function connectingWords(): string {
    if (status.state === "connecting") return t("picture.cameraConnecting");
    if (playback.phase === "full") return t("picture.full");
    return playback.phase === "waiting" ? t("picture.waiting") : t("picture.connecting");
  }

  function reasonWords(): string {
    if (cameraDown) {
      return status.state === "connecting"
        ? t("picture.cameraConnecting")
        : t(`picture.trouble.${status.trouble ?? "unknown"}`);
    }
    return playback.phase === "full" ? t("picture.full") : t("picture.connecting");
  }
}

function LastFrame({ at }: { at: number }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const now = useNow("second");
  return (
    <time dateTime={new Date(at).toISOString()} title={absoluteTime(at, language)}>
      {t("picture.lastFrame", { age: duration(now - at, language) })}
    </time>
  );
}

function Since({ at }: { at: number }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const now = useNow("second");
  return (
    <time dateTime={new Date(at).toISOString()} title={absoluteTime(at, language)}>
      {t("picture.since", { time: clockTime(at, now, language), age: duration(now - at, language) })}
    </time>
  );
}
