"""What the health check takes of a camera's pictures, in passing: a look now and then, at keyframes."""

import zlib
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from av.video.frame import VideoFrame

from ingest.health.view import VIEW_SIZE
from ingest.source import Picture
from models.frames import Image

PERIOD_S = 10.0
"""Seconds from one health check to the next."""

_BETWEEN_PRINTS_S = 0.9
_NO_KEYFRAMES = 3
"""Periods without a keyframe after which any picture will do."""

_ROWS_SKIPPED = 4


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A picture as the health check sees it.

    at: when it was received (aware UTC). width, height: pixels of the stream. gray: uint8 (360, 640),
    brightness. same_count, same_s: how many pictures looked at in a row were the same to the last bit, this
    one included, and for how many seconds they have been. raw may be kept and shared.
    """

    at: datetime
    width: int
    height: int
    gray: Image
    same_count: int
    same_s: float
    raw: VideoFrame


class Looker:
    """Takes a look every `period_s` at what the decoder gives out anyway; the camera's thread.

    Keyframes are decoded even while nobody moves, so that nothing here depends on motion. Only they are
    compared, because an encoder that sees noise alone may repeat a picture until the next of them, but never
    encodes two noisy pictures to the same bits.
    """

    def __init__(self, period_s: float = PERIOD_S) -> None:
        self._period_s = period_s
        self._run: int | None = None
        self._looked_at: datetime | None = None
        self._printed_at: datetime | None = None
        self._print = 0
        self._same_count = 0
        self._same_since: datetime | None = None
        self._latest: Look | None = None

    @property
    def latest(self) -> Look | None:
        """The newest look; any thread."""
        return self._latest

    def see(self, picture: Picture) -> None:
        """Look at this picture if it is time to; asked of each, in order."""
        if picture.run != self._run:
            self._run, self._looked_at, self._printed_at, self._same_since = picture.run, None, None, None
        if not self._is_due(picture, self._printed_at, _BETWEEN_PRINTS_S):
            return
        self._compare(picture)
        if self._is_due(picture, self._looked_at, self._period_s):
            self._look(picture)

    def _is_due(self, picture: Picture, last: datetime | None, interval_s: float) -> bool:
        if last is None:
            return True
        passed_s = (picture.captured_at - last).total_seconds()
        if passed_s < 0:
            return True  # our own clock was set back
        return passed_s >= interval_s and (
            bool(picture.raw.key_frame) or passed_s >= _NO_KEYFRAMES * self._period_s
        )

    def _compare(self, picture: Picture) -> None:
        at, found = picture.captured_at, _fingerprint(picture.raw)
        if self._same_since is None or found != self._print:
            self._print, self._same_count, self._same_since = found, 0, at
        self._same_count += 1
        self._printed_at = at

    def _look(self, picture: Picture) -> None:
        assert self._same_since is not None
        self._looked_at = picture.captured_at
        self._latest = Look(
            picture.captured_at,
            picture.raw.width,
            picture.raw.height,
            picture.thumbnail(*VIEW_SIZE),
            self._same_count,
            (picture.captured_at - self._same_since).total_seconds(),
            picture.raw,
        )


def _fingerprint(raw: VideoFrame) -> int:
    plane = raw.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return zlib.crc32(rows[: plane.height : _ROWS_SKIPPED, : raw.width].tobytes())
