"""A camera's compressed pictures, for those who pass them on as they are."""

from fractions import Fraction

import av
from av.video.stream import VideoStream

from ingest.annexb import CODECS, sequence_sets
from ingest.source import PacketSink
from ingest.timeline import SECOND_NS

CLOCK_RATE = 90_000


def begins_with_parameter_sets(codec: str, data: bytes) -> bool:
    """Whether an H.264 or H.265 access unit (Annex B) has an SPS before its first slice."""
    return any(sequence_sets(codec, data))


class PacketTap:
    """Hands a copy of each packet to a sink as PacketSink describes; camera thread."""

    def __init__(self, sink: PacketSink, stream: VideoStream) -> None:
        self._sink = sink
        self._codec = stream.codec_context.name
        self._extradata = stream.codec_context.extradata
        self._last_dts = -1

    def pass_on(self, packet: "av.Packet[VideoStream]", media_ns: int) -> None:
        data = bytes(packet)
        if (
            packet.is_keyframe
            and self._extradata
            and self._codec in CODECS
            and not begins_with_parameter_sets(self._codec, data)
        ):
            data = self._extradata + data
        copy = av.Packet(data)
        self._last_dts = max(media_ns * CLOCK_RATE // SECOND_NS, self._last_dts + 1)
        copy.dts = self._last_dts
        copy.pts = self._last_dts + shown_after_ns(packet) * CLOCK_RATE // SECOND_NS
        copy.time_base = Fraction(1, CLOCK_RATE)
        copy.is_keyframe = packet.is_keyframe
        self._sink(copy)


def shown_after_ns(packet: "av.Packet[VideoStream]") -> int:
    """How much later a picture is shown than it is decoded; 0 but with B-frames."""
    if packet.pts is None or packet.dts is None or packet.time_base is None:
        return 0
    return int((packet.pts - packet.dts) * packet.time_base * SECOND_NS)
