import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../api/client";

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export type Document = Record<string, Value>;

/** As much of JSON schema as policies use. */
export interface Schema {
  type?: string;
  $ref?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  maxLength?: number;
  items?: Schema;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  $defs?: Record<string, Schema>;
}

export interface Version {
  /** 0 is the shipped default. */
  number: number;
  value: Document;
  effective_from: string | null;
  reason: string;
  by: string;
  at: string | null;
}

export interface Policy {
  topic: string;
  form: Schema;
  version: number;
  may_change: boolean;
  versions: Version[];
}

export interface TopicEntry {
  topic: string;
  version: number;
  since: string | null;
  by: string;
}

export const topicsQuery = queryOptions({
  queryKey: ["policies"],
  queryFn: async ({ signal }) => (await get<{ items: TopicEntry[] }>("policies", signal)).items,
  staleTime: 30_000,
});

export function policyQuery(topic: string) {
  return queryOptions({
    queryKey: ["policies", topic],
    queryFn: ({ signal }) => get<Policy>(`policies/${encodeURIComponent(topic)}`, signal),
    staleTime: 30_000,
  });
}

export interface Change {
  value: Document;
  reason: string;
  effective_from: string | null;
  after: number;
}

export function changePolicy(topic: string, change: Change): Promise<Policy> {
  return post(`policies/${encodeURIComponent(topic)}/versions`, change);
}
