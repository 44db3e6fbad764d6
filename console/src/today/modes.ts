import type { Mode, Task } from "../api/tasks";

const MODES: readonly Mode[] = ["remote", "on_site"];

/** How the task may be done with a note as its record; none where only an inspection is one. */
export function modesByNote(
  task: Pick<Task, "may_be_remote" | "remote_by_note" | "on_site_by_note">,
): readonly Mode[] {
  return MODES.filter((mode) =>
    mode === "remote" ? task.may_be_remote && task.remote_by_note : task.on_site_by_note,
  );
}
