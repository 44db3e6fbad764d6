import type { Camera, HealthFinding, Violation } from "./api/types";

/** A violation for tests; only what a test is about needs to be named. */
export function violation(part: Partial<Violation> = {}): Violation {
  const picture = {
    key: "a".repeat(64),
    url: `/api/v1/evidence/${"a".repeat(64)}`,
    width: 1280,
    height: 720,
    captured_at: "2026-03-01T04:00:01.000Z",
    size_bytes: 1000,
    stream: "main" as const,
  };
  return {
    id: "v1",
    rule: "mask",
    state: "open",
    business: { id: "b1", name: "Noodles" },
    camera: { id: "c1", name: "Stove", place: "cooking" },
    started_at: "2026-03-01T04:00:00.000Z",
    last_seen_at: "2026-03-01T04:00:10.000Z",
    ended_at: null,
    detected_at: "2026-03-01T04:00:01.500Z",
    peak_score: 0.9,
    votes: { missing: 10, present: 0, unseen: 3 },
    run: 1,
    track_id: 1,
    acknowledged_at: null,
    acknowledged_by: null,
    original: picture,
    annotated: picture,
    clip: null,
    clip_trouble: null,
    reviews: [],
    ...part,
  };
}

export function camera(part: Partial<Camera> & { state?: Camera["status"]["state"] } = {}): Camera {
  const { state = "online", ...rest } = part;
  return {
    id: "c1",
    name: "Stove",
    place: "cooking",
    kind: "rtsp",
    key_process: "",
    accepted_at: "2026-02-01T04:00:00.000Z",
    business: { id: "b1", name: "Noodles" },
    open_violations: 0,
    last_violation_at: null,
    status: {
      state,
      trouble: null,
      detail: null,
      since: "2026-03-01T04:00:00.000Z",
      run: 1,
      codec: "h264",
      width: 1280,
      height: 720,
      fps: 15,
      main: null,
    },
    health: [],
    ...rest,
  };
}

export function healthFinding(part: Partial<HealthFinding> = {}): HealthFinding {
  return {
    id: "f1",
    kind: "covered",
    business: { id: "b1", name: "Noodles" },
    camera: { id: "c1", name: "Stove", place: "cooking" },
    began_at: "2026-03-01T04:00:00.000Z",
    ended_at: null,
    detail: {},
    picture_url: null,
    acknowledged_at: null,
    acknowledged_by: null,
    ...part,
  };
}
