import { useRef, useState } from "react";
import { useUser } from "../api/session";

/*
 * What somebody has filled in and not sent outlives its page, in this tab and for them alone: a phone drops
 * a page while its camera is open, and a session may end before a long form is done.
 */

const PREFIX = "brightkitchen.unsent.";

export function readUnsent<T>(userId: string, name: string): T | null {
  try {
    const kept = sessionStorage.getItem(`${PREFIX}${userId}.${name}`);
    return kept === null ? null : (JSON.parse(kept) as T);
  } catch {
    return null;
  }
}

/** value: null when there is nothing left to send. */
export function keepUnsent(userId: string, name: string, value: object | null): void {
  try {
    if (value === null) sessionStorage.removeItem(`${PREFIX}${userId}.${name}`);
    else sessionStorage.setItem(`${PREFIX}${userId}.${name}`, JSON.stringify(value));
  } catch {
    // Storage may be blocked or full; it then lasts as long as the page.
  }
}

/** Of everybody: whoever signs out leaves nothing behind. */
export function forgetUnsent(): void {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
    }
  } catch {
    // Storage may be blocked; nothing was kept then.
  }
}

export interface Unsent<T> {
  given: T;
  change: (part: Partial<T>) => void;
  /** Blank again: it is sent, or given up. */
  forget: () => void;
}

/** What is given in a form, by its fields. name: of what the form is about; it stays the same while shown. */
export function useUnsent<T extends object>(name: string, blank: T): Unsent<T> {
  const { id } = useUser();
  const [given, setGiven] = useState<T>(() => ({ ...blank, ...readUnsent<Partial<T>>(id, name) }));
  // Two changes may come before the form is drawn again.
  const newest = useRef(given);
  return {
    given,
    change: (part) => {
      newest.current = { ...newest.current, ...part };
      setGiven(newest.current);
      keepUnsent(id, name, newest.current);
    },
    forget: () => {
      newest.current = blank;
      setGiven(blank);
      keepUnsent(id, name, null);
    },
  };
}
