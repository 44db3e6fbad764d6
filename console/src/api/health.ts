import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post } from "./client";
import { steady } from "./queries";
import type { AreaRate, CameraHealth, HealthFinding, Page } from "./types";

const MOST_FINDINGS = 200;

export interface HealthPage extends Page<CameraHealth> {
  /** With how many cameras something is wrong now, and with how many nothing is; those of other pages included. */
  ill: number;
  well: number;
}

/** Which cameras: all that this person may see, or those of one business. */
export interface HealthSearch {
  well: boolean;
  business: string | null;
  since: Date;
}

/** Cameras with what was wrong with each since then, what needs eyes first, a page at a time. */
export function healthQuery({ well, business, since }: HealthSearch) {
  return infiniteQueryOptions({
    queryKey: ["health", "cameras", well, business, since.toISOString()],
    queryFn: async ({ pageParam, signal }) => {
      const search = new URLSearchParams({ since: since.toISOString() });
      if (well) search.set("well", "true");
      if (business !== null) search.set("business_id", business);
      if (pageParam !== null) search.set("cursor", pageParam);
      const page = await get<HealthPage>(`camera-health?${search}`, signal);
      return { ...page, items: page.items.map((item) => ({ ...item, camera: steady(item.camera) })) };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

/** What is wrong now. */
export const ongoingHealthQuery = queryOptions({
  queryKey: ["health", "ongoing"],
  queryFn: async ({ signal }) =>
    (await get<Page<HealthFinding>>(`health-findings?ongoing=true&limit=${MOST_FINDINGS}`, signal)).items,
  staleTime: 15_000,
});

/** How much of the time since then the cameras of each area were online, each after the one it lies in. */
export function areaRatesQuery(since: Date) {
  return queryOptions({
    queryKey: ["health", "online", "areas", since.toISOString()],
    queryFn: async ({ signal }) =>
      (await get<{ items: AreaRate[] }>(`online-rates/areas?since=${since.toISOString()}`, signal)).items,
    staleTime: 60_000,
  });
}

export function acknowledgeHealth(id: string): Promise<HealthFinding> {
  return post<HealthFinding>(`health-findings/${encodeURIComponent(id)}/acknowledgement`);
}
