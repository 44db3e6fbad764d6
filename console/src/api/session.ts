import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { ApiError, get, holdSession, onSessionTrouble, post, send } from "./client";
import type { Role, Session, User } from "./types";

const KEY = ["session"] as const;

/** Nothing of one person's session may be shown to the next. */
function forgetAllElse(queries: QueryClient): void {
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
}

/** Null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ client, signal }): Promise<Session | null> => {
    try {
      const session = await get<Session>("session", signal);
      holdSession(session);
      const before = client.getQueryData<Session | null>(KEY);
      if (before && before.user.id !== session.user.id) forgetAllElse(client);
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

function endSession(queries: QueryClient): void {
  const before = queries.getQueryData(sessionQuery.queryKey);
  holdSession(null);
  queries.setQueryData(sessionQuery.queryKey, null);
  // Where nobody was signed in, what is asked for is a public page's, and it waits for its answer.
  if (before) forgetAllElse(queries);
}

/** From now on what any answer says about the session holds for the whole console. */
export function watchSession(queries: QueryClient): void {
  onSessionTrouble(
    () => endSession(queries),
    () => void queries.invalidateQueries({ queryKey: KEY }),
  );
}

export async function signIn(queries: QueryClient, username: string, password: string): Promise<Session> {
  const session = await post<Session>("session", { username, password });
  holdSession(session);
  queries.setQueryData(sessionQuery.queryKey, session);
  return session;
}

export async function signOut(queries: QueryClient): Promise<void> {
  try {
    await send("session", { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  }
  endSession(queries);
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

export const MAY_WATCH: readonly Role[] = ["cadre", "office", "regulator", "admin", "auditor"];
