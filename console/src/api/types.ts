/** The nouns of /api/v1 as they come over the wire. Times are RFC 3339 in UTC. */

export type Role = "cadre" | "business" | "office" | "regulator" | "auditor" | "admin";
export type RuleName = "mask" | "hat" | "gloves";
export type ViolationState = "open" | "acknowledged";
export type CameraState = "connecting" | "online" | "stalled" | "offline";
/** A text in the console's languages. */
export interface Words {
  zh: string;
  en: string;
}

export interface Place {
  key: string;
  name: Words;
  /** Whether it must, may or must never be filmed. */
  filming: "must" | "may" | "never";
  /** What has to be seen before a camera there is accepted. */
  covers: Words[];
  cameras: number;
}
export type Trouble =
  | "refused"
  | "unauthorized"
  | "not_found"
  | "timeout"
  | "stalled"
  | "closed"
  | "no_video"
  | "unsupported"
  | "unreadable"
  | "not_published"
  | "no_address";
export type Label = "person" | "mask" | "no_mask" | "hat" | "no_hat" | "glove" | "bare_hand";

export interface Named {
  id: string;
  name: string;
}

export interface User {
  id: string;
  username: string;
  name: string;
  role: Role;
  business: Named | null;
  /** Where the person works. */
  area: Named | null;
}

export interface Session {
  user: User;
  csrf_token: string;
  expires_at: string;
}

export interface Business extends Named {
  level: "A" | "B" | "C" | "D";
  address: string;
  open_violations: number;
  cameras_online: number;
  cameras_total: number;
}

export type StreamName = "main" | "sub";

export interface StreamStatus {
  state: CameraState;
  /** Null while online. */
  trouble: Trouble | null;
  detail: string | null;
  since: string;
  /** One more at each reconnect. */
  run: number;
  codec: string | null;
  width: number | null;
  height: number | null;
  fps: number | null;
}

/** By the stream that is analysed. */
export interface CameraStatus extends StreamStatus {
  /** The main stream, where that is another one. */
  main: StreamStatus | null;
}

export interface Camera extends Named {
  /** Key of a place. */
  place: string;
  kind: "rtsp" | "whip";
  key_process: string;
  /** Null until a person has found its first picture fit; until then only admins watch it. */
  accepted_at: string | null;
  business: Named;
  open_violations: number;
  last_violation_at: string | null;
  status: CameraStatus;
  /** What is wrong with it now, what matters most first. */
  health: HealthKind[];
}

export type HealthKind =
  | "offline"
  | "stalled"
  | "frozen"
  | "black"
  | "over_exposed"
  | "covered"
  | "out_of_focus"
  | "moved"
  | "main_lost"
  | "wrong_clock"
  | "low_fps"
  | "low_bit_rate"
  | "resolution_changed";

/** One thing wrong with one camera, from when to when. */
export interface HealthFinding {
  id: string;
  kind: HealthKind;
  business: Named;
  camera: Named & { place: string };
  began_at: string;
  /** Null while it goes on. */
  ended_at: string | null;
  /** What was measured, by name with its unit. */
  detail: Record<string, string | number>;
  picture_url: string | null;
  acknowledged_at: string | null;
  acknowledged_by: { name: string } | null;
}

/** A camera with how it was over a span of time. */
export interface CameraHealth {
  camera: Camera;
  online: OnlineRate;
  findings: HealthFinding[];
}

export interface HealthChange {
  change: "began" | "explained" | "ended" | "acknowledged";
  finding: HealthFinding;
}

/** An area's cameras together, those of the areas below it included. */
export interface AreaRate extends OnlineRate {
  name: string;
  parent_id: string | null;
}

export interface OnlineRate {
  /** Of the business or camera. */
  id: string;
  wanted_s: number;
  online_s: number;
  /** In [0, 1]; null while nothing was wanted. */
  rate: number | null;
}

export interface Picture {
  /** SHA-256 of the bytes, lower-case hex. */
  key: string;
  url: string;
  width: number;
  height: number;
  captured_at: string;
  size_bytes: number;
  /** "sub": the main stream had no picture of that instant. */
  stream: StreamName;
}

/** The video around the snapshot; `captured_at` is when it begins. */
export interface Clip extends Picture {
  duration_ms: number;
}

export type ClipTrouble = "codec" | "gone" | "failed";

export interface Votes {
  missing: number;
  present: number;
  /** The attribute could not be seen; never counts as missing. */
  unseen: number;
}

export interface Violation {
  id: string;
  rule: RuleName;
  state: ViolationState;
  business: Named;
  camera: Named & { place: string };
  started_at: string;
  last_seen_at: string;
  /** Null while it goes on. */
  ended_at: string | null;
  detected_at: string;
  /** In [0, 1]. */
  peak_score: number;
  votes: Votes;
  run: number;
  track_id: number;
  acknowledged_at: string | null;
  acknowledged_by: { name: string } | null;
  original: Picture;
  annotated: Picture;
  /** Null for some ten seconds, and where there is none. */
  clip: Clip | null;
  clip_trouble: ClipTrouble | null;
  /** Oldest first; the latest stands. */
  reviews: Review[];
}

export type Opinion = "confirmed" | "rejected" | "appealed";
export type Ground = "worn" | "unclear" | "other";

export interface Review {
  opinion: Opinion;
  /** Null with a confirmation. */
  ground: Ground | null;
  comment: string;
  by: { name: string };
  at: string;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Box {
  label: Label;
  score: number;
  /** Left, top, right, bottom in [0, 1] of the picture. */
  xyxy: [number, number, number, number];
  track_id: number | null;
  /** Belongs to a violation that is going on. */
  alert: boolean;
}

export interface Detections {
  camera_id: string;
  run: number;
  media_ns: number;
  /** The picture's time in live views of the stream analysed, 1/90000 s. */
  pts: number;
  /** The same in live views of the main stream; null while that sends nothing. */
  main_pts: number | null;
  captured_at: string;
  width: number;
  height: number;
  boxes: Box[];
}

export interface CameraChange {
  camera_id: string;
  status: CameraStatus;
}

export interface ViolationChange {
  change: "opened" | "updated" | "ended" | "acknowledged" | "reviewed";
  violation: Violation;
}

/** RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  /** What is wrong in the body, and where: names and indices. */
  errors?: FormError[];
}

export interface FormError {
  loc: (string | number)[];
  msg: string;
}
