"""Against guessing passwords, and against flooding."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta


class Throttle:
    """Slows whoever goes on: after `most` counted tries for a key, none is made for `pause`.

    Thread-safe; remembers at most `keys` keys, oldest forgotten first.
    """

    def __init__(self, most: int = 5, pause: timedelta = timedelta(seconds=30), keys: int = 10_000) -> None:
        self._most, self._pause, self._keys = most, pause, keys
        self._tries: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: str, now: datetime) -> int:
        """Seconds to wait before the next try, 0 if it may be made now."""
        with self._lock:
            tries, last = self._tries.get(key, (0, now))
            left = last + self._pause - now
            return max(1, round(left.total_seconds())) if tries >= self._most and left > timedelta() else 0

    def count(self, key: str, now: datetime) -> None:
        with self._lock:
            tries, last = self._tries.pop(key, (0, now))
            self._tries[key] = (1 if now - last > self._pause else tries + 1, now)
            while len(self._tries) > self._keys:
                self._tries.popitem(last=False)

    def forget(self, key: str) -> None:
        with self._lock:
            self._tries.pop(key, None)
