import { describe, expect, test } from "vitest";
import { homeOf, landing, mayOpen, pagesOf } from "./pages";

describe("landing", () => {
  test("goes back to what was wanted, with its query", () => {
    expect(landing("/history?rule=mask", "cadre")).toBe("/history?rule=mask");
    expect(landing("/violations/abc?state=open", "business")).toBe("/violations/abc?state=open");
  });

  test("goes home when nothing was wanted or the role may not", () => {
    expect(landing(null, "auditor")).toBe("/history");
    expect(landing("/", "cadre")).toBe("/wall");
    expect(landing("/wall", "business")).toBe("/inbox");
    expect(landing("/inbox", "cadre")).toBe("/wall");
  });

  test("never leaves the console", () => {
    for (const wanted of [
      "https://evil.example/",
      "//evil.example/x",
      "/\\evil.example",
      "javascript:alert(1)",
    ]) {
      expect(landing(wanted, "cadre")).toMatch(/^\/(?![/\\])/);
    }
    expect(landing("//evil.example/x", "cadre")).toBe("/wall");
  });
});

test("each role may open its home, and its home comes first", () => {
  for (const role of ["cadre", "business", "office", "regulator", "auditor", "admin"] as const) {
    expect(mayOpen(role, homeOf(role))).toBe(true);
    expect(pagesOf(role)[0]?.path).toBe(homeOf(role));
  }
});

test("what was done to accounts is history to auditors and administrators alone", () => {
  for (const role of ["auditor", "admin"] as const) expect(mayOpen(role, "/history/accounts")).toBe(true);
  for (const role of ["cadre", "business", "office", "regulator"] as const) {
    expect(mayOpen(role, "/history/accounts")).toBe(false);
    expect(mayOpen(role, "/history")).toBe(true);
  }
});
