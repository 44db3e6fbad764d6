import { expect, test } from "vitest";
import { percent } from "./search";

test("a share is whole only when it is", () => {
  expect(percent(10, 10)).toBe("100%");
  expect(percent(19999, 20000)).toBe("99.9%");
  expect(percent(1, 3)).toBe("33.3%");
  expect(percent(0, 5)).toBe("0.0%");
  expect(percent(0, 0)).toBe("–");
});
