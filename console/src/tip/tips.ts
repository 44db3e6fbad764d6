import { queryOptions } from "@tanstack/react-query";
import type { Matter } from "../api/cases";
import { get, send } from "../api/client";

/** All that a stranger is told of a business. */
export interface TipPage {
  business: string;
  matters: Matter[];
}

export interface TipGiven {
  matter: Matter;
  what: string;
  contact: string;
  /** In base64. */
  photo: string | null;
}

export function tipPageQuery(businessId: string) {
  return queryOptions({
    queryKey: ["tip-page", businessId],
    queryFn: ({ signal }) => get<TipPage>(`tip-pages/${encodeURIComponent(businessId)}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export async function sendTip(businessId: string, given: TipGiven): Promise<void> {
  await send(`tip-pages/${encodeURIComponent(businessId)}/tips`, {
    method: "POST",
    body: JSON.stringify(given),
    headers: { "Content-Type": "application/json" },
  });
}

/** The address to print and put up, and the same as a picture. */
export function tipCodeQuery(businessId: string) {
  return queryOptions({
    queryKey: ["tip-code", businessId],
    queryFn: ({ signal }) =>
      get<{ url: string; qr: string }>(`businesses/${encodeURIComponent(businessId)}/tip-code`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
