import { useSearchParams } from "react-router";

/** The address with some of its parameters changed; null takes one away. */
export function useGo(): (change: Record<string, string | null>) => string {
  const [params] = useSearchParams();
  return (change) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(change)) {
      if (value === null || value === "") next.delete(name);
      else next.set(name, value);
    }
    return `?${next}`;
  };
}

/** A share as it is read: whole only when it is, so that one in ten thousand is not rounded away. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const value = (part / whole) * 100;
  if (part === whole) return "100%";
  return `${Math.min(99.9, Math.floor(value * 10) / 10).toFixed(1)}%`;
}
