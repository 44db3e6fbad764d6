import { useCallback, useEffect, useMemo, useRef, useState } from "react";

const PARKED_AFTER_MS = 20_000;

/** Whether somebody is pointing into an element; a pointer left lying there does not count for long. */
export function usePointing() {
  const [pointing, setPointing] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const leave = useCallback(() => {
    clearTimeout(timer.current);
    setPointing(false);
  }, []);
  const move = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(leave, PARKED_AFTER_MS);
    setPointing(true);
  }, [leave]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const handlers = useMemo(() => ({ onPointerMove: move, onPointerLeave: leave }), [move, leave]);
  return [pointing, handlers] as const;
}
