import { expect, test } from "vitest";
import { modesByNote } from "./modes";

test.each([
  [true, true, true, ["remote", "on_site"]],
  [false, true, true, ["on_site"]],
  [true, false, true, ["on_site"]],
  [true, true, false, ["remote"]],
  [false, true, false, []],
])(
  "may be remote %s, notes do from afar %s and on site %s: %j",
  (may_be_remote, remote_by_note, on_site_by_note, modes) => {
    expect(modesByNote({ may_be_remote, remote_by_note, on_site_by_note })).toEqual(modes);
  },
);
