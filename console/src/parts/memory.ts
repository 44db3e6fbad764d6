/** A choice this browser remembers; null when there is none, or none of those allowed. */
export function remembered<T extends string>(name: string, allowed: readonly T[]): T | null {
  try {
    const value = localStorage.getItem(`brightkitchen.${name}`);
    return allowed.find((candidate) => candidate === value) ?? null;
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`brightkitchen.${name}`, value);
  } catch {
    // Storage may be blocked; the choice then holds for this visit.
  }
}
