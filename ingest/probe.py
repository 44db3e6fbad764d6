"""Trying a camera's address out, for a person who is adding it."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from ingest.rtsp import OPEN_S, READ_S, RtspSource
from ingest.source import SourceError, StreamInfo
from models.cameras import Trouble
from models.frames import Frame

_COUNTED = 12


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """A camera that works: its stream, its first picture, and the seconds until that was there."""

    info: StreamInfo
    frame: Frame
    took_s: float


def probe(url: str, *, open_s: float = OPEN_S, read_s: float = READ_S) -> Probe:
    """Connect to an RTSP camera and read one picture; blocks, mostly for less than a second.

    Where the camera does not announce its frame rate, some more pictures are counted.

    Raises:
        SourceError: what is wrong, as RtspSource says it.
    """
    began = time.monotonic()
    source = RtspSource("probe", url, open_s=open_s, read_s=read_s)
    try:
        source.open()
        pictures = iter(source)
        first = next(pictures, None)
        if first is None:
            raise SourceError(Trouble.CLOSED, "The stream ended before its first picture.")
        took_s, info = time.monotonic() - began, source.info
        if info.fps is None:
            info = replace(info, fps=_counted_fps(first, islice(pictures, _COUNTED)))
        return Probe(info, first, took_s)
    finally:
        source.close()


def _counted_fps(first: Frame, following: Iterable[Frame]) -> float | None:
    """Pictures per second of media time; None where fewer than two come."""
    count, last = 0, first
    for count, last in enumerate(following, 1):  # noqa: B007 (used after the loop)
        pass
    return round(count * 1e9 / (last.media_ns - first.media_ns), 1) if count else None
