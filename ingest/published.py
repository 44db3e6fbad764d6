"""Cameras that send their video to the service by themselves: phones and browsers."""

import io
import struct
from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction
from typing import cast

import av
import structlog
from av.container import InputContainer
from av.video.stream import VideoStream

from ingest.decoding import PictureReader, describe
from ingest.publication import AccessUnit, Inlet, Publication, PublicationEnded
from ingest.skimming import Skimmer
from ingest.source import PacketSink, Picture, SourceError, StreamInfo
from ingest.tap import CLOCK_RATE, PacketTap
from ingest.timeline import Timeline
from models.cameras import Trouble
from models.clock import Clock, SystemClock
from models.frames import Frame

log = structlog.get_logger()

WAIT_S = 2.0
"""How long an attempt waits for somebody to publish."""
READ_S = 3.0

_MAX_GAP_S = 5.0


class PublishedSource:
    """One publication, or the rest of one that had fallen silent; implements Source.

    It comes through the camera's inlet. on_packet, skims: as of RtspSource. A publication that brings nothing
    for `read_s` is stalled.

    Raises (from `open`): SourceError with NOT_PUBLISHED, TIMEOUT or UNREADABLE. From iterating: STALLED,
    NOT_PUBLISHED or UNREADABLE.
    """

    def __init__(
        self,
        camera_id: str,
        inlet: Inlet,
        run: int = 0,
        *,
        wait_s: float = WAIT_S,
        read_s: float = READ_S,
        on_packet: PacketSink | None = None,
        skims: Callable[[], bool] = lambda: False,
        clock: Clock | None = None,
    ) -> None:
        self._camera_id, self._inlet, self._run = camera_id, inlet, run
        self._wait_s, self._read_s = wait_s, read_s
        self._on_packet, self._skims = on_packet, skims
        self._clock = clock or SystemClock()
        self._publication: Publication | None = None
        self._container: InputContainer | None = None
        self._reader: PictureReader | None = None

    @property
    def info(self) -> StreamInfo:
        assert self._reader is not None
        return self._reader.info

    def open(self) -> StreamInfo:
        publication = self._inlet.wait(self._wait_s)
        if publication is None:
            raise SourceError(Trouble.NOT_PUBLISHED, "No one is publishing.")
        publication.skip_to_newest_keyframe()
        first = self._take(publication)
        if first is None:
            raise SourceError(
                Trouble.TIMEOUT, f"The publisher has connected but sent no picture for {self._read_s:g} s."
            )
        self._publication, self._first = publication, first
        self._container = container = _opened(first)
        stream = self._stream = container.streams.video[0]
        stream.thread_count = 1
        self._packets = packets = Timeline(None, _MAX_GAP_S)
        info = describe(stream)
        self._reader = PictureReader(
            self._camera_id, self._run, stream, info, Timeline(None, _MAX_GAP_S), lambda: packets.fps
        )
        return info

    def __iter__(self) -> Iterator[Frame]:
        return (picture.frame() for picture in self.pictures())

    def pictures(self) -> Iterator[Picture]:
        assert self._reader is not None
        reader, tap = self._reader, self._on_packet and PacketTap(self._on_packet, self._stream)
        skimmer = Skimmer(self._skims)
        for packet, received_at in self._arriving():
            media_ns = self._packets.place(packet.pts, packet.time_base)
            if tap:
                tap.pass_on(packet, media_ns)
            for due, due_received_at in skimmer.due(packet, received_at):
                yield from reader.pictures(due, due_received_at)

    def close(self) -> None:
        if self._container is None:
            return
        self._container.close()
        self._container = None
        if self._reader and self._reader.broken:
            count = self._reader.broken
            log.info("camera.broken_pictures", camera=self._camera_id, run=self._run, count=count)

    def _arriving(self) -> Iterator[tuple["av.Packet[VideoStream]", datetime]]:
        assert self._publication is not None
        unit: AccessUnit | None = self._first
        while unit is not None:
            if unit.codec != self._first.codec:
                raise SourceError(Trouble.UNREADABLE, "The publisher has changed its codec.")
            packet = cast("av.Packet[VideoStream]", av.Packet(unit.data))
            packet.stream = self._stream
            packet.pts = packet.dts = unit.pts
            packet.time_base = Fraction(1, CLOCK_RATE)
            packet.is_keyframe = unit.keyframe
            yield packet, unit.received_at
            unit = self._take(self._publication)
        raise SourceError(Trouble.STALLED, f"The publisher has sent nothing for {self._read_s:g} s.")

    def _take(self, publication: Publication) -> AccessUnit | None:
        try:
            return publication.take(self._read_s)
        except PublicationEnded:
            raise SourceError(Trouble.NOT_PUBLISHED, "Publishing has ended.") from None


def _opened(first: AccessUnit) -> InputContainer:
    """A container of the first picture alone: it tells what the video is, and decodes what comes after."""
    content = first.data if first.codec == "h264" else _ivf(first)
    try:
        container = av.open(io.BytesIO(content), "r", format="h264" if first.codec == "h264" else "ivf")
    except av.FFmpegError as error:
        raise SourceError(
            Trouble.UNREADABLE, f"What is published cannot be read: {error.strerror}."
        ) from None
    if not container.streams.video or not container.streams.video[0].codec_context.width:
        container.close()
        raise SourceError(Trouble.UNREADABLE, "What is published does not say what its video is.")
    return container


def _ivf(unit: AccessUnit) -> bytes:
    """A file of one VP8 keyframe, which has its size in it (RFC 6386, section 9.1)."""
    width, height = struct.unpack_from("<HH", unit.data.ljust(10, b"\0"), 6)
    header = struct.pack(
        "<4sHH4sHHIIII", b"DKIF", 0, 32, b"VP80", width & 0x3FFF, height & 0x3FFF, CLOCK_RATE, 1, 1, 0
    )
    return header + struct.pack("<IQ", len(unit.data), 0) + unit.data
