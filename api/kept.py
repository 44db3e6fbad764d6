"""Answers that are dear to work out, kept for some seconds: many people look at the same figures."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 256


def to_the_minute(*moments: datetime) -> tuple[datetime, ...]:
    """As part of a key: who asks up to now gets what another asked for in the same minute."""
    return tuple(moment.replace(second=0, microsecond=0) for moment in moments)


@dataclass
class _Entry:
    lock: threading.Lock = field(default_factory=threading.Lock)
    answer: Any = None
    until: float = float("-inf")


class Kept:
    """Whoever asks for what is just being worked out waits for it. Threads: any.

    seconds: how old an answer may be. monotonic: the clock that counts them.
    """

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._seconds, self._monotonic = seconds, monotonic
        self._entries: dict[Hashable, _Entry] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, work: Callable[[], T]) -> T:
        """The answer of `key`, by `work` where none is young enough. What that raises is not kept."""
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            if len(self._entries) > MOST:
                now = self._monotonic()
                self._entries = {
                    known: item
                    for known, item in self._entries.items()
                    if item is entry or item.until > now or item.lock.locked()
                }
        with entry.lock:
            if self._monotonic() >= entry.until:
                entry.answer = work()
                entry.until = self._monotonic() + self._seconds
            answer: T = entry.answer
            return answer
