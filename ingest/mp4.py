"""Packets in an MP4 file, as they are."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import av

from ingest.annexb import CODECS, sequence_sets
from ingest.still import Unit
from ingest.tap import CLOCK_RATE
from ingest.timeline import SECOND_NS
from models.errors import BrightkitchenError

_HEADER_BYTES = 4096
_HEADER_BYTES_EACH = 48
_USUAL_STEP = CLOCK_RATE // 15
TIME_BASE = Fraction(1, CLOCK_RATE)


class NotCarried(BrightkitchenError):
    """MP4 does not carry this video."""


@dataclass(frozen=True, slots=True)
class Mp4:
    """A file with its header in front, so that it plays while it is loaded. width, height: pixels."""

    content: bytes
    width: int
    height: int
    duration_ms: int


def of_one_form(units: Sequence[Unit], shown_ns: int) -> Sequence[Unit]:
    """Those of one run's packets around `shown_ns` among which the video does not change its size or form."""
    starts, sets = [0], sequence_sets(units[0].info.codec, units[0].data)
    for index, unit in enumerate(units):
        if not unit.keyframe:
            continue
        own = sequence_sets(unit.info.codec, unit.data)
        if own != sets:
            starts.append(index)
            sets = own
    begin = max((start for start in starts if units[start].shown_ns <= shown_ns), default=0)
    end = min((start for start in starts if start > begin), default=len(units))
    return units[begin:end]


def as_mp4(units: Sequence[Unit]) -> Mp4:
    """The packets of one run, beginning with a keyframe, in one form; nothing is encoded anew.

    Raises:
        NotCarried: the codec is neither H.264 nor H.265.
        av.FFmpegError: the first packet does not begin a stream.
    """
    codec = units[0].info.codec
    if codec not in CODECS:
        raise NotCarried(f"MP4 does not carry {codec}")
    ticks = [unit.decoded_ns * CLOCK_RATE // SECOND_NS for unit in units]
    steps = [later - sooner for sooner, later in pairwise(ticks)]
    steps.append(steps[-1] if steps else _USUAL_STEP)
    file = io.BytesIO()
    room = _HEADER_BYTES + _HEADER_BYTES_EACH * len(units)
    with av.open(io.BytesIO(units[0].data), format=codec) as described:
        known = described.streams.video[0]
        with av.open(file, "w", format="mp4", options={"moov_size": str(room)}) as container:
            stream = container.add_stream_from_template(known)
            stream.time_base = TIME_BASE
            if codec == "hevc":
                stream.codec_context.codec_tag = "hvc1"
            for unit, at, step in zip(units, ticks, steps, strict=True):
                packet = av.Packet(unit.data)
                packet.dts = at - ticks[0]
                packet.pts = packet.dts + (unit.shown_ns - unit.decoded_ns) * CLOCK_RATE // SECOND_NS
                packet.time_base, packet.duration = TIME_BASE, step
                packet.is_keyframe, packet.stream = unit.keyframe, stream
                container.mux_one(packet)
        width, height = known.width, known.height
    return Mp4(file.getvalue(), width, height, (ticks[-1] - ticks[0] + steps[-1]) * 1000 // CLOCK_RATE)
