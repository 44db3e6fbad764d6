"""Live view over plain HTTP: a camera's packets in fragmented MP4, as they are.

For viewers whose network lets no UDP through. One fragment per picture, one picture behind.
"""

from __future__ import annotations  # PyAV's stubs are generic, its classes are not

import io
import re
from collections.abc import AsyncIterator

import av
from aiortc.mediastreams import MediaStreamError
from av.stream import Stream
from av.video.stream import VideoStream

from api.live import CLOCK_RATE, TIME_BASE, PassedThrough
from models.errors import BrightkitchenError

_OPTIONS = {"movflags": "empty_moov+default_base_moof+frag_every_frame+skip_trailer"}
_USUAL_STEP = CLOCK_RATE // 15


_START_CODE = re.compile(rb"\x00*\x00\x00\x01")
_SPS, _PPS = 7, 8


class StreamChanged(BrightkitchenError):
    """A player has to begin anew."""


class Fragments:
    """Packs H.264 access units (Annex B), beginning with a keyframe with its parameter sets.

    Raises (on construction):
        av.FFmpegError: the first unit is not one that begins a stream.
    """

    def __init__(self, keyframe: bytes) -> None:
        self._written = bytearray()
        self._sets = _parameter_sets(keyframe)
        # The parameter sets go into the header; FFmpeg finds them in the keyframe itself.
        with av.open(io.BytesIO(keyframe), format="h264") as described:
            template = described.streams.video[0]
            self.content_type = f'video/mp4; codecs="{_codec(template)}"'
            self._container = av.open(self, mode="w", format="mp4", options=_OPTIONS)
            self._stream: Stream = self._container.add_stream_from_template(template)
        self._stream.time_base = TIME_BASE

    def write(self, data: bytes) -> int:
        """FFmpeg's end."""
        self._written += data
        return len(data)

    def pack(self, unit: av.Packet[Stream]) -> bytes:
        """The bytes that are ready once this unit is known; its pts must grow.

        Raises:
            StreamChanged: the pictures have another size or form from here on.
        """
        if unit.is_keyframe and _parameter_sets(bytes(unit)) != self._sets:
            raise StreamChanged("the camera has changed its video")
        unit.dts, unit.duration, unit.stream = unit.pts, _USUAL_STEP, self._stream
        self._container.mux_one(unit)
        ready = bytes(self._written)
        self._written.clear()
        return ready


def _parameter_sets(unit: bytes) -> list[bytes]:
    units = _START_CODE.split(unit)
    return [item for item in units if item and item[0] & 0x1F in {_SPS, _PPS}]


def _codec(stream: VideoStream) -> str:
    """The name that a browser asks for: profile, constraints and level from the parameter sets (RFC 6381)."""
    sets = stream.codec_context.extradata or b""
    at = sets.find(b"\x00\x00\x01\x67")
    return f"avc1.{sets[at + 4 : at + 7].hex()}" if at >= 0 else "avc1.640028"


async def stream(track: PassedThrough, first: av.Packet[Stream], packer: Fragments) -> AsyncIterator[bytes]:
    """The bytes of one view until the track stops; `first` is the unit that the packer was made of."""
    yield packer.pack(first)
    while True:
        try:
            yield packer.pack(await track.recv())
        except (MediaStreamError, StreamChanged):
            return
