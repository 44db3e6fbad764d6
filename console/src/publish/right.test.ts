import { expect, test } from "vitest";
import { ApiError } from "../api/client";
import { refusalOf } from "./right";

test.each([
  [new ApiError(401, "publish_token_used", ""), "used"],
  [new ApiError(401, "publish_token_expired", ""), "expired"],
  [new ApiError(422, "invalid_request", ""), "unknown"],
  [new ApiError(409, "already_publishing", ""), null],
  [new ApiError(0, "network", ""), null],
  [new Error("other"), null],
])("%s means %s", (error, reason) => {
  expect(refusalOf(error)).toBe(reason);
});
