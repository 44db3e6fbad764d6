import { useEffect, useRef, useState } from "react";
import { closeLens, type Facing, hasSeveralLenses, LensError, type LensTrouble, openLens } from "./lens";
import { type AirPhase, Publisher } from "./publisher";
import type { PublisherInfo, Right } from "./right";

/** "stopped": it was on air. */
export type Stage = "ready" | "stopped" | AirPhase;

export interface Publishing {
  stage: Stage;
  /** The preview; null while there is none. */
  stream: MediaStream | null;
  trouble: LensTrouble | null;
  /** What ended it; null while nothing did. */
  error: unknown;
  /** Since when it is on air, lost moments included, in ms since the epoch. */
  since: number | null;
  facing: Facing;
  several: boolean;
  open: () => void;
  start: () => void;
  stop: () => void;
  turn: () => void;
}

/** This device's camera and its publication, while the page is open. */
export function usePublishing(right: Right | null, info: PublisherInfo | undefined): Publishing {
  const [stage, setStage] = useState<Stage>("ready");
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [trouble, setTrouble] = useState<LensTrouble | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [since, setSince] = useState<number | null>(null);
  const [facing, setFacing] = useState<Facing>("environment");
  const [several, setSeveral] = useState(false);
  const publisher = useRef<Publisher | null>(null);
  const current = useRef<MediaStream | null>(null);

  const stop = () => {
    publisher.current?.stop();
    publisher.current = null;
    setSince(null);
    setStage("stopped");
  };

  const look = async (way: Facing) => {
    // A phone opens one of its cameras at a time.
    closeLens(current.current);
    try {
      const opened = await openLens(way);
      current.current = opened;
      const [track] = opened.getVideoTracks();
      track?.addEventListener("ended", () => {
        setTrouble("lost");
        setStream(null);
        stop();
      });
      setStream(opened);
      setTrouble(null);
      setSeveral(await hasSeveralLenses());
      await publisher.current?.show(opened);
    } catch (failure) {
      setStream(null);
      setTrouble(failure instanceof LensError ? failure.trouble : "other");
      if (publisher.current !== null) stop();
    }
  };

  useEffect(
    () => () => {
      publisher.current?.stop();
      closeLens(current.current);
    },
    [],
  );
  useAwake(stage === "onAir" || stage === "lost");

  return {
    stage,
    stream,
    trouble,
    error,
    since,
    facing,
    several,
    open: () => void look(facing),
    start: () => {
      if (right === null || info === undefined || stream === null) return;
      setError(null);
      const enter = (phase: AirPhase) => {
        setStage(phase);
        if (phase === "onAir") setSince((known) => known ?? Date.now());
      };
      publisher.current = new Publisher(right, info.iceServers, stream, enter, (failure) => {
        stop();
        setError(failure);
      });
    },
    stop,
    turn: () => {
      const way = facing === "environment" ? "user" : "environment";
      setFacing(way);
      void look(way);
    },
  };
}

/** Keeps the screen on: a phone that falls asleep stops filming. */
function useAwake(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let over = false;
    const take = async () => {
      if (document.visibilityState !== "visible") return;
      lock = await navigator.wakeLock.request("screen").catch(() => null);
      if (over) void lock?.release();
    };
    void take();
    document.addEventListener("visibilitychange", take);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, [wanted]);
}
