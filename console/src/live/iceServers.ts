import { get } from "../api/client";

export interface IceServerList {
  items: { urls: string[]; username: string | null; credential: string | null }[];
  valid_s: number;
}

let known: { servers: RTCIceServer[]; until: number } | null = null;

/** As the service and RTCPeerConnection each have them. */
export function asIceServers(list: Pick<IceServerList, "items">): RTCIceServer[] {
  return list.items.map(({ urls, username, credential }) =>
    username === null || credential === null ? { urls } : { urls, username, credential },
  );
}

/** The STUN and TURN servers of the service, asked for again when half their time is over. */
export async function iceServers(signal: AbortSignal): Promise<RTCIceServer[]> {
  if (known === null || Date.now() >= known.until) {
    const list = await get<IceServerList>("ice-servers", signal);
    known = { servers: asIceServers(list), until: Date.now() + list.valid_s * 500 };
  }
  return known.servers;
}
