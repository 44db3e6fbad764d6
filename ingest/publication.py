"""From whoever publishes a camera's video to the camera's thread."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

MOST_WAITING = 150
"""Units; at 30 a second and a keyframe every two seconds that is more than what lies between two of them."""


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One compressed picture, as it was received.

    codec: FFmpeg's name, "h264" (data in Annex B form) or "vp8". pts: 1/90000 s from any origin.
    received_at: aware UTC.
    """

    codec: str
    data: bytes
    pts: int
    keyframe: bool
    received_at: datetime


class PublicationEnded(Exception):
    """Nothing more will come."""


class Publication:
    """One publisher's pictures, waiting to be read. Any thread; only `take` waits.

    Where the reader falls behind, what waits is dropped and all goes on with the next keyframe.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._units: deque[AccessUnit] = deque()
        self._needs_keyframe = True
        self._ended = False

    def put(self, unit: AccessUnit) -> None:
        """Ignored once ended."""
        with self._changed:
            if self._ended or (self._needs_keyframe and not unit.keyframe):
                return
            if len(self._units) >= MOST_WAITING:
                self._units.clear()
                self._needs_keyframe = True
                if not unit.keyframe:
                    return
            self._needs_keyframe = False
            self._units.append(unit)
            self._changed.notify_all()

    def take(self, timeout_s: float) -> AccessUnit | None:
        """The next picture; None when none came in that time.

        Raises:
            PublicationEnded: there is none left and none will come.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._units or self._ended, timeout_s)
            if self._units:
                return self._units.popleft()
            if self._ended:
                raise PublicationEnded
            return None

    def skip_to_newest_keyframe(self) -> None:
        """Leave out what waits from before the newest keyframe, which is past for a reader who begins now.

        Where none waits, the next to be taken is a keyframe yet to come.
        """
        with self._changed:
            newest = max((index for index, unit in enumerate(self._units) if unit.keyframe), default=None)
            for _ in range(len(self._units) if newest is None else newest):
                self._units.popleft()
            self._needs_keyframe = newest is None

    def end(self) -> None:
        """Nothing more comes; what waits can still be taken."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def has_ended(self) -> bool:
        return self._ended


class Inlet:
    """Where one camera's publications come in, one at a time. Any thread; only `wait` waits."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._publication: Publication | None = None

    def begin(self) -> Publication:
        """A new publication, which ends the one before."""
        publication = Publication()
        with self._changed:
            if self._publication is not None:
                self._publication.end()
            self._publication = publication
            self._changed.notify_all()
        return publication

    def wait(self, timeout_s: float) -> Publication | None:
        """The publication that goes on; None when there was none in that time."""
        with self._changed:
            self._changed.wait_for(lambda: self._current is not None, timeout_s)
            return self._current

    @property
    def _current(self) -> Publication | None:
        publication = self._publication
        return None if publication is None or publication.has_ended else publication
