import { useEffect, useEffectEvent } from "react";

const EDITS = "input, textarea, select, [contenteditable], [role=combobox], [role=listbox]";
const ACTS = "button, a[href], summary, [role=button], [role=radio], [role=switch]";

/** Whether the focused element wants the key for itself. */
function taken(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof Element)) return false;
  if (target.closest(EDITS) !== null) return true;
  return (event.key === " " || event.key === "Enter") && target.closest(ACTS) !== null;
}

/**
 * Calls the handler of the pressed key (`KeyboardEvent.key`, letters in lower case) anywhere on the page.
 *
 * first: comes before the handlers of the page around it.
 */
export function useHotkeys(
  handlers: Readonly<Record<string, (() => void) | undefined>>,
  first = false,
): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || taken(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const handler = handlers[key];
    if (handler === undefined) return;
    event.preventDefault();
    handler();
  });
  useEffect(() => {
    addEventListener("keydown", onKey, first);
    return () => removeEventListener("keydown", onKey, first);
  }, [first]);
}

/** J and K move the focus through the links marked `data-step` on the page. */
export function useSteps(): void {
  const step = (by: 1 | -1) => {
    const stops = [...document.querySelectorAll<HTMLElement>("[data-step]")];
    const here = stops.findIndex((stop) => stop.matches(":focus"));
    const next = stops[here === -1 ? 0 : Math.min(stops.length - 1, Math.max(0, here + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  useHotkeys({ j: () => step(1), k: () => step(-1) });
}
