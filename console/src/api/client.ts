import type { FormError, Problem, Session } from "./types";

const BASE = "/api/v1";

/** An answer of the service that is an error, or `code` "network" with status 0 when there was no answer. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly retryAfterS: number | null;
  readonly errors: readonly FormError[];

  constructor(
    status: number,
    code: string,
    message: string,
    retryAfterS: number | null = null,
    errors: readonly FormError[] = [],
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
    this.errors = errors;
  }
}

let csrfToken: string | null = null;
let whenSignedOut: () => void = () => {};
let whenStale: () => void = () => {};

/** Every unsafe request repeats the session's token. */
export function holdSession(session: Session | null): void {
  csrfToken = session?.csrf_token ?? null;
}

/**
 * Who is told when an answer contradicts what the console knows of the session: `signedOut` when nobody is
 * signed in (any more), `stale` when somebody is, but with another token (signed in anew in another tab).
 */
export function onSessionTrouble(signedOut: () => void, stale: () => void): void {
  whenSignedOut = signedOut;
  whenStale = stale;
}

export function csrfHeaders(): Record<string, string> {
  return csrfToken === null ? {} : { "X-CSRF-Token": csrfToken };
}

async function problemOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("Retry-After"));
  const seconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  try {
    const problem = (await response.json()) as Partial<Problem>;
    const message = problem.detail || problem.title || response.statusText;
    return new ApiError(response.status, problem.code ?? "internal_error", message, seconds, problem.errors);
  } catch {
    return new ApiError(response.status, "internal_error", response.statusText, seconds);
  }
}

/**
 * Sends one request and returns the successful response.
 *
 * Raises ApiError for every other answer and for none; an abort by the caller's signal passes through.
 */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const safe = init.method === undefined || init.method === "GET";
  const headers = new Headers(init.headers);
  if (!safe) {
    for (const [name, value] of Object.entries(csrfHeaders())) headers.set(name, value);
  }
  let response: Response;
  try {
    response = await fetch(path.startsWith("/") ? path : `${BASE}/${path}`, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, "network", String(error));
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (problem.code === "not_signed_in") whenSignedOut();
  if (problem.code === "csrf_failed") whenStale();
  throw problem;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, { signal: signal ?? null });
  return (await response.json()) as T;
}

export function post<T>(path: string, body?: unknown): Promise<T> {
  return sendJson<T>("POST", path, body);
}

export function put<T>(path: string, body: unknown): Promise<T> {
  return sendJson<T>("PUT", path, body);
}

export function patch<T>(path: string, body: unknown): Promise<T> {
  return sendJson<T>("PATCH", path, body);
}

export async function remove(path: string): Promise<void> {
  await send(path, { method: "DELETE" });
}

async function sendJson<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await send(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
  });
  return (await response.json()) as T;
}
