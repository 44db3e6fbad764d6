import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get } from "../api/client";
import type { Named } from "../api/types";
import type { AreaKind } from "../office/api";

export interface Figures {
  businesses: number;
  covered: number;
  cadres: number;
  signed: number;
  tasks: { due: number; done: number; late: number; overdue: number };
  cases: { opened: number; closed: number; unfounded: number; open: number; overdue: number };
  corrections: { count: number; median_s: number | null; mean_s: number | null };
  checks: Record<
    "daily" | "weekly" | "monthly",
    { due: number; in_time: number; late: number; missing: number }
  >;
  online: { wanted_s: number; online_s: number; rate: number | null };
}

export interface AreaFigures extends Named {
  kind: AreaKind;
  has_areas: boolean;
  figures: Figures;
}

export interface FiguresAnswer {
  since: string;
  until: string;
  area: AreaFigures;
  areas: AreaFigures[];
  above: Named[];
}

export const PERIODS = ["quarter", "month", "week"] as const;
export type Period = (typeof PERIODS)[number];
const DAYS: Record<Exclude<Period, "quarter">, number> = { month: 30, week: 7 };
const DAY_MS = 86_400_000;

/** The quarter so far, or the last days. */
export function figuresQuery(area: string | null, period: Period) {
  return queryOptions({
    queryKey: ["figures", area, period],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams();
      if (area !== null) search.set("area_id", area);
      if (period !== "quarter") {
        search.set("since", new Date(Date.now() - DAYS[period] * DAY_MS).toISOString());
      }
      return get<FiguresAnswer>(`figures?${search}`, signal);
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}
