import { queryOptions } from "@tanstack/react-query";
import { get } from "../api/client";

export interface Signature {
  number: number;
  signed_at: string;
  valid_until: string;
  version: number;
  text_hash: string;
  link: string;
}

export interface OwnCommitment {
  title: string;
  text: string;
  version: number;
  text_hash: string;
  signature: Signature | null;
  is_newest: boolean;
}

/** What the reader is to sign, and has signed. */
export const ownCommitmentQuery = queryOptions({
  queryKey: ["commitment"],
  queryFn: ({ signal }) => get<OwnCommitment>("commitments/own", signal),
});
