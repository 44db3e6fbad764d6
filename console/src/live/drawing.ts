import type { Box, Label } from "../api/types";
import { place, type Rect, type Size } from "./geometry";

const ALERT = "#d92c22";
const DOUBT = "rgba(255, 196, 92, 0.9)";
const QUIET = "rgba(140, 230, 200, 0.55)";
const PERSON = "rgba(255, 255, 255, 0.4)";
const TEXT_HEIGHT = 18;
const FONT =
  '600 12px system-ui, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

const MISSING: ReadonlySet<Label> = new Set(["no_mask", "no_hat", "bare_hand"]);

export type BoxWords = (label: Label) => string;

function strokeBox(context: CanvasRenderingContext2D, { x, y, width, height }: Rect, radius: number): void {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.stroke();
}

/** Only the corners, so that what is in order does not compete with what is not. */
function strokeCorners(context: CanvasRenderingContext2D, { x, y, width, height }: Rect): void {
  const arm = Math.min(10, width / 4, height / 4);
  context.beginPath();
  for (const [cornerX, stepX] of [
    [x, arm],
    [x + width, -arm],
  ] as const) {
    for (const [cornerY, stepY] of [
      [y, arm],
      [y + height, -arm],
    ] as const) {
      context.moveTo(cornerX + stepX, cornerY);
      context.lineTo(cornerX, cornerY);
      context.lineTo(cornerX, cornerY + stepY);
    }
  }
  context.stroke();
}

function writeLabel(context: CanvasRenderingContext2D, text: string, box: Rect, canvas: Size): void {
  const width = context.measureText(text).width + 12;
  const x = Math.max(0, Math.min(box.x - 1, canvas.width - width));
  const above = box.y - TEXT_HEIGHT - 2;
  const y = above >= 0 ? above : Math.min(box.y + 2, canvas.height - TEXT_HEIGHT);
  context.fillStyle = ALERT;
  context.beginPath();
  context.roundRect(x, y, width, TEXT_HEIGHT, 4);
  context.fill();
  context.fillStyle = "#fff";
  context.fillText(text, x + 6, y + TEXT_HEIGHT / 2 + 0.5);
}

function quietStyle(label: Label): { colour: string; dash: number[] } {
  if (label === "person") return { colour: PERSON, dash: [] };
  return MISSING.has(label) ? { colour: DOUBT, dash: [4, 3] } : { colour: QUIET, dash: [] };
}

/**
 * Draws one frame's boxes: violations in red with their rule's name, everything else quietly below them.
 *
 * canvas and picture: CSS pixels; the context is already scaled to the screen's density and cleared.
 */
export function drawBoxes(
  context: CanvasRenderingContext2D,
  boxes: readonly Box[],
  picture: Rect,
  canvas: Size,
  words: BoxWords,
): void {
  context.lineWidth = 1.5;
  for (const box of boxes) {
    if (box.alert) continue;
    const { colour, dash } = quietStyle(box.label);
    context.strokeStyle = colour;
    context.setLineDash(dash);
    strokeCornersOrBox(context, box.label, place(box.xyxy, picture));
  }
  context.setLineDash([]);
  context.font = FONT;
  context.textBaseline = "middle";
  const alerts = boxes.filter((box) => box.alert);
  for (const box of alerts) {
    const rect = place(box.xyxy, picture);
    context.lineWidth = box.label === "person" ? 1.5 : 2.5;
    context.strokeStyle = ALERT;
    strokeBox(context, rect, 3);
  }
  for (const box of alerts) {
    if (MISSING.has(box.label)) writeLabel(context, words(box.label), place(box.xyxy, picture), canvas);
  }
}

function strokeCornersOrBox(context: CanvasRenderingContext2D, label: Label, rect: Rect): void {
  if (label === "person") strokeCorners(context, rect);
  else strokeBox(context, rect, 2);
}
