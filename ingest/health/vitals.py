"""How much a camera sends, counted as it passes."""

from dataclasses import dataclass

import av
from av.stream import Stream


@dataclass(frozen=True, slots=True)
class Counts:
    """What came since the start: pictures, all their bytes, and keyframes with theirs."""

    pictures: int = 0
    size_bytes: int = 0
    keyframes: int = 0
    keyframe_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Rates:
    """What came in some span: pictures and bits per second, and the bytes of a typical keyframe.

    keyframe_bytes is None where none came.
    """

    fps: float
    bit_rate: float
    keyframe_bytes: float | None

    @classmethod
    def between(cls, before: Counts, after: Counts, seconds: float) -> "Rates":
        keyframes = after.keyframes - before.keyframes
        return cls(
            (after.pictures - before.pictures) / seconds,
            8 * (after.size_bytes - before.size_bytes) / seconds,
            (after.keyframe_bytes - before.keyframe_bytes) / keyframes if keyframes else None,
        )


class Vitals:
    """Counts a camera's compressed pictures; implements PacketSink. `counts` may be read by any thread."""

    def __init__(self) -> None:
        self._counts = Counts()

    @property
    def counts(self) -> Counts:
        return self._counts

    def __call__(self, packet: "av.Packet[Stream]", /) -> None:
        was, size = self._counts, packet.size
        self._counts = Counts(
            was.pictures + 1,
            was.size_bytes + size,
            was.keyframes + packet.is_keyframe,
            was.keyframe_bytes + size * packet.is_keyframe,
        )
