"""Live view over plain HTTP: a camera's packets in fragmented MP4, as they are.

For viewers whose network lets no UDP through. One fragment per picture, one picture behind.
"""

from __future__ import annotations  # PyAV's stubs are generic, its classes are not

import io
from collections.abc import AsyncIterator

import av
from aiortc.mediastreams import MediaStreamError
from av.stream import Stream

from api.live import CLOCK_RATE, TIME_BASE, PassedThrough
from ingest.annexb import parameter_sets
from models.errors import BrightkitchenError

_OPTIONS = {"movflags": "empty_moov+default_base_moof+frag_every_frame+skip_trailer"}
_USUAL_STEP = CLOCK_RATE // 15


class StreamChanged(BrightkitchenError):
    """A player has to begin anew."""


class Fragments:
    """Packs H.264 access units (Annex B), beginning with a keyframe with its parameter sets.

    Raises (on construction):
        av.FFmpegError: the first unit is not one that begins a stream.
    """

    def __init__(self, keyframe: bytes) -> None:
        self._written = bytearray()
        self._sets = parameter_sets("h264", keyframe)
        # The parameter sets go into the header; FFmpeg finds them in the keyframe itself.
        with av.open(io.BytesIO(keyframe), format="h264") as described:
            self._container = av.open(self, mode="w", format="mp4", options=_OPTIONS)
            self._stream: Stream = self._container.add_stream_from_template(described.streams.video[0])
        self._stream.time_base = TIME_BASE

    @property
    def content_type(self) -> str:
        """With the profile, constraints and level that a browser asks for (RFC 6381)."""
        return f'video/mp4; codecs="avc1.{self._sets[0][1:4].hex()}"'

    def write(self, data: bytes) -> int:
        """FFmpeg's end."""
        self._written += data
        return len(data)

    def pack(self, unit: av.Packet[Stream]) -> bytes:
        """The bytes that are ready once this unit is known; its pts must grow.

        Raises:
            StreamChanged: the pictures have another size or form from here on.
        """
        if unit.is_keyframe and parameter_sets("h264", bytes(unit)) != self._sets:
            raise StreamChanged("the camera has changed its video")
        unit.dts, unit.duration, unit.stream = unit.pts, _USUAL_STEP, self._stream
        self._container.mux_one(unit)
        ready = bytes(self._written)
        self._written.clear()
        return ready


async def stream(track: PassedThrough, first: av.Packet[Stream], packer: Fragments) -> AsyncIterator[bytes]:
    """The bytes of one view until the track stops; `first` is the unit that the packer was made of."""
    yield packer.pack(first)
    while True:
        try:
            yield packer.pack(await track.recv())
        except (MediaStreamError, StreamChanged):
            return
