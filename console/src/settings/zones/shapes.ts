import type { Point, Zone } from "../../api/settings";

/** Pure decisions of the zone editor: shapes, and what has been done and undone. */

const STEP = 0.005;
const LEAST_AREA = 0.0001;

export function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** A point in the picture, to a ten-thousandth: finer is nobody's meaning. */
export function pointAt(x: number, y: number): Point {
  return [Math.round(clamp(x) * 10_000) / 10_000, Math.round(clamp(y) * 10_000) / 10_000];
}

/** How an arrow key moves a point; null for other keys. */
export function nudge(key: string, far: boolean): Point | null {
  const step = far ? 4 * STEP : STEP;
  switch (key) {
    case "ArrowLeft":
      return [-step, 0];
    case "ArrowRight":
      return [step, 0];
    case "ArrowUp":
      return [0, -step];
    case "ArrowDown":
      return [0, step];
    default:
      return null;
  }
}

export function moved(zone: Zone, index: number, to: Point): Zone {
  return { ...zone, points: zone.points.map((point, at) => (at === index ? to : point)) };
}

/** A new point behind the point `index`, in the middle of the side that begins there. */
export function split(zone: Zone, index: number): Zone {
  const points = [...zone.points];
  points.splice(index + 1, 0, middle(zone.points, index));
  return { ...zone, points };
}

export function middle(points: readonly Point[], index: number): Point {
  const [x1, y1] = points[index] ?? [0, 0];
  const [x2, y2] = points[(index + 1) % points.length] ?? [0, 0];
  return pointAt((x1 + x2) / 2, (y1 + y2) / 2);
}

/** Without one of its points; a triangle keeps all of them. */
export function without(zone: Zone, index: number): Zone {
  if (zone.points.length <= 3) return zone;
  return { ...zone, points: zone.points.filter((_, at) => at !== index) };
}

export function areaOf(points: readonly Point[]): number {
  let sum = 0;
  points.forEach(([x1, y1], index) => {
    const [x2, y2] = points[(index + 1) % points.length] ?? [0, 0];
    sum += x1 * y2 - x2 * y1;
  });
  return Math.abs(sum) / 2;
}

/** Where a name stands best: the middle of the points. */
export function centre(points: readonly Point[]): Point {
  const count = Math.max(1, points.length);
  return [points.reduce((sum, [x]) => sum + x, 0) / count, points.reduce((sum, [, y]) => sum + y, 0) / count];
}

function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

export function crossesItself(points: readonly Point[]): boolean {
  const sides = points.map((point, index) => [point, points[(index + 1) % points.length] ?? point] as const);
  return sides.some(([a, b], i) =>
    sides.some(([c, d], j) => {
      if (j < i + 2 || (i === 0 && j === sides.length - 1)) return false;
      return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
    }),
  );
}

export type Fault = "unnamed" | "twice" | "crosses" | "flat" | "hours";

/** Why the zone cannot be kept, or null. */
export function faultOf(zone: Zone, all: readonly Zone[]): Fault | null {
  if (zone.name.trim() === "") return "unnamed";
  if (all.some((other) => other !== zone && other.name.trim() === zone.name.trim())) return "twice";
  if (crossesItself(zone.points)) return "crosses";
  if (areaOf(zone.points) < LEAST_AREA) return "flat";
  if (zone.hours.some((hours) => hours.days.length === 0 || hours.start === "" || hours.end === ""))
    return "hours";
  return null;
}

/** What is drawn, and the way there and back. `label` names a gesture that goes on, such as one drag. */
export interface History {
  past: readonly (readonly Zone[])[];
  present: readonly Zone[];
  future: readonly (readonly Zone[])[];
  label: string | null;
}

const MOST_STEPS = 200;

export function begin(zones: readonly Zone[]): History {
  return { past: [], present: zones, future: [], label: null };
}

/** One more step; steps of one and the same gesture are undone together. */
export function step(history: History, present: readonly Zone[], label: string | null = null): History {
  if (present === history.present) return history;
  const goesOn = label !== null && label === history.label;
  const past = goesOn ? history.past : [...history.past, history.present].slice(-MOST_STEPS);
  return { past, present, future: [], label };
}

/** What comes next is a gesture of its own. */
export function rest(history: History): History {
  return history.label === null ? history : { ...history, label: null };
}

export function undo(history: History): History {
  const last = history.past.at(-1);
  if (last === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: last,
    future: [history.present, ...history.future],
    label: null,
  };
}

export function redo(history: History): History {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, label: null };
}
