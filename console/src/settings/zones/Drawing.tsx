import { type KeyboardEvent, type PointerEvent as ReactPointer, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Point, Zone } from "../../api/settings";
import styles from "./Drawing.module.css";
import { centre, middle, moved, nudge, pointAt, split, without } from "./shapes";

/** What the next keys and clicks are about: a zone, one of its points, or nothing. */
export interface Selection {
  zone: number;
  point: number | null;
}

interface DrawingProps {
  zones: readonly Zone[];
  selection: Selection | null;
  onSelect: (selection: Selection | null) => void;
  /** label: see `step`. */
  onChange: (zones: readonly Zone[], label?: string) => void;
  onRest: () => void;
  /** The points so far of a zone that is being drawn, null while none is. */
  draft: readonly Point[] | null;
  onDraft: (points: readonly Point[]) => void;
  onClose: () => void;
}

const CLOSE_PX = 14;
const percent = (share: number) => `${share * 100}%`;

/** Zones over the picture: corners to drag, middles to make corners of, and a cross-hair for the keyboard. */
export function Drawing({
  zones,
  selection,
  onSelect,
  onChange,
  onRest,
  draft,
  onDraft,
  onClose,
}: DrawingProps) {
  const { t } = useTranslation();
  const surface = useRef<HTMLDivElement>(null);
  const [aim, setAim] = useState<Point>([0.5, 0.5]);

  const drawing = draft !== null;
  // The button that began it is gone, and keys shall act on the drawing.
  useEffect(() => {
    if (drawing) surface.current?.focus();
  }, [drawing]);

  const locate = (event: { clientX: number; clientY: number }): Point => {
    const box = surface.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return [0, 0];
    return pointAt((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  const near = (a: Point, b: Point): boolean => {
    const box = surface.current?.getBoundingClientRect();
    return box !== undefined && Math.hypot((a[0] - b[0]) * box.width, (a[1] - b[1]) * box.height) < CLOSE_PX;
  };
  const place = (point: Point) => {
    if (draft === null) return;
    const [first] = draft;
    if (draft.length >= 3 && first !== undefined && near(first, point)) onClose();
    else onDraft([...draft, point]);
  };
  const onKeyWhileDrawing = (event: KeyboardEvent) => {
    if (draft === null || event.target !== event.currentTarget) return;
    const by = nudge(event.key, event.shiftKey);
    if (by !== null) setAim(([x, y]) => pointAt(x + by[0] * 2, y + by[1] * 2));
    else if (event.key === " ") place(aim);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: no element stands for a drawing
    <div
      ref={surface}
      className={styles.surface}
      data-drawing={draft !== null}
      tabIndex={draft === null ? -1 : 0}
      role="group"
      aria-label={t(draft === null ? "zones.list" : "zones.drawing")}
      data-testid="zone-surface"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        if (draft !== null) {
          event.currentTarget.focus();
          setAim(locate(event));
          place(locate(event));
        } else if (event.target === event.currentTarget) onSelect(null);
      }}
      onPointerMove={(event) => {
        if (draft !== null) setAim(locate(event));
      }}
      onKeyDown={onKeyWhileDrawing}
    >
      <svg className={styles.shapes} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {zones.map((zone, index) => (
          <polygon
            // biome-ignore lint/suspicious/noArrayIndexKey: zones have no other identity while they are drawn
            key={index}
            className={styles.zone}
            data-tone={index % 6}
            data-selected={selection?.zone === index}
            points={zone.points.map((point) => point.join()).join(" ")}
            onPointerDown={() => draft === null && onSelect({ zone: index, point: null })}
          />
        ))}
        {draft !== null && draft.length > 0 && (
          <polyline
            className={styles.draft}
            points={[...draft, aim].map((point) => point.join()).join(" ")}
          />
        )}
      </svg>
      {zones.map((zone, index) => {
        const [x, y] = centre(zone.points);
        return (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            key={index}
            className={styles.name}
            data-tone={index % 6}
            data-quiet={selection !== null && selection.zone !== index}
            style={{ left: percent(x), top: percent(y) }}
          >
            {zone.name}
          </span>
        );
      })}
      {draft === null && selection !== null && zones[selection.zone] !== undefined && (
        <Handles
          zone={zones[selection.zone] as Zone}
          tone={selection.zone % 6}
          point={selection.point}
          locate={locate}
          onSelect={(point) => onSelect({ zone: selection.zone, point })}
          onRest={onRest}
          onChange={(zone, label) =>
            onChange(
              zones.map((other, index) => (index === selection.zone ? zone : other)),
              label,
            )
          }
        />
      )}
      {draft?.map(([x, y], index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: points are where they are in the row
          key={index}
          className={styles.placed}
          data-first={index === 0 && draft.length >= 3}
          style={{ left: percent(x), top: percent(y) }}
        />
      ))}
      {draft !== null && (
        <span
          className={styles.aim}
          style={{ left: percent(aim[0]), top: percent(aim[1]) }}
          aria-hidden="true"
        />
      )}
    </div>
  );
}

interface HandlesProps {
  zone: Zone;
  tone: number;
  point: number | null;
  locate: (event: { clientX: number; clientY: number }) => Point;
  onSelect: (point: number | null) => void;
  onChange: (zone: Zone, label?: string) => void;
  onRest: () => void;
}

function Handles({ zone, tone, point, locate, onSelect, onChange, onRest }: HandlesProps) {
  const { t } = useTranslation();
  const dragged = useRef<number | null>(null);

  const drag = (index: number) => ({
    onPointerDown: (event: ReactPointer<HTMLButtonElement>) => {
      if (event.button !== 0) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      dragged.current = index;
      onSelect(index);
    },
    onPointerMove: (event: ReactPointer<HTMLButtonElement>) => {
      if (dragged.current === index) onChange(moved(zone, index, locate(event)), `drag-${index}`);
    },
    onPointerUp: () => {
      dragged.current = null;
      onRest();
    },
    onPointerCancel: () => {
      dragged.current = null;
      onRest();
    },
  });

  const onKey = (index: number) => (event: KeyboardEvent) => {
    const by = nudge(event.key, event.shiftKey);
    const [x, y] = zone.points[index] ?? [0, 0];
    if (by !== null) onChange(moved(zone, index, pointAt(x + by[0], y + by[1])), `keys-${index}`);
    else if (event.key === "Delete" || event.key === "Backspace") onChange(without(zone, index));
    else if (event.key === "Insert" || event.key === "+") onChange(split(zone, index));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      {zone.points.map((_, index) => {
        const [x, y] = middle(zone.points, index);
        return (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: points are where they are in the row
            key={`m${index}`}
            type="button"
            className={styles.middle}
            data-tone={tone}
            tabIndex={-1}
            style={{ left: percent(x), top: percent(y) }}
            aria-label={t("zones.addPoint", { number: index + 1 })}
            data-testid={`zone-middle-${index}`}
            onPointerDown={(event) => {
              event.stopPropagation();
              onChange(split(zone, index));
              onSelect(index + 1);
            }}
          />
        );
      })}
      {zone.points.map(([x, y], index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: points are where they are in the row
          key={index}
          type="button"
          className={styles.point}
          data-tone={tone}
          data-selected={point === index}
          style={{ left: percent(x), top: percent(y) }}
          aria-label={t("zones.point", { number: index + 1, x: Math.round(x * 100), y: Math.round(y * 100) })}
          data-testid={`zone-point-${index}`}
          onFocus={() => onSelect(index)}
          onKeyDown={onKey(index)}
          onBlur={onRest}
          {...drag(index)}
        />
      ))}
    </>
  );
}
