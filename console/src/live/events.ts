import { createParser } from "eventsource-parser";
import type { CaptureChange } from "../api/captures";
import type { CaseChange } from "../api/cases";
import { send } from "../api/client";
import type { InspectionChange } from "../api/inspections";
import type { CameraChange, Detections, HealthChange, ViolationChange } from "../api/types";

export interface Handlers {
  violation: (change: ViolationChange) => void;
  case: (change: CaseChange) => void;
  camera: (change: CameraChange) => void;
  detections: (detections: Detections) => void;
  health: (change: HealthChange) => void;
  capture: (change: CaptureChange) => void;
  inspection: (change: InspectionChange) => void;
  bulletin: () => void;
  self_check: () => void;
  cadre_change: () => void;
  resync: () => void;
}

/** The service sends a comment every 15 s; a stream that is silent for longer is dead. */
const SILENCE_MS = 40_000;

/**
 * Reads the event stream until it ends; `opened` is called once the service has accepted it.
 *
 * Fetch instead of EventSource: it tells a refused session from a lost connection, and sees the pings that
 * tell a quiet stream from a dead one. Raises ApiError when refused, any error when the stream breaks.
 */
export async function readEvents(
  cameras: readonly string[],
  handlers: Handlers,
  opened: () => void,
  signal: AbortSignal,
): Promise<void> {
  const search = new URLSearchParams(cameras.map((id) => ["cameras", id]));
  const response = await send(`events?${search}`, {
    headers: { Accept: "text/event-stream" },
    cache: "no-store",
    signal,
  });
  if (response.body === null) throw new Error("event stream without a body");
  opened();

  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === undefined || !Object.hasOwn(handlers, event)) return;
      const handle = handlers[event as keyof Handlers] as (value: unknown) => void;
      handle(JSON.parse(data));
    },
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const rearm = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => reader.cancel("silent").catch(() => {}), SILENCE_MS);
  };
  try {
    rearm();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rearm();
      parser.feed(value);
    }
  } finally {
    clearTimeout(watchdog);
  }
}
