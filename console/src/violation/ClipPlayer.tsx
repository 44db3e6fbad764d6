import { Button, Tooltip } from "antd";
import { Camera, Download, LoaderCircle, Maximize, Pause, Play, VideoOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Violation } from "../api/types";
import { useLanguage } from "../i18n/language";
import { useHotkeys } from "../parts/hotkeys";
import { useNow } from "../time/clock";
import { clockTime } from "../time/relative";
import styles from "./ClipPlayer.module.css";
import { fileName, markOf, minutes, whyNoClip } from "./clip";

const LEAD_S = 4;
const SPEEDS = [1, 0.5, 0.25] as const;

/** The violation's clip, or in words why there is none. */
export function ClipPlayer({ violation }: { violation: Violation }) {
  const { clip, original } = violation;
  if (clip === null) return <NoClip violation={violation} />;
  return <Player key={clip.key} violation={violation} clip={clip} mark={markOf(clip, original)} />;
}

function NoClip({ violation }: { violation: Violation }) {
  const { t } = useTranslation();
  const why = whyNoClip(violation, useNow("second"));
  const { width, height } = violation.original;
  return (
    <div
      className={styles.none}
      style={{ aspectRatio: `${width} / ${height}` }}
      role="status"
      data-testid="clip-missing"
    >
      {why === "coming" ? (
        <LoaderCircle className={styles.turning} size={26} aria-hidden="true" />
      ) : (
        <VideoOff size={26} strokeWidth={1.5} aria-hidden="true" />
      )}
      <p>{t(`clip.none.${why}`)}</p>
    </div>
  );
}

interface PlayerProps {
  violation: Violation;
  clip: NonNullable<Violation["clip"]>;
  mark: number | null;
}

/** Plays at once, from a little before the snapshot; space plays and pauses. */
function Player({ violation, clip, mark }: PlayerProps) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const now = useNow();
  const video = useRef<HTMLVideoElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const play = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [waiting, setWaiting] = useState(true);
  const [failed, setFailed] = useState(false);
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>(1);
  const length = clip.duration_ms / 1000;

  useEffect(() => play.current?.focus({ preventScroll: true }), []);
  const toggle = () => {
    const element = video.current;
    if (element === null) return;
    if (element.paused) void element.play().catch(() => {});
    else element.pause();
  };
  const seek = (second: number) => {
    if (video.current !== null) video.current.currentTime = second;
    setAt(second);
  };
  const toSnapshot = () => {
    if (mark === null) return;
    video.current?.pause();
    seek(mark);
  };
  useHotkeys({ " ": failed ? undefined : toggle }, true);
  // More often than the browser's own events, so that the bar does not jump.
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => setAt(video.current?.currentTime ?? 0), 100);
    return () => clearInterval(timer);
  }, [playing]);

  const name = fileName(t(`rule.${violation.rule}`), violation.camera.name, clip);
  const shown = clockTime(Date.parse(clip.captured_at) + at * 1000, now, language);
  return (
    <div className={styles.player} ref={frame} data-testid="clip-player">
      <div className={styles.stage} style={{ aspectRatio: `${clip.width} / ${clip.height}` }}>
        <video
          ref={video}
          className={styles.video}
          src={clip.url}
          poster={violation.annotated.url}
          muted
          autoPlay
          playsInline
          preload="auto"
          aria-label={t("clip.label", { camera: violation.camera.name })}
          data-testid="clip-video"
          onClick={toggle}
          onLoadedMetadata={() => seek(Math.max(0, (mark ?? LEAD_S) - LEAD_S))}
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onSeeked={() => setWaiting(false)}
          onWaiting={() => setWaiting(true)}
          onPlaying={() => setWaiting(false)}
          onError={() => setFailed(true)}
        />
        {failed ? (
          <p className={styles.veil} role="alert">
            <VideoOff size={26} strokeWidth={1.5} aria-hidden="true" />
            {t("clip.failed")}
          </p>
        ) : (
          waiting && (
            <p className={styles.veil} role="status">
              <LoaderCircle className={styles.turning} size={26} aria-hidden="true" />
              <span className="sr-only">{t("common.loading")}</span>
            </p>
          )
        )}
      </div>
      <div className={styles.track}>
        <input
          type="range"
          className={styles.position}
          min={0}
          max={length}
          step={0.05}
          value={Math.min(at, length)}
          disabled={failed}
          style={{ "--done": `${(100 * at) / length}%` } as React.CSSProperties}
          aria-label={t("clip.position")}
          aria-valuetext={`${minutes(at)} / ${minutes(length)}`}
          onChange={(event) => seek(event.target.valueAsNumber)}
        />
        {mark !== null && (
          <span
            className={styles.mark}
            style={{ "--at": `${(100 * mark) / length}%` } as React.CSSProperties}
            aria-hidden="true"
          >
            <span className={styles.tag}>{t("clip.snapshot")}</span>
          </span>
        )}
      </div>
      <div className={styles.controls}>
        <Button
          ref={play}
          type="text"
          className={styles.play ?? ""}
          icon={playing ? <Pause size={20} aria-hidden="true" /> : <Play size={20} aria-hidden="true" />}
          aria-label={t(playing ? "clip.pause" : "clip.play")}
          aria-keyshortcuts="Space"
          disabled={failed}
          onClick={toggle}
          data-testid="clip-play"
        />
        <span className={styles.time}>
          {minutes(at)} / {minutes(length)}
        </span>
        <span className={styles.clock}>{shown}</span>
        <span className={styles.more}>
          <Tooltip title={t("clip.toSnapshot")}>
            <Button
              type="text"
              icon={<Camera size={18} aria-hidden="true" />}
              aria-label={t("clip.toSnapshot")}
              disabled={failed || mark === null}
              onClick={toSnapshot}
              data-testid="clip-to-snapshot"
            />
          </Tooltip>
          <Tooltip title={t("clip.speed")}>
            <Button
              type="text"
              className={styles.speed ?? ""}
              aria-label={`${t("clip.speed")} ${speed}×`}
              disabled={failed}
              onClick={() => {
                const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
                if (video.current !== null) video.current.playbackRate = next;
                setSpeed(next);
              }}
            >
              {speed}×
            </Button>
          </Tooltip>
          <Tooltip title={t("clip.fullscreen")}>
            <Button
              type="text"
              icon={<Maximize size={18} aria-hidden="true" />}
              aria-label={t("clip.fullscreen")}
              disabled={failed}
              onClick={() => void frame.current?.requestFullscreen().catch(() => {})}
            />
          </Tooltip>
          <Tooltip title={t("clip.download", { size: (clip.size_bytes / 1e6).toFixed(1) })}>
            <a
              className={styles.download}
              href={clip.url}
              download={name}
              aria-label={t("clip.download", { size: (clip.size_bytes / 1e6).toFixed(1) })}
              data-testid="clip-download"
            >
              <Download size={18} aria-hidden="true" />
            </a>
          </Tooltip>
        </span>
      </div>
    </div>
  );
}
