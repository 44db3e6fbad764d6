import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post, send } from "../api/client";
import type { Named, Page, Role } from "../api/types";

/** Whose accounts an administrator makes. */
export const OFFICIALS = ["office", "regulator", "auditor"] as const satisfies readonly Role[];
export type Official = (typeof OFFICIALS)[number];

/** By which a person signs in. */
export interface Account extends Named {
  username: string;
  role: Role;
  /** Null of a business, and of an auditor of everything. */
  area: Named | null;
}

export interface GivenAccount {
  name: string;
  username: string;
  password: string;
}

export const ACCOUNTS = ["accounts"] as const;

/** Those of a business that are open, by name. */
export function accountsQuery(business: string) {
  return queryOptions({
    queryKey: [...ACCOUNTS, business],
    queryFn: async ({ signal }) =>
      (await get<{ items: Account[] }>(`businesses/${business}/accounts`, signal)).items,
    staleTime: 15_000,
  });
}

/** Those of officials that are open, by name. */
export function officialsQuery(role: Official | null) {
  return infiniteQueryOptions({
    queryKey: [...ACCOUNTS, "officials", role],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: "50" });
      if (role !== null) search.set("role", role);
      if (pageParam !== null) search.set("cursor", pageParam);
      return get<Page<Account>>(`accounts?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

export const ACTS = ["opened", "password", "closed"] as const;
export type AccountAct = (typeof ACTS)[number];

/** One thing done to an account, which is named as it is now. */
export interface Acted {
  id: string;
  act: AccountAct;
  at: string;
  account: Account & { business: Named | null };
  /** Null for the command line of the server. */
  by: { name: string; role: Role } | null;
}

export interface ActFilters {
  act: AccountAct | null;
  role: Role | null;
  q: string;
  since: string;
  until: string;
}

/** What was done to accounts, newest first. */
export function actsQuery({ act, role, q, since, until }: ActFilters) {
  return infiniteQueryOptions({
    queryKey: [...ACCOUNTS, "acts", act, role, q, since, until],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: "50" });
      for (const [name, value] of Object.entries({ act, role, q, since, until, cursor: pageParam })) {
        if (value) search.set(name, value);
      }
      return get<Page<Acted>>(`account-acts?${search}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 15_000,
  });
}

export function addAccount(business: string, given: GivenAccount): Promise<Account> {
  return post(`businesses/${business}/accounts`, given);
}

export function addOfficial(role: Official, area: string, given: GivenAccount): Promise<Account> {
  return post("accounts", { ...given, role, area_id: area });
}

export async function givePassword(id: string, password: string): Promise<void> {
  await send(`accounts/${id}/password`, {
    method: "POST",
    body: JSON.stringify({ password }),
    headers: { "Content-Type": "application/json" },
  });
}

export async function closeAccount(id: string): Promise<void> {
  await send(`accounts/${id}/closure`, { method: "POST" });
}
