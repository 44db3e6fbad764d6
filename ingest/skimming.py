"""Decoding keyframes alone, or nothing, while nobody needs more."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

import av
from av.video.stream import VideoStream

MOST_BETWEEN_S = 2.5
"""Keyframes further apart than this are too few to notice what happens."""

_MOST_UNDECODED_S = 2.1
"""While keyframes suffice no more time than this passes from one that is decoded to the next, where they come
often enough: an idle kitchen is analysed every two seconds, and time stamps are not exact."""

Received = tuple["av.Packet[VideoStream]", datetime]


class Skimmer:
    """Which packets of a stream to decode, in the order they came.

    may_skip: whether keyframes suffice just now; where they come close together some are left out too. When
    they no longer do, the packets from the last keyframe on come at once, as what follows refers to them:
    MOST_BETWEEN_S of packets at most.
    decodes: whether anything is to be decoded just now. Once it is again, so do the packets since the last
    keyframe where they are no more than that; else all begins with the next keyframe.
    """

    def __init__(self, may_skip: Callable[[], bool], decodes: Callable[[], bool] = lambda: True) -> None:
        self._may_skip = may_skip
        self._decodes = decodes
        self._let_go = False
        self._keyframe_at: Fraction | None = None
        self._decoded_at: Fraction | None = None
        self._interval: Fraction | None = None
        self._left: list[Received] = []

    def due(self, packet: "av.Packet[VideoStream]", received_at: datetime) -> list[Received]:
        """The packets to decode now that this one has come."""
        at = None if packet.dts is None or packet.time_base is None else packet.dts * packet.time_base
        if packet.is_keyframe:
            self._interval = (
                at - self._keyframe_at if at is not None and self._keyframe_at is not None else None
            )
            self._keyframe_at = at
            self._left.clear()
            self._let_go = False
            if self._decodes() and not self._next_is_soon_enough(at):
                self._decoded_at = at
                return [(packet, received_at)]
        if self._let_go:
            return []
        self._left.append((packet, received_at))
        if not self._decodes():
            if not self._near_keyframe(at):
                self._left.clear()
                self._let_go = True
            return []
        if self._keyframes_suffice(at) and self._may_skip():
            return []
        due, self._left = self._left, []
        return due

    def _next_is_soon_enough(self, at: Fraction | None) -> bool:
        """Whether this keyframe may be left out because the next one comes in time."""
        if at is None or self._interval is None or self._decoded_at is None or self._interval <= 0:
            return False
        return at + self._interval - self._decoded_at <= _MOST_UNDECODED_S and self._may_skip()

    def _keyframes_suffice(self, at: Fraction | None) -> bool:
        return self._interval is not None and 0 < self._interval <= MOST_BETWEEN_S and self._near_keyframe(at)

    def _near_keyframe(self, at: Fraction | None) -> bool:
        return (
            at is not None and self._keyframe_at is not None and 0 <= at - self._keyframe_at <= MOST_BETWEEN_S
        )
