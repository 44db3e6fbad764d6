"""Video files, read as if a camera had sent them."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from ingest.decoding import PictureReader, describe
from ingest.source import Picture, SourceError, StreamInfo
from ingest.timeline import SECOND_NS, Timeline
from models.cameras import Trouble
from models.clock import Clock, SystemClock
from models.frames import Frame

_MAX_GAP_S = 3600.0
_SHORTFALL_S = 1.0
"""A file whose pictures end this much before its announced end is a broken one."""


class FileSource:
    """One reading of a video file; implements Source. Media time comes from the file's own stamps.

    Pictures come as fast as they are taken, or with `realtime` no sooner than their media time. With
    `loop` the file starts over at its end, media time and `seq` going on. `wait` sleeps for so many
    seconds and returns whether to stop, as `Event.wait` of a stop event does; stopping ends the
    iteration.

    Raises (from `open`): SourceError with NOT_FOUND, NO_VIDEO or UNREADABLE. From iterating: UNREADABLE,
    after every picture that can be read, when the file is cut off or damaged.
    """

    def __init__(
        self,
        camera_id: str,
        path: Path,
        run: int = 0,
        *,
        realtime: bool = False,
        loop: bool = False,
        clock: Clock | None = None,
        wait: Callable[[float], bool] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._camera_id = camera_id
        self._path = path
        self._run = run
        self._realtime = realtime
        self._loop = loop
        self._clock = clock or SystemClock()
        self._wait = wait or threading.Event().wait
        self._monotonic = monotonic
        self._container: InputContainer | None = None
        self._reader: PictureReader | None = None

    @property
    def info(self) -> StreamInfo:
        assert self._reader is not None
        return self._reader.info

    def open(self) -> StreamInfo:
        name = self._path.name
        try:
            # An absolute path is never taken for a protocol, nor may a playlist lead elsewhere.
            self._container = av.open(
                str(self._path.resolve()), mode="r", options={"protocol_whitelist": "file"}
            )
        except FileNotFoundError:
            raise SourceError(Trouble.NOT_FOUND, f"There is no file {name}.") from None
        except (av.FFmpegError, OSError) as error:
            raise SourceError(Trouble.UNREADABLE, f"{name} cannot be read: {error.strerror}.") from None
        if not self._container.streams.video:
            raise SourceError(Trouble.NO_VIDEO, f"{name} has no video.")
        stream = self._container.streams.video[0]
        info = describe(stream)
        stream.thread_type = "AUTO"
        timeline = Timeline(info.fps, _MAX_GAP_S)
        self._reader = PictureReader(self._camera_id, self._run, stream, info, timeline, lambda: timeline.fps)
        return info

    def __iter__(self) -> Iterator[Frame]:
        return (picture.frame() for picture in self.pictures())

    def pictures(self) -> Iterator[Picture]:
        started = self._monotonic()
        for picture in self._pictures():
            if self._realtime:
                ahead_s = started + picture.media_ns / SECOND_NS - self._monotonic()
                if ahead_s > 0 and self._wait(ahead_s):
                    return
                yield replace(picture, captured_at=self._clock.now())
            else:
                yield picture

    def close(self) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None

    def _pictures(self) -> Iterator[Picture]:
        assert self._container is not None
        assert self._reader is not None
        stream = self._container.streams.video[0]
        yield from self._pass(self._container, stream, self._reader)
        while self._loop:
            self._container.seek(0)
            yield from self._pass(self._container, stream, self._reader)

    def _pass(
        self, container: InputContainer, stream: VideoStream, reader: PictureReader
    ) -> Iterator[Picture]:
        name = self._path.name
        first_ns: int | None = None
        reached_ns = 0
        cut = False
        try:
            for packet in container.demux(stream):
                cut = cut or packet.is_corrupt
                for picture in reader.pictures(packet, self._clock.now()):
                    first_ns = picture.media_ns if first_ns is None else first_ns
                    reached_ns = picture.media_ns
                    yield picture
        except av.FFmpegError as error:
            raise SourceError(Trouble.UNREADABLE, f"{name} is damaged: {error.strerror}.") from None
        if first_ns is None:
            raise SourceError(Trouble.UNREADABLE, f"{name} has no picture that can be decoded.")
        length_s = (reached_ns - first_ns) / SECOND_NS + 1 / (reader.info.fps or 1)
        announced_s = _announced_s(container, stream)
        if cut or (announced_s is not None and length_s < announced_s - _SHORTFALL_S):
            raise SourceError(Trouble.UNREADABLE, f"{name} is cut off after {length_s:.1f} s.")


def _announced_s(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    # The container's own duration may be that of a longer sound track.
    if container.duration is not None and len(container.streams) == 1:
        return container.duration / av.time_base
    return None
