"""Trying a camera's address out, for a person who is adding it."""

import time
from dataclasses import dataclass

from ingest.rtsp import OPEN_S, READ_S, RtspSource
from ingest.source import SourceError, StreamInfo
from models.cameras import Trouble
from models.frames import Frame


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """A camera that works: its stream, its first picture, and the seconds until that was there."""

    info: StreamInfo
    frame: Frame
    took_s: float


def probe(url: str, *, open_s: float = OPEN_S, read_s: float = READ_S) -> Probe:
    """Connect to an RTSP camera and read one picture; blocks, mostly for less than a second.

    Raises:
        SourceError: what is wrong, as RtspSource says it.
    """
    began = time.monotonic()
    source = RtspSource("probe", url, open_s=open_s, read_s=read_s)
    try:
        source.open()
        for frame in source:
            return Probe(source.info, frame, time.monotonic() - began)
        raise SourceError(Trouble.CLOSED, "The stream ended before its first picture.")
    finally:
        source.close()
