import { type TouchEvent, useRef } from "react";

const LEAST_PX = 56;

/** Turns pages by a sideways stroke of one finger; `turn` null: not at all. */
export function useSwipe(turn: ((by: 1 | -1) => void) | null) {
  const from = useRef<{ x: number; y: number } | null>(null);
  return {
    onTouchStart: (event: TouchEvent) => {
      const touch = event.touches[0];
      from.current = touch && event.touches.length === 1 ? { x: touch.clientX, y: touch.clientY } : null;
    },
    onTouchEnd: (event: TouchEvent) => {
      const touch = event.changedTouches[0];
      if (from.current === null || touch === undefined) return;
      const right = touch.clientX - from.current.x;
      const down = touch.clientY - from.current.y;
      from.current = null;
      if (Math.abs(right) >= LEAST_PX && Math.abs(right) > 2 * Math.abs(down)) turn?.(right < 0 ? 1 : -1);
    },
  };
}
