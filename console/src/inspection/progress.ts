import type { Answer, Given, Inspection, Step } from "../api/inspections";
import type { Mode } from "../api/tasks";

/** What was answered, by step and item; changes of this visit lie over what the service has. */
export type Answers = ReadonlyMap<string, Given>;

const ANSWERS: Record<Mode, readonly [Answer, Answer, Answer]> = {
  remote: ["ok", "problem", "unseen"],
  on_site: ["ok", "problem", "absent"],
};

/** What can be answered: whoever stands there sees everything, and whether there is such a thing at all. */
export function answersIn(mode: Mode): readonly Answer[] {
  return ANSWERS[mode];
}

export function keyOf(step: string, item: string): string {
  return `${step} ${item}`;
}

export function answersOf(
  inspection: Pick<Inspection, "answers">,
  edits: ReadonlyMap<string, Given | null>,
): Answers {
  const all = new Map(inspection.answers.map((given) => [keyOf(given.step, given.item), given]));
  for (const [key, given] of edits) {
    if (given === null) all.delete(key);
    else all.set(key, given);
  }
  return all;
}

/** How a step stands: nothing answered, some, all; and whether a problem is among it. */
export function standingOf(step: Step, answers: Answers): { answered: number; hasProblem: boolean } {
  const given = step.items.flatMap(({ key }) => answers.get(keyOf(step.key, key)) ?? []);
  return { answered: given.length, hasProblem: given.some(({ answer }) => answer === "problem") };
}

/** Of a place: that the business has none. */
export function isAbsent(step: Step, answers: Answers): boolean {
  return (
    isPlace(step) && step.items.every(({ key }) => answers.get(keyOf(step.key, key))?.answer === "absent")
  );
}

/** Whether a step on site is one place; the others are of none. */
export function isPlace({ camera_id, place }: Step): boolean {
  return camera_id === null && place !== "everywhere" && place !== "papers";
}

/** What is kept of a problem besides its words. */
export function picturesOf({ capture_ids, photo_keys }: Given): number {
  return capture_ids.length + photo_keys.length;
}

/** What keeps an inspection from being signed: items without an answer, problems that nothing shows. */
export function missingOf(steps: readonly Step[], answers: Answers): { open: number; bare: number } {
  const asked = steps.reduce((sum, step) => sum + step.items.length, 0);
  const bare = [...answers.values()].filter(
    (given) => given.answer === "problem" && given.note.trim() === "" && picturesOf(given) === 0,
  ).length;
  return { open: asked - answers.size, bare };
}

/** The first step with something left to do; the number of steps when nothing is. */
export function firstOpen(steps: readonly Step[], answers: Answers): number {
  const index = steps.findIndex((step) => standingOf(step, answers).answered < step.items.length);
  return index === -1 ? steps.length : index;
}

export function count(answers: Answers, answer: Answer): number {
  return [...answers.values()].filter((given) => given.answer === answer).length;
}
