import {
  Ban,
  Clock8,
  EyeOff,
  Focus,
  Gauge,
  ImageOff,
  type LucideIcon,
  Move,
  PauseOctagon,
  Scaling,
  Snowflake,
  Sun,
  WifiOff,
} from "lucide-react";
import type { Camera, HealthChange, HealthFinding, HealthKind } from "../api/types";

/** What matters most first, as the service lists them. */
export const KINDS: readonly HealthKind[] = [
  "offline",
  "stalled",
  "frozen",
  "black",
  "over_exposed",
  "covered",
  "out_of_focus",
  "moved",
  "main_lost",
  "wrong_clock",
  "low_fps",
  "low_bit_rate",
  "resolution_changed",
];

/** No picture comes; one comes in which nothing can be made out; it is not what it should be. */
export type Gravity = "silent" | "blind" | "poor";

const GRAVITIES: Record<HealthKind, Gravity> = {
  offline: "silent",
  stalled: "silent",
  frozen: "silent",
  black: "blind",
  over_exposed: "blind",
  covered: "blind",
  out_of_focus: "blind",
  moved: "blind",
  main_lost: "poor",
  wrong_clock: "poor",
  low_fps: "poor",
  low_bit_rate: "poor",
  resolution_changed: "poor",
};

export const ICONS: Record<HealthKind, LucideIcon> = {
  offline: WifiOff,
  stalled: PauseOctagon,
  frozen: Snowflake,
  black: Ban,
  over_exposed: Sun,
  covered: EyeOff,
  out_of_focus: Focus,
  moved: Move,
  main_lost: ImageOff,
  wrong_clock: Clock8,
  low_fps: Gauge,
  low_bit_rate: Gauge,
  resolution_changed: Scaling,
};

export function gravityOf(kind: HealthKind): Gravity {
  return GRAVITIES[kind];
}

/** The cameras with the change made; the very same where nothing differs. */
export function withHealth(
  cameras: Camera[],
  change: HealthChange["change"],
  { kind, camera: { id } }: HealthFinding,
): Camera[] {
  if (change === "explained" || change === "acknowledged") return cameras;
  return cameras.map((camera) => {
    if (camera.id !== id || camera.health.includes(kind) === (change === "began")) return camera;
    const health = KINDS.filter((item) =>
      item === kind ? change === "began" : camera.health.includes(item),
    );
    return { ...camera, health };
  });
}
