import { expect, test } from "vitest";
import type { Given, Step } from "../api/inspections";
import { answersIn, answersOf, count, firstOpen, isAbsent, keyOf, missingOf, standingOf } from "./progress";

const step = (key: string, ...items: string[]): Step => ({
  key,
  camera_id: key,
  name: key,
  place: "cooking",
  items: items.map((item) => ({ key: item, text: { zh: item, en: item } })),
});
const given = (part: Partial<Given>): Given => ({
  step: "a",
  item: "mask",
  answer: "ok",
  note: "",
  capture_ids: [],
  photo_keys: [],
  ...part,
});
const steps = [step("a", "mask", "hat"), step("b", "mask")];

test("this visit's changes lie over what the service has, withdrawals too", () => {
  const saved = { answers: [given({}), given({ item: "hat" })] };
  const edits = new Map([
    [keyOf("a", "mask"), null],
    [keyOf("b", "mask"), given({ step: "b", answer: "problem" })],
  ]);
  const answers = answersOf(saved, edits);
  expect([...answers.keys()]).toEqual([keyOf("a", "hat"), keyOf("b", "mask")]);
  expect(count(answers, "problem")).toBe(1);
});

test("what is left to do is counted and found", () => {
  const answers = answersOf({ answers: [given({}), given({ step: "b", answer: "problem" })] }, new Map());
  expect(missingOf(steps, answers)).toEqual({ open: 1, bare: 1 });
  expect(firstOpen(steps, answers)).toBe(0);
  expect(standingOf(steps[1] as Step, answers)).toEqual({ answered: 1, hasProblem: true });
});

test("a problem is shown by words, by a capture or by a photo", () => {
  for (const part of [{ note: "x" }, { capture_ids: ["c"] }, { photo_keys: ["p"] }]) {
    const answers = answersOf(
      { answers: [given({ answer: "problem", ...part }), given({ item: "hat" }), given({ step: "b" })] },
      new Map(),
    );
    expect(missingOf(steps, answers)).toEqual({ open: 0, bare: 0 });
    expect(firstOpen(steps, answers)).toBe(2);
  }
});

test("who stands there sees everything, and that a place is none of this business's", () => {
  expect(answersIn("remote")).not.toContain("absent");
  expect(answersIn("on_site")).not.toContain("unseen");
  const here = { ...step("cooking", "mask", "hat"), camera_id: null };
  const absent = (of: Step, ...items: string[]) =>
    answersOf({ answers: items.map((item) => given({ step: of.key, item, answer: "absent" })) }, new Map());
  expect(isAbsent(here, absent(here, "mask"))).toBe(false);
  expect(isAbsent(here, absent(here, "mask", "hat"))).toBe(true);
  // Of what is of no place nobody can say that there is no such place.
  const papers = { ...here, key: "papers", place: "papers" };
  expect(isAbsent(papers, absent(papers, "mask", "hat"))).toBe(false);
});
