import { queryOptions } from "@tanstack/react-query";
import { get, post, send } from "../api/client";

/** A code that has just been made; it is told once. */
export interface PublishCode {
  id: string;
  url: string;
  /** The address as a QR code, itself the address of a picture. */
  qr: string;
  expires_at: string;
}

export interface PublishRight {
  id: string;
  /** Who gave it. */
  by: string;
  created_at: string;
  /** Until when it can be used first. */
  expires_at: string;
  used_at: string | null;
  ends_at: string | null;
  on_air: boolean;
}

function pathOf(cameraId: string): string {
  return `cameras/${encodeURIComponent(cameraId)}/publish-tokens`;
}

export function makeCode(cameraId: string): Promise<PublishCode> {
  return post<PublishCode>(pathOf(cameraId));
}

export async function withdraw(cameraId: string, id: string): Promise<void> {
  await send(`${pathOf(cameraId)}/${encodeURIComponent(id)}`, { method: "DELETE" });
}

export function rightsQuery(cameraId: string) {
  return queryOptions({
    queryKey: ["publish-rights", cameraId],
    queryFn: async ({ signal }) => (await get<{ items: PublishRight[] }>(pathOf(cameraId), signal)).items,
    // Nobody tells when a code is scanned.
    refetchInterval: 3_000,
  });
}
