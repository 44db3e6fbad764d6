import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import {
  CameraOff,
  CircleSlash,
  type LucideIcon,
  MicOff,
  Play,
  QrCode,
  ShieldAlert,
  Square,
  SwitchCamera,
} from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { ApiError } from "../api/client";
import { useLanguage } from "../i18n/language";
import { Failure } from "../parts/States";
import { useTitle } from "../parts/title";
import { LanguageSwitch } from "../shell/LanguageSwitch";
import { Splash } from "../shell/Splash";
import { useNow } from "../time/clock";
import { stopwatch } from "./duration";
import type { LensTrouble } from "./lens";
import styles from "./PublishPage.module.css";
import { type PublisherInfo, publisherInfo, type Refusal, type Right, refusalOf, takeRight } from "./right";
import { type Publishing, type Stage, usePublishing } from "./usePublishing";

/** For whoever scanned the code: turns this device into a camera. Nobody signs in here. */
export function PublishPage() {
  const { t } = useTranslation();
  const { cameraId = "" } = useParams();
  const [right] = useState(() => takeRight(cameraId));
  useTitle(t("publish.title"));
  return (
    <div className={styles.page} data-theme="dark">
      {right === null ? <Refused reason="missing" /> : <Allowed right={right} />}
    </div>
  );
}

function Allowed({ right }: { right: Right }) {
  const info = useQuery({
    queryKey: ["publisher", right.cameraId, right.key],
    queryFn: ({ signal }) => publisherInfo(right, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const publishing = usePublishing(right, info.data);
  const ended = refusalOf(publishing.error) ?? refusalOf(info.error);
  if (ended !== null) return <Refused reason={ended} />;
  if (info.isError) {
    return <Failure error={info.error} retry={() => void info.refetch()} />;
  }
  return info.data === undefined ? <Splash /> : <Studio info={info.data} publishing={publishing} />;
}

function Refused({ reason }: { reason: Refusal }) {
  const { t } = useTranslation();
  return (
    <>
      <header className={styles.bar}>
        <span className={styles.product}>{t("product")}</span>
        <LanguageSwitch className={styles.language} />
      </header>
      <Trouble icon={QrCode} title={t(`publish.refused.${reason}.title`)} testId={`refused-${reason}`}>
        <p>{t(`publish.refused.${reason}.body`)}</p>
      </Trouble>
    </>
  );
}

function Studio({ info, publishing }: { info: PublisherInfo; publishing: Publishing }) {
  const { t } = useTranslation();
  const { stage, stream, trouble, error, open, start, stop } = publishing;
  const live = stage === "onAir" || stage === "lost" || stage === "connecting";
  const opened = useRef(false);
  useEffect(() => {
    if (!opened.current) open();
    opened.current = true;
  }, [open]);
  return (
    <>
      <header className={styles.bar}>
        <div className={styles.where}>
          <h1>{info.camera.name}</h1>
          <p>{info.business.name}</p>
        </div>
        <LanguageSwitch className={styles.language} />
      </header>
      <main className={styles.stage} data-stage={stage} data-testid="stage">
        {stream !== null ? <Preview stream={stream} mirrored={publishing.facing === "user"} /> : null}
        {trouble !== null && <NoLens trouble={trouble} retry={open} />}
        {trouble === null && <Sign stage={stage} since={publishing.since} />}
      </main>
      <footer className={styles.controls}>
        <p className={styles.words} role="status">
          {trouble === null && wordsOf(stage, error)}
        </p>
        <div className={styles.buttons}>
          <span className={styles.mute} title={t("publish.mute")}>
            <MicOff size={20} strokeWidth={1.75} aria-hidden="true" />
            {t("publish.mute")}
          </span>
          {live ? (
            <button type="button" className={styles.stop} onClick={stop} data-testid="stop">
              <Square size={22} fill="currentColor" strokeWidth={0} aria-hidden="true" />
              {t("publish.stop")}
            </button>
          ) : (
            <button
              type="button"
              className={styles.start}
              onClick={start}
              disabled={stream === null}
              data-testid="start"
            >
              <Play size={22} fill="currentColor" strokeWidth={0} aria-hidden="true" />
              {stage === "stopped" ? t("publish.again") : t("publish.start")}
            </button>
          )}
          <button
            type="button"
            className={styles.turn}
            onClick={publishing.turn}
            disabled={stream === null || !publishing.several}
          >
            <SwitchCamera size={20} strokeWidth={1.75} aria-hidden="true" />
            {t("publish.turn")}
          </button>
        </div>
        <p className={styles.notice}>{t("publish.notice")}</p>
      </footer>
    </>
  );

  function wordsOf(stage: Stage, error: unknown): string {
    if (error instanceof ApiError && error.code === "already_publishing") return t("publish.taken");
    if (error !== null) return t("error.other");
    return t(`publish.words.${stage}`);
  }
}

function Preview({ stream, mirrored }: { stream: MediaStream; mirrored: boolean }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [upright, setUpright] = useState(false);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
  }, [stream]);
  return (
    <>
      <video
        ref={video}
        className={mirrored ? styles.mirrored : styles.video}
        autoPlay
        muted
        playsInline
        aria-label={t("publish.preview")}
        onResize={({ currentTarget: { videoWidth, videoHeight } }) => setUpright(videoHeight > videoWidth)}
        data-testid="preview"
      />
      {upright && <p className={styles.hint}>{t("publish.turnPhone")}</p>}
    </>
  );
}

/** Whether this device is on air, which nobody may overlook. */
function Sign({ stage, since }: { stage: Stage; since: number | null }) {
  const { t } = useTranslation();
  return (
    <p className={styles.sign} data-stage={stage} data-testid="sign">
      <span className={styles.dot} aria-hidden="true" />
      {t(`publish.sign.${stage}`)}
      {stage === "onAir" && since !== null && <OnAirFor since={since} />}
    </p>
  );
}

function OnAirFor({ since }: { since: number }) {
  const [language] = useLanguage();
  const now = useNow("second");
  return (
    <time className={styles.length} lang={language} data-testid="on-air-for">
      {stopwatch(now - since)}
    </time>
  );
}

const LENS_ICONS: Record<LensTrouble, LucideIcon> = {
  insecure: ShieldAlert,
  denied: CircleSlash,
  none: CameraOff,
  busy: CameraOff,
  lost: CameraOff,
  other: CameraOff,
};

function NoLens({ trouble, retry }: { trouble: LensTrouble; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <Trouble icon={LENS_ICONS[trouble]} title={t(`publish.lens.${trouble}.title`)} testId={`lens-${trouble}`}>
      <p>{t(`publish.lens.${trouble}.body`)}</p>
      {trouble !== "insecure" && (
        <Button size="large" onClick={retry}>
          {t("common.retry")}
        </Button>
      )}
    </Trouble>
  );
}

interface TroubleProps {
  icon: LucideIcon;
  title: string;
  testId: string;
  children: ReactNode;
}

function Trouble({ icon: Icon, title, testId, children }: TroubleProps) {
  return (
    <div className={styles.trouble} role="alert" data-testid={testId}>
      <Icon size={40} strokeWidth={1.5} aria-hidden="true" />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
