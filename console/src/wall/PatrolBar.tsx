import { Switch } from "antd";
import { ChevronLeft, ChevronRight, Pause, Play, X } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Violation } from "../api/types";
import { remember, remembered } from "../parts/memory";
import styles from "./PatrolBar.module.css";
import { PACES_S, type Stop, USUAL_PACE_S } from "./patrol";

interface PatrolBarProps {
  stops: readonly Stop[];
  index: number;
  paused: boolean;
  stoppedBy: Violation | null;
  /** Whether a violation stops the patrol. */
  alert: boolean;
  onAlert: (on: boolean) => void;
  onPause: () => void;
  onTurn: (by: 1 | -1) => void;
  onEnd: () => void;
}

/** Where the patrol is, how long it stays and what comes next. */
export function PatrolBar(props: PatrolBarProps) {
  const { stops, index, paused, stoppedBy, alert, onAlert, onPause, onTurn, onEnd } = props;
  const { t } = useTranslation();
  const [pace, setPace] = useState(() =>
    Number(remembered("patrol-pace", PACES_S.map(String)) ?? USUAL_PACE_S),
  );
  const here = stops[index];
  const next = stops[(index + 1) % stops.length];
  const nameOf = (stop: Stop) =>
    stop.parts > 1 ? `${stop.business.name} ${stop.part}/${stop.parts}` : stop.business.name;
  if (here === undefined || next === undefined) return null;
  return (
    <section className={styles.bar} aria-label={t("patrol.name")} data-testid="patrol-bar">
      <div className={styles.keys}>
        <Key label={t("patrol.previous")} onClick={() => onTurn(-1)} testId="patrol-previous">
          <ChevronLeft size={20} aria-hidden="true" />
        </Key>
        <Key label={t(paused ? "patrol.resume" : "patrol.pause")} onClick={onPause} testId="patrol-pause">
          {paused ? <Play size={18} aria-hidden="true" /> : <Pause size={18} aria-hidden="true" />}
        </Key>
        <Key label={t("patrol.next")} onClick={() => onTurn(1)} testId="patrol-next">
          <ChevronRight size={20} aria-hidden="true" />
        </Key>
      </div>
      <div className={styles.where} role="status">
        <p className={styles.here} data-testid="patrol-here">
          <span className={styles.count}>
            {index + 1}/{stops.length}
          </span>
          {nameOf(here)}
        </p>
        {stoppedBy !== null ? (
          <p className={styles.stopped} data-testid="patrol-stopped">
            {t("patrol.stoppedBy", { rule: t(`rule.${stoppedBy.rule}`), camera: stoppedBy.camera.name })}
          </p>
        ) : (
          <p className={styles.following} data-testid="patrol-following">
            {t("patrol.following", { name: nameOf(next) })}
          </p>
        )}
      </div>
      <label className={styles.choice}>
        <span>{t("patrol.pace")}</span>
        <select
          value={pace}
          onChange={(event) => {
            remember("patrol-pace", event.target.value);
            setPace(Number(event.target.value));
          }}
        >
          {PACES_S.map((value) => (
            <option key={value} value={value}>
              {t("patrol.seconds", { count: value })}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.choice} htmlFor="patrol-alert">
        <span>{t("patrol.alert")}</span>
        <Switch id="patrol-alert" size="small" checked={alert} onChange={onAlert} />
      </label>
      <Key label={t("patrol.end")} onClick={onEnd} testId="patrol-end">
        <X size={18} aria-hidden="true" />
      </Key>
      <Countdown
        key={`${index} ${pace}`}
        seconds={pace}
        paused={paused || stops.length === 1}
        onOver={() => onTurn(1)}
      />
    </section>
  );
}

interface KeyProps {
  label: string;
  onClick: () => void;
  testId: string;
  children: React.ReactNode;
}

function Key({ label, onClick, testId, children }: KeyProps) {
  return (
    <button
      type="button"
      className={styles.key}
      aria-label={label}
      title={label}
      onClick={onClick}
      data-testid={testId}
    >
      {children}
    </button>
  );
}

interface CountdownProps {
  seconds: number;
  paused: boolean;
  onOver: () => void;
}

/** Counts only while somebody can see the page: what nobody watched was not visited. */
function Countdown({ seconds, paused, onOver }: CountdownProps) {
  const [left, setLeft] = useState(seconds);
  const over = useEffectEvent(onOver);
  useEffect(() => {
    if (paused) return;
    const timer = setInterval(() => {
      if (!document.hidden) setLeft((before) => before - 1);
    }, 1_000);
    return () => clearInterval(timer);
  }, [paused]);
  useEffect(() => {
    if (left <= 0) over();
  }, [left]);
  return (
    <span className={styles.track} aria-hidden="true">
      <span className={styles.gone} style={{ width: `${(100 * (seconds - left)) / seconds}%` }} />
    </span>
  );
}
