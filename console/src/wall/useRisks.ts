import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client";
import type { Named } from "../api/types";

const NONE: ReadonlyMap<string, number> = new Map();

/** Risk scores of the riskiest businesses by id; null until known, none where they are not for this person. */
export function useRisks(): ReadonlyMap<string, number> | null {
  const { data, isError } = useQuery({
    queryKey: ["risks", "wall"],
    queryFn: async ({ signal }) => {
      const { items } = await get<{ items: { business: Named; score: number }[] }>("risks?limit=200", signal);
      return new Map(items.map(({ business, score }) => [business.id, score]));
    },
    // Worked out once a day.
    staleTime: 3_600_000,
    structuralSharing: false,
  });
  return data ?? (isError ? NONE : null);
}
