"""What the service does now and then, whatever its cameras do."""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Chore:
    """Blocking work for every so many seconds; at once where it is not known when it was last done.

    done_at: monotonic seconds.
    """

    every_s: float
    work: Callable[[], object]
    done_at: float = -math.inf

    def take(self, now: float) -> bool:
        """Whether it is due; whoever asks then does it."""
        if now - self.done_at <= self.every_s:
            return False
        self.done_at = now
        return True
