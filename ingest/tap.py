"""A camera's compressed pictures, for those who pass them on as they are."""

import re
from fractions import Fraction

import av
from av.video.stream import VideoStream

from ingest.source import PacketSink
from ingest.timeline import SECOND_NS

CLOCK_RATE = 90_000

_UNIT = re.compile(rb"\x00\x00\x01(.)", re.DOTALL)
_SPS = {"h264": 7, "hevc": 33}


def begins_with_parameter_sets(codec: str, data: bytes) -> bool:
    """Whether an H.264 or H.265 access unit (Annex B) has an SPS before its first slice."""
    for unit in _UNIT.finditer(data):
        header = unit.group(1)[0]
        kind = header & 0x1F if codec == "h264" else header >> 1 & 0x3F
        if kind == _SPS[codec]:
            return True
        is_slice = 1 <= kind <= 5 if codec == "h264" else kind < 32
        if is_slice:
            return False
    return False


class PacketTap:
    """Hands a copy of each packet to a sink as PacketSink describes; camera thread."""

    def __init__(self, sink: PacketSink, stream: VideoStream) -> None:
        self._sink = sink
        self._codec = stream.codec_context.name
        self._extradata = stream.codec_context.extradata
        self._last_pts = -1

    def pass_on(self, packet: "av.Packet[VideoStream]", media_ns: int) -> None:
        data = bytes(packet)
        if (
            packet.is_keyframe
            and self._extradata
            and self._codec in _SPS
            and not begins_with_parameter_sets(self._codec, data)
        ):
            data = self._extradata + data
        copy = av.Packet(data)
        self._last_pts = max(media_ns * CLOCK_RATE // SECOND_NS, self._last_pts + 1)
        copy.pts = copy.dts = self._last_pts
        copy.time_base = Fraction(1, CLOCK_RATE)
        copy.is_keyframe = packet.is_keyframe
        self._sink(copy)
