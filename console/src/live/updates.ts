import type { InfiniteData, QueryClient, QueryKey } from "@tanstack/react-query";
import type { CaptureChange } from "../api/captures";
import type { CaseChange } from "../api/cases";
import { ApiError } from "../api/client";
import { type Filters, matches } from "../api/filters";
import type { InspectionChange } from "../api/inspections";
import { type Pages, replace, settle } from "../api/lists";
import { camerasQuery, type Manner, violationQuery } from "../api/queries";
import type {
  Camera,
  CameraChange,
  Detections,
  HealthChange,
  Page,
  Violation,
  ViolationChange,
} from "../api/types";
import { withHealth } from "../health/kinds";
import { backoffMs, pause } from "./backoff";
import { Emitter } from "./emitter";
import { readEvents } from "./events";

export type Connection = "idle" | "connecting" | "open" | "lost";

const COUNTS_EVERY_MS = 2_000;
const REOPEN_AFTER_MS = 150;
/** The service takes no more in one address. */
const MOST_FOLLOWED = 64;
const ALL = "all";
const LISTS = [
  "violations",
  "violation",
  "cameras",
  "businesses",
  "captures",
  "capture",
  "inspections",
  "inspection",
  "cases",
  "case",
  "health",
  "bulletins",
  "self-checks",
  "office",
];

/**
 * Keeps the query cache true to what happens at the service.
 *
 * Rare events (violations, camera states) go into the cache; boxes go to their listeners and never touch
 * React. One connection serves the whole console; it is replaced, without a gap, when other cameras are
 * followed.
 */
export class LiveUpdates {
  readonly detections = new Emitter<Detections>();
  private readonly changes = new Emitter<ViolationChange>();
  private readonly captures = new Emitter<CaptureChange>();
  private readonly reminders = new Emitter<void>();
  private readonly stateListeners = new Set<() => void>();
  private readonly followed = new Map<string, number>();
  private readonly queries: QueryClient;
  /** More than one only while a new connection is about to replace the old. */
  private readonly connections = new Set<AbortController>();
  private state: Connection = "idle";
  private reopenTimer: ReturnType<typeof setTimeout> | undefined;
  private countedAt = 0;
  private countsTimer: ReturnType<typeof setTimeout> | undefined;
  private casesAt = 0;
  private casesTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly doubted = new WeakSet<Promise<unknown>>();

  constructor(queries: QueryClient) {
    this.queries = queries;
  }

  getState = (): Connection => this.state;

  onState = (listener: () => void): (() => void) => {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  };

  onViolation(listener: (change: ViolationChange) => void): () => void {
    return this.changes.on(ALL, listener);
  }

  onCapture(listener: (change: CaptureChange) => void): () => void {
    return this.captures.on(ALL, listener);
  }

  /** Businesses were reminded of self-checks; which one, the list of what is due tells. */
  onSelfChecks(listener: () => void): () => void {
    return this.reminders.on(ALL, listener);
  }

  /** Connects and stays connected until the returned function is called. */
  start(): () => void {
    this.open();
    return () => {
      clearTimeout(this.reopenTimer);
      clearTimeout(this.countsTimer);
      this.countsTimer = undefined;
      clearTimeout(this.casesTimer);
      this.casesTimer = undefined;
      this.closeAllBut(null);
      this.enter("idle");
    };
  }

  /** Boxes of these cameras are sent until the returned function is called. */
  follow(cameraIds: readonly string[]): () => void {
    this.count(cameraIds, +1);
    return () => this.count(cameraIds, -1);
  }

  private count(cameraIds: readonly string[], step: number): void {
    const before = [...this.followed.keys()].sort().join();
    for (const id of cameraIds) {
      const count = (this.followed.get(id) ?? 0) + step;
      if (count > 0) this.followed.set(id, count);
      else this.followed.delete(id);
    }
    if (this.connections.size === 0 || [...this.followed.keys()].sort().join() === before) return;
    clearTimeout(this.reopenTimer);
    this.reopenTimer = setTimeout(() => this.open(), REOPEN_AFTER_MS);
  }

  private enter(state: Connection): void {
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.stateListeners) listener();
  }

  private open(): void {
    if (this.state !== "open") this.closeAllBut(null);
    if (this.state === "idle") this.enter("connecting");
    const connection = new AbortController();
    this.connections.add(connection);
    void this.run(connection);
  }

  private closeAllBut(kept: AbortController | null): void {
    for (const connection of this.connections) {
      if (connection === kept) continue;
      connection.abort();
      this.connections.delete(connection);
    }
  }

  private async run(connection: AbortController): Promise<void> {
    const cameras = [...this.followed.keys()].slice(0, MOST_FOLLOWED);
    const { signal } = connection;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const opened = () => {
        attempt = 0;
        const missed = this.state !== "open";
        this.closeAllBut(connection);
        this.enter("open");
        if (missed) this.refresh();
      };
      try {
        await readEvents(cameras, this.handlers, opened, signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return;
      }
      if (signal.aborted) return;
      this.enter("lost");
      await pause(backoffMs(attempt, Math.random()), signal);
    }
  }

  /** Whatever was missed while not connected is fetched. */
  private refresh = (): void => {
    for (const key of LISTS) {
      void this.queries.invalidateQueries({ queryKey: [key] });
    }
  };

  /** Asks anew for everything under this key. */
  private renew(queryKey: QueryKey): void {
    void this.queries.invalidateQueries({ queryKey });
    this.doubt(queryKey);
  }

  /** A first answer still on its way may be older than what has just happened: it is asked for once more. */
  private doubt(queryKey: QueryKey): void {
    for (const query of this.queries.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" })) {
      const answer = query.promise;
      if (query.state.data !== undefined || answer === undefined || this.doubted.has(answer)) continue;
      this.doubted.add(answer);
      const again = () => this.queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
      answer.then(again, () => undefined);
    }
  }

  private readonly handlers = {
    violation: (change: ViolationChange): void => {
      this.apply(change.violation);
      this.changes.emit(ALL, change);
      if (change.change !== "updated") this.refreshCounts();
    },
    case: ({ case_id }: CaseChange): void => {
      this.renew(["case", case_id]);
      this.refreshCases();
    },
    camera: ({ camera_id, status }: CameraChange): void => {
      this.changeCameras((cameras) =>
        cameras.map((camera) => (camera.id === camera_id ? { ...camera, status } : camera)),
      );
    },
    detections: (detections: Detections): void => this.detections.emit(detections.camera_id, detections),
    health: ({ change, finding }: HealthChange): void => {
      this.changeCameras((cameras) => withHealth(cameras, change, finding));
      this.renew(["health"]);
    },
    capture: (change: CaptureChange): void => {
      this.renew(["captures"]);
      this.renew(["capture", change.capture_id]);
      // A signed report may have been opened before its latest picture could be seen.
      this.renew(["inspection"]);
      this.captures.emit(ALL, change);
    },
    inspection: ({ inspection_id }: InspectionChange): void => {
      this.renew(["inspections"]);
      this.renew(["inspection", inspection_id]);
    },
    bulletin: (): void => {
      this.renew(["bulletins"]);
    },
    self_check: (): void => {
      this.renew(["self-checks", "due"]);
      this.reminders.emit(ALL, undefined);
    },
    cadre_change: (): void => {
      this.renew(["office", "changes"]);
    },
    resync: this.refresh,
  };

  /** Enters a violation's newest state everywhere it is listed. */
  apply(violation: Violation): void {
    const now = new Date();
    this.queries.setQueryData(violationQuery(violation.id).queryKey, violation);
    for (const [key, data] of this.queries.getQueriesData<Pages>({ queryKey: ["violations"] })) {
      if (data === undefined) continue;
      const [, manner, filters] = key as [string, Manner, Filters];
      const next =
        manner === "live"
          ? settle(data, violation, matches(filters, violation, now))
          : replace(data, violation);
      if (next !== data) this.queries.setQueryData(key, next);
    }
    this.doubt(["violations"]);
  }

  /** Wherever cameras are listed. */
  private changeCameras(change: (cameras: Camera[]) => Camera[]): void {
    this.queries.setQueryData(camerasQuery.queryKey, (cameras) => cameras && change(cameras));
    this.queries.setQueriesData<InfiniteData<Page<Camera>>>({ queryKey: ["cameras", "pages"] }, (data) => {
      const pages = data?.pages.map((page) => ({ ...page, items: change(page.items) }));
      return data && pages && { ...data, pages };
    });
    this.doubt(["cameras"]);
  }

  /** Many may change at once; the lists are asked for at most every two seconds. */
  private refreshCases(): void {
    const delay = Math.max(0, this.casesAt + COUNTS_EVERY_MS - Date.now());
    this.casesTimer ??= setTimeout(() => {
      this.casesTimer = undefined;
      this.casesAt = Date.now();
      this.renew(["cases"]);
    }, delay);
  }

  /** Counts are the service's to make; asked for at most every two seconds. */
  private refreshCounts(): void {
    const delay = Math.max(0, this.countedAt + COUNTS_EVERY_MS - Date.now());
    this.countsTimer ??= setTimeout(() => {
      this.countsTimer = undefined;
      this.countedAt = Date.now();
      this.renew(camerasQuery.queryKey);
      this.renew(["businesses"]);
    }, delay);
  }
}
