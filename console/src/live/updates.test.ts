import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { NO_FILTERS } from "../api/filters";
import { flatten, type Pages } from "../api/lists";
import { camerasQuery, violationQuery, violationsQuery } from "../api/queries";
import type { Detections } from "../api/types";
import { camera, violation } from "../testing";
import { LiveUpdates } from "./updates";

afterEach(() => vi.unstubAllGlobals());

/** Answers every request for events with a stream that the test writes to; keeps the addresses asked for. */
function serveEvents() {
  const asked: string[] = [];
  const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  vi.stubGlobal("fetch", (path: string, { signal }: RequestInit) => {
    asked.push(path);
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        streams.push(controller);
        signal?.addEventListener("abort", () => controller.error(signal.reason));
      },
    });
    return Promise.resolve(new Response(body));
  });
  const write = (text: string) => streams.at(-1)?.enqueue(new TextEncoder().encode(text));
  return { asked, streams, write };
}

const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const onePage = (items: ReturnType<typeof violation>[]): Pages => ({
  pages: [{ items, next_cursor: null }],
  pageParams: [null],
});

function setUp() {
  const queries = new QueryClient();
  queries.setQueryData(camerasQuery.queryKey, [camera()]);
  const live = new LiveUpdates(queries);
  return { queries, live, service: serveEvents() };
}

test("a violation enters live lists, updates still ones and every copy of itself", async () => {
  const { queries, live, service } = setUp();
  const known = violation({ id: "known", started_at: "2026-03-01T03:00:00.000Z" });
  const open = { ...NO_FILTERS, states: ["open" as const] };
  const keys = {
    live: violationsQuery(open, "live").queryKey,
    still: violationsQuery(open, "still").queryKey,
  };
  for (const key of Object.values(keys)) queries.setQueryData<Pages>(key, onePage([known]));
  const ids = (key: readonly unknown[]) => flatten(queries.getQueryData<Pages>(key)).map(({ id }) => id);

  const stop = live.start();
  await vi.waitFor(() => expect(live.getState()).toBe("open"));
  const text = event("violation", { change: "opened", violation: violation({ id: "new" }) });
  // A network cuts wherever it likes, also inside a line.
  service.write(text.slice(0, 40));
  service.write(text.slice(40));
  await vi.waitFor(() => expect(ids(keys.live)).toEqual(["new", "known"]));
  expect(ids(keys.still)).toEqual(["known"]);
  expect(queries.getQueryData(violationQuery("new").queryKey)?.id).toBe("new");

  const acknowledged = { ...known, state: "acknowledged" as const };
  service.write(event("violation", { change: "acknowledged", violation: acknowledged }));
  await vi.waitFor(() => expect(ids(keys.live)).toEqual(["new"]));
  expect(flatten(queries.getQueryData<Pages>(keys.still))[0]?.state).toBe("acknowledged");
  stop();
});

test("what happens while a first answer is on its way is asked for again, once, when that is here", async () => {
  const { queries, live, service } = setUp();
  const stop = live.start();
  await vi.waitFor(() => expect(live.getState()).toBe("open"));
  const answers: ((items: string[]) => void)[] = [];
  const unread = new QueryObserver(queries, {
    queryKey: ["bulletins", "unread"],
    queryFn: () => new Promise<string[]>((resolve) => answers.push(resolve)),
  });
  const leave = unread.subscribe(() => {});
  const { status } = camera({ state: "offline" });
  service.write(`${event("bulletin", {}).repeat(3)}${event("camera", { camera_id: "c1", status })}`);
  await vi.waitFor(() =>
    expect(queries.getQueryData(camerasQuery.queryKey)?.[0]?.status.state).toBe("offline"),
  );
  expect(answers).toHaveLength(1);
  answers[0]?.([]);
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(["published"]);
  await vi.waitFor(() => expect(unread.getCurrentResult().data).toEqual(["published"]));
  expect(answers).toHaveLength(2);
  leave();
  stop();
});

test("a camera's state changes that camera; pings and unknown events change nothing", async () => {
  const { queries, live, service } = setUp();
  const stop = live.start();
  await vi.waitFor(() => expect(live.getState()).toBe("open"));
  const { status } = camera({ state: "offline" });
  service.write(`: ping\n\n${event("weather", {})}${event("camera", { camera_id: "c1", status })}`);
  await vi.waitFor(() =>
    expect(queries.getQueryData(camerasQuery.queryKey)?.[0]?.status.state).toBe("offline"),
  );
  stop();
  expect(live.getState()).toBe("idle");
});

test("boxes go to the camera's listeners and leave the cache alone", async () => {
  const { queries, live, service } = setUp();
  const seen: Detections[] = [];
  live.detections.on("c1", (detections) => seen.push(detections));
  const stop = live.start();
  await vi.waitFor(() => expect(live.getState()).toBe("open"));
  const before = queries.getQueryCache().getAll().length;
  service.write(event("detections", { camera_id: "c2", boxes: [] }));
  service.write(event("detections", { camera_id: "c1", boxes: [] }));
  await vi.waitFor(() => expect(seen.map(({ camera_id }) => camera_id)).toEqual(["c1"]));
  expect(queries.getQueryCache().getAll().length).toBe(before);
  stop();
});

test("following cameras opens a new connection, and closes the old one only then", async () => {
  const { live, service } = setUp();
  const stop = live.start();
  await vi.waitFor(() => expect(live.getState()).toBe("open"));
  const unfollow = live.follow(["c1", "c2"]);
  await vi.waitFor(() => expect(service.asked).toHaveLength(2));
  expect(service.asked[1]).toContain("cameras=c1&cameras=c2");
  expect(live.getState()).toBe("open");
  unfollow();
  await vi.waitFor(() => expect(service.asked).toHaveLength(3));
  expect(service.asked[2]).not.toContain("cameras=");
  stop();
});

test("a connection that ends is said to be lost, and comes back", async () => {
  const { live, service } = setUp();
  const states: string[] = [];
  live.onState(() => states.push(live.getState()));
  const stop = live.start();
  await vi.waitFor(() => expect(live.getState()).toBe("open"));
  service.streams[0]?.close();
  await vi.waitFor(() => expect(states).toEqual(["connecting", "open", "lost", "open"]), { timeout: 3_000 });
  stop();
});
