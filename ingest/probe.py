"""Trying a camera's address out, for a person who is adding it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import av
from av.stream import Stream

from ingest.rtsp import OPEN_S, READ_S, RtspSource
from ingest.source import SourceError, StreamInfo
from models.cameras import Trouble
from models.frames import Frame

MEASURED_S = 1.5
"""How long the pictures after the first one are counted, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """A camera that works: its stream, its first picture, and the seconds until that was there.

    bit_rate: of the compressed pictures, bits per second; None where only one came while it was measured.
    """

    info: StreamInfo
    frame: Frame
    took_s: float
    bit_rate: int | None


class Meter:
    """Counts compressed pictures: over whole groups from keyframe to keyframe where it sees two of them."""

    def __init__(self) -> None:
        self._at_s: list[float] = []
        self._bytes: list[int] = []
        self._keyframe = 0

    def __call__(self, packet: "av.Packet[Stream]", /) -> None:
        if packet.pts is None or packet.time_base is None:
            return
        if packet.is_keyframe:
            self._keyframe = len(self._at_s)
        self._at_s.append(float(packet.pts * packet.time_base))
        self._bytes.append(packet.size)

    @property
    def fps(self) -> float | None:
        """Pictures per second; None where fewer than two came."""
        steps = len(self._at_s) - 1
        return round(steps / (self._at_s[-1] - self._at_s[0]), 1) if steps > 0 else None

    @property
    def bit_rate(self) -> int | None:
        """Bits per second; None where fewer than two pictures came."""
        steps = len(self._at_s) - 1
        if steps < 1:
            return None
        counted = self._keyframe or steps
        return round(sum(self._bytes[:counted]) * 8 / (self._at_s[counted] - self._at_s[0]))


def probe(
    url: str, *, open_s: float = OPEN_S, read_s: float = READ_S, measured_s: float = MEASURED_S
) -> Probe:
    """Connect to an RTSP camera, read one picture, and count those of `measured_s` after it; blocks.

    Raises:
        SourceError: what is wrong, as RtspSource says it.
    """
    began = time.monotonic()
    meter = Meter()
    source = RtspSource("probe", url, open_s=open_s, read_s=read_s, on_packet=meter)
    try:
        source.open()
        pictures = iter(source)
        first = next(pictures, None)
        if first is None:
            raise SourceError(Trouble.CLOSED, "The stream ended before its first picture.")
        took_s = time.monotonic() - began
        _read_on(pictures, measured_s)
        info = source.info
        if info.fps is None:
            info = replace(info, fps=meter.fps)
        return Probe(info, first, took_s, meter.bit_rate)
    finally:
        source.close()


def _read_on(pictures: Iterator[Frame], for_s: float) -> None:
    end = time.monotonic() + for_s
    for _ in pictures:
        if time.monotonic() >= end:
            return
