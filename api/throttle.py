"""Against password guessing."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta


class Throttle:
    """Slows password guessing: after `most` failures for a key, none is tried for `pause`.

    Thread-safe; remembers at most `keys` keys, oldest forgotten first.
    """

    def __init__(self, most: int = 5, pause: timedelta = timedelta(seconds=30), keys: int = 10_000) -> None:
        self._most, self._pause, self._keys = most, pause, keys
        self._failures: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: str, now: datetime) -> int:
        """Seconds to wait before the next try, 0 if it may be made now."""
        with self._lock:
            count, last = self._failures.get(key, (0, now))
            left = last + self._pause - now
            return max(1, round(left.total_seconds())) if count >= self._most and left > timedelta() else 0

    def failed(self, key: str, now: datetime) -> None:
        with self._lock:
            count, last = self._failures.pop(key, (0, now))
            self._failures[key] = (1 if now - last > self._pause else count + 1, now)
            while len(self._failures) > self._keys:
                self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        with self._lock:
            self._failures.pop(key, None)
