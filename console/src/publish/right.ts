import { ApiError, send } from "../api/client";
import type { Named } from "../api/types";
import { asIceServers, type IceServerList } from "../live/iceServers";

/** What this device may publish with: the scanned token, and a key of its own that makes the token its own. */
export interface Right {
  cameraId: string;
  token: string;
  key: string;
}

export interface PublisherInfo {
  camera: Named;
  business: Named;
  iceServers: RTCIceServer[];
}

/** Why there is nothing to publish with; "missing": the address has no token in it. */
export type Refusal = "missing" | "unknown" | "expired" | "used" | "ended";

const KEY_BYTES = 32;

/**
 * The right that the page was opened with, taken out of the address so that it is not passed on with it.
 *
 * It outlives a reload of the page, but not its tab.
 */
export function takeRight(cameraId: string): Right | null {
  const name = `brightkitchen.publish.${cameraId}`;
  const scanned = location.hash.slice(1);
  if (scanned !== "") {
    const key = newKey();
    history.replaceState(history.state, "", location.pathname + location.search);
    const right = { cameraId, token: scanned, key };
    store(name, right);
    return right;
  }
  return stored(name);
}

export function headersOf({ token, key }: Right): Record<string, string> {
  return { Authorization: `Bearer ${token}`, "Publisher-Key": key };
}

export async function publisherInfo(right: Right, signal: AbortSignal): Promise<PublisherInfo> {
  const path = `cameras/${encodeURIComponent(right.cameraId)}/publisher`;
  const response = await send(path, { headers: headersOf(right), signal });
  const { camera, business, ice_servers } = (await response.json()) as {
    camera: Named;
    business: Named;
    ice_servers: IceServerList;
  };
  return { camera, business, iceServers: asIceServers(ice_servers) };
}

export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof ApiError)) return null;
  const reason = /^publish_token_(missing|unknown|expired|used|ended)$/.exec(error.code)?.[1];
  // An address that is none of a camera's is not even asked for its token.
  return error.status === 422 ? "unknown" : ((reason as Refusal | undefined) ?? null);
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function store(name: string, right: Right): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(right));
  } catch {
    // Storage may be blocked; the right then lasts until the page is reloaded.
  }
}

function stored(name: string): Right | null {
  try {
    const found = sessionStorage.getItem(name);
    return found === null ? null : (JSON.parse(found) as Right);
  } catch {
    return null;
  }
}
