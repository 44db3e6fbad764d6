"""Media time of one run, from the time stamps a stream happens to have."""

import math
from collections import deque
from fractions import Fraction
from typing import Protocol

SECOND_NS = 1_000_000_000
DEFAULT_FPS = 25.0
_FEWEST_INTERVALS = 16
_MOST_INTERVALS = 64
_MOST_NOTED = 256


class Clockwork(Protocol):
    """Places pictures in time."""

    def place(self, pts: int | None, time_base: Fraction | None) -> int:
        """The media time in nanoseconds of the next picture in the order of showing."""
        ...


class PlacedByPackets:
    """Places pictures where the packets were that hold them, for a stream of which little is decoded."""

    def __init__(self) -> None:
        self._by_stamp: dict[int, int] = {}
        self._last_ns = -1

    def note(self, stamp: int | None, media_ns: int) -> None:
        """A packet's own time stamp and when in media time its picture is shown."""
        if stamp is None:
            return
        self._by_stamp[stamp] = media_ns
        if len(self._by_stamp) > _MOST_NOTED:
            del self._by_stamp[next(iter(self._by_stamp))]

    def place(self, pts: int | None, time_base: Fraction | None) -> int:
        known = None if pts is None else self._by_stamp.get(pts)
        self._last_ns = self._last_ns + 1 if known is None else max(known, self._last_ns + 1)
        return self._last_ns


class Timeline:
    """Places pictures, in the order they are shown, on a clock that starts at 0 and only moves forward.

    Where a stamp is missing, goes back, stands still or leaps ahead by more than `max_gap_s`, the clock moves
    by one usual interval instead, later stamps count from there, and `discontinuities` grows by one.
    fps: the announced rate, which tells the usual interval until it can be measured.
    """

    def __init__(self, fps: float | None = None, max_gap_s: float = math.inf) -> None:
        self.discontinuities = 0
        self._announced_step_ns = max(1, round(SECOND_NS / (fps or DEFAULT_FPS)))
        self._max_gap_s = max_gap_s
        self._last_ns = -1
        self._last_stamp_ns: int | None = None
        self._stamped = False
        self._offset_ns = 0
        self._intervals: deque[int] = deque(maxlen=_MOST_INTERVALS)

    @property
    def fps(self) -> float | None:
        """Pictures per second over the last stamps; None until there are enough of them."""
        total = sum(self._intervals)
        return len(self._intervals) * SECOND_NS / total if len(self._intervals) >= _FEWEST_INTERVALS else None

    def place(self, pts: int | None, time_base: Fraction | None) -> int:
        """The media time in nanoseconds of the next picture: 0 for the first, then strictly increasing."""
        stamp = None if pts is None or time_base is None else math.floor(pts * time_base * SECOND_NS)
        if stamp is None:
            self.discontinuities += 1
            media = self._last_ns + self._step_ns if self._last_ns >= 0 else 0
        elif self._last_ns < 0:
            self._offset_ns = -stamp
            media = 0
        else:
            media = self._follow(stamp)
        self._stamped = stamp is not None
        if stamp is not None:
            self._last_stamp_ns = stamp
        self._last_ns = media
        return media

    def _follow(self, stamp: int) -> int:
        expected = self._last_ns + self._step_ns
        if self._last_stamp_ns is None:
            self._offset_ns = expected - stamp
            return expected
        interval = stamp - self._last_stamp_ns
        if 0 < interval <= self._max_gap_s * SECOND_NS:
            if self._stamped:
                self._intervals.append(interval)
            # Pictures without a stamp may have been placed further ahead than they turn out to be.
            return max(stamp + self._offset_ns, self._last_ns + 1)
        self.discontinuities += 1
        self._offset_ns = expected - stamp
        return expected

    @property
    def _step_ns(self) -> int:
        if not self._intervals:
            return self._announced_step_ns
        return max(1, sum(self._intervals) // len(self._intervals))
