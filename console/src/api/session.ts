import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { ApiError, get, holdSession, onSignedOut, post, send } from "./client";
import type { Role, Session, User } from "./types";

/** Null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await get<Session>("session", signal);
      holdSession(session);
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        holdSession(null);
        return null;
      }
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** From now on an answer "not signed in", to whatever request, ends the session in the console too. */
export function endSessionWhenSignedOut(queries: QueryClient): void {
  onSignedOut(() => {
    holdSession(null);
    queries.setQueryData(sessionQuery.queryKey, null);
  });
}

export async function signIn(queries: QueryClient, username: string, password: string): Promise<Session> {
  const session = await post<Session>("session", { username, password });
  holdSession(session);
  queries.setQueryData(sessionQuery.queryKey, session);
  return session;
}

/** Nothing of the old session stays behind in the cache. */
export async function signOut(queries: QueryClient): Promise<void> {
  try {
    await send("session", { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  }
  holdSession(null);
  queries.setQueryData(sessionQuery.queryKey, null);
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
}

export function useSession(): Session | null {
  return useQuery(sessionQuery).data ?? null;
}

/** The signed-in user. Only below the route that requires a session. */
export function useUser(): User {
  const session = useSession();
  if (session === null) throw new Error("no session");
  return session.user;
}

export const MAY_WATCH: readonly Role[] = ["cadre", "admin", "auditor"];
