import { queryOptions } from "@tanstack/react-query";
import { get, post, send } from "../api/client";
import type { Named } from "../api/types";

/** By which a person of a business signs in. */
export interface Account extends Named {
  username: string;
}

export interface GivenAccount {
  name: string;
  username: string;
  password: string;
}

/** Those that are open, by name. */
export function accountsQuery(business: string) {
  return queryOptions({
    queryKey: ["accounts", business],
    queryFn: async ({ signal }) =>
      (await get<{ items: Account[] }>(`businesses/${business}/accounts`, signal)).items,
    staleTime: 15_000,
  });
}

export function addAccount(business: string, given: GivenAccount): Promise<Account> {
  return post(`businesses/${business}/accounts`, given);
}

export async function closeAccount(id: string): Promise<void> {
  await send(`accounts/${id}/closure`, { method: "POST" });
}
