"""How far long work is, on standard error."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_SILENCE_S = 30.0


@contextmanager
def progress_bars(*, transient: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each kind of work, told what is being done, how much is done and how much there is.

    Where standard error is no terminal: lines, as in `Lines`. transient: the bars go when the work is done.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(lambda line: console.print(line, soft_wrap=True, highlight=False, markup=False))
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=transient) as bars:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done)

        yield show


class Lines:
    """Progress for a log: a line when a kind of work begins and when it ends, and one every 30 s between.

    clock: monotonic seconds.
    """

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._write, self._clock = write, clock
        self._what, self._first, self._last, self._begun_s, self._told_s = "", 0, 0, 0.0, 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = self._clock()
        is_new = what != self._what or done < self._last
        self._last = done
        if is_new:
            self._what, self._first, self._begun_s = what, done, now
        if not is_new and done < total and now - self._told_s < _SILENCE_S:
            return
        self._told_s = now
        self._write(f"{what} {done}/{total}{self._left(now, done, total)}")

    def _left(self, now: float, done: int, total: int) -> str:
        if done <= self._first or done >= total:
            return ""
        left_s = (now - self._begun_s) / (done - self._first) * (total - done)
        return f", about {left_s / 60:.0f} min left" if left_s >= 90 else f", about {left_s:.0f} s left"
