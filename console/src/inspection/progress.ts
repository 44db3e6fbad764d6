import type { Answer, Given, Inspection, Step } from "../api/inspections";

/** What was answered, by step and item; changes of this visit lie over what the service has. */
export type Answers = ReadonlyMap<string, Given>;

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

/** What keeps an inspection from being signed: items without an answer, problems that nothing shows. */
export function missingOf(steps: readonly Step[], answers: Answers): { open: number; bare: number } {
  const asked = steps.reduce((sum, step) => sum + step.items.length, 0);
  const bare = [...answers.values()].filter(
    ({ answer, note, capture_ids }) => answer === "problem" && note.trim() === "" && capture_ids.length === 0,
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
