"""What time a camera says it is."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import av
from av.stream import Stream
from av.video.stream import VideoStream

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WALL_CLOCK_US = struct.Struct("=q")


@dataclass(frozen=True, slots=True)
class StreamClock:
    """offset_s: by how much the camera's clock is ahead of ours, None where it does not tell the time.

    leaps: how often the stream's time stamps leapt since the run began.
    """

    offset_s: float | None = None
    leaps: int = 0


def camera_time(packet: "av.Packet[VideoStream] | av.Packet[Stream]") -> datetime | None:
    """When the camera took this picture by its own clock, as its sender reports tell it (RFC 3550, 6.4.1).

    FFmpeg turns them into the side data `prft`, microseconds since 1970. None before the first report, and
    for a camera whose reports do not claim to know the time: it may count from when it was switched on, which
    lies before 1970 in their terms.
    """
    if not packet.has_sidedata("prft"):
        return None
    (wall_us,) = _WALL_CLOCK_US.unpack_from(bytes(packet.get_sidedata("prft")))
    return _EPOCH + timedelta(microseconds=wall_us) if wall_us > 0 else None
