import { queryOptions } from "@tanstack/react-query";
import { get, post, send } from "./client";
import type { Camera, Place, RuleName, Trouble, Words } from "./types";

/** That a camera has an address; the address itself never leaves the service. */
export interface Address {
  host: string;
  has_credentials: boolean;
}

/** A time of the week on the service's clock; where it ends before it starts, it ends on the next day. */
export interface Hours {
  /** 1 is Monday. */
  days: number[];
  /** HH:MM */
  start: string;
  end: string;
}

export type Point = readonly [number, number];

export interface Zone {
  name: string;
  /** x, y as shares of the picture. */
  points: Point[];
  demands: RuleName[];
  /** None: always. */
  hours: Hours[];
}

export interface Acceptance {
  by: { name: string };
  at: string;
  reference_key: string;
  covered: Words[];
}

export interface CameraSettings {
  camera: Camera;
  address: Address | null;
  sub_address: Address | null;
  zones: Zone[];
  /** Newest first. */
  acceptances: Acceptance[];
}

export interface CameraGiven {
  business_id: string;
  name: string;
  place: string;
  kind: Camera["kind"];
  url: string | null;
  sub_url: string | null;
  key_process: string;
}

export interface StreamTest {
  stream: "main" | "sub";
  /** Null where pictures came. */
  trouble: Trouble | null;
  detail: string | null;
  codec: string | null;
  width: number | null;
  height: number | null;
  fps: number | null;
  /** Bits per second. */
  bit_rate: number | null;
  first_picture_s: number | null;
  converted: boolean | null;
  picture: { key: string; width: number; height: number; taken_at: string; jpeg: string } | null;
}

export interface CameraTest {
  streams: StreamTest[];
}

export const PRIVATE = ["changing_room", "toilet", "customers"] as const;

export interface PlaceGiven {
  name: Words;
  filming: Place["filming"];
  covers: Words[];
}

export function cameraSettingsQuery(id: string) {
  return queryOptions({
    queryKey: ["cameraSettings", id],
    queryFn: ({ signal }) => get<CameraSettings>(`cameras/${encodeURIComponent(id)}/settings`, signal),
    staleTime: 15_000,
  });
}

async function sendJson(method: "PUT" | "PATCH", path: string, body: unknown): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return send(path, { method, headers, body: JSON.stringify(body) });
}

export function addCamera(given: CameraGiven): Promise<CameraSettings> {
  return post<CameraSettings>("cameras", given);
}

export async function changeCamera(
  id: string,
  changes: Partial<Omit<CameraGiven, "business_id">>,
): Promise<CameraSettings> {
  return (await sendJson("PATCH", `cameras/${id}`, changes)).json() as Promise<CameraSettings>;
}

export async function deleteCamera(id: string): Promise<void> {
  await send(`cameras/${id}`, { method: "DELETE" });
}

export async function setZones(id: string, zones: Zone[]): Promise<CameraSettings> {
  return (await sendJson("PUT", `cameras/${id}/zones`, { zones })).json() as Promise<CameraSettings>;
}

/** Tries a camera out; of `addresses` only what is given differs from what is kept. */
export function testCamera(
  id: string | null,
  addresses: { url?: string | null; sub_url?: string | null },
): Promise<CameraTest> {
  return post<CameraTest>(id === null ? "cameras/test" : `cameras/${id}/test`, addresses);
}

export function acceptCamera(id: string, pictureKey: string, covered: Words[]): Promise<Acceptance> {
  return post<Acceptance>(`cameras/${id}/acceptance`, {
    picture_key: pictureKey,
    covered,
    absent: PRIVATE,
  });
}

export function addPlace(given: PlaceGiven): Promise<Place> {
  return post<Place>("places", given);
}

export async function changePlace(key: string, given: PlaceGiven): Promise<void> {
  await sendJson("PUT", `places/${key}`, given);
}

export async function removePlace(key: string): Promise<void> {
  await send(`places/${key}`, { method: "DELETE" });
}

export async function orderPlaces(keys: string[]): Promise<void> {
  await sendJson("PUT", "places/order", { keys });
}

export interface ImportProblem {
  code:
    | "missing"
    | "unknown_business"
    | "several_businesses"
    | "unknown_place"
    | "place_not_filmed"
    | "unusable_address"
    | "unknown_kind"
    | "address_not_wanted"
    | "too_long"
    | "repeated";
  column: "business" | "name" | "place" | "process" | "kind" | "url" | "subUrl" | null;
  /** The line that says the same, for "repeated". */
  line: number | null;
}

export interface ImportRow {
  line: number;
  business: string;
  name: string;
  outcome: "created" | "updated" | "unchanged" | "refused";
  problems: ImportProblem[];
}

export interface ImportReport {
  rows: ImportRow[];
}

/** Sends a file of cameras; `dry` only tells what would happen. */
export async function importCameras(file: File, dry: boolean): Promise<ImportReport> {
  const headers = { "Content-Type": "application/octet-stream" };
  const response = await send(`cameras/import?dry_run=${dry}`, { method: "POST", headers, body: file });
  return (await response.json()) as ImportReport;
}
