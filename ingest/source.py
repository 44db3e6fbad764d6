"""Where pictures come from: one contract for cameras and files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, Self

import av
import numpy as np
from av.stream import Stream
from av.video.frame import VideoFrame

from models.cameras import Trouble
from models.errors import BrightkitchenError
from models.frames import Frame, Image

_FPS_TOLERANCE = 0.1


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What a stream is.

    codec: FFmpeg's name, such as "h264" or "hevc". width, height: pixels. fps: pictures per second as
    announced, or as measured where that differs; None while unknown. has_b_frames: pictures are sent in
    another order than they are shown, which browsers do not take by WebRTC. extradata: the codec's
    parameter sets as announced, in Annex B form for H.264 and H.265 over RTSP.
    """

    codec: str
    width: int
    height: int
    fps: float | None
    has_b_frames: bool
    extradata: bytes | None

    def seen(self, width: int, height: int, fps: float | None, *, has_b_frames: bool) -> Self:
        """What the stream has turned out to be; this very value unless something differs.

        A measured rate replaces the announced one only when more than 10 % off.
        """
        known = self.fps
        if fps is None or (known is not None and abs(fps - known) <= _FPS_TOLERANCE * known):
            fps = known
        else:
            fps = round(fps, 2)
        if (width, height, fps, has_b_frames) == (self.width, self.height, known, self.has_b_frames):
            return self
        return replace(self, width=width, height=height, fps=fps, has_b_frames=has_b_frames)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded picture as the decoder left it: what becomes a Frame if somebody wants it.

    Most pictures of a camera are never analysed, and converting one costs as much as decoding it. All but
    `raw` is as in Frame. `raw` may be kept and shared; `frame` and `thumbnail` belong to the reading thread.
    """

    camera_id: str
    run: int
    seq: int
    media_ns: int
    captured_at: datetime
    raw: VideoFrame
    convert: Callable[[VideoFrame], Image]

    def frame(self) -> Frame:
        """The picture in BGR."""
        return Frame(
            self.camera_id, self.run, self.seq, self.media_ns, self.captured_at, self.convert(self.raw)
        )

    def thumbnail(self, width: int, height: int) -> Image:
        """Its brightness alone, scaled to uint8 (height, width), 0 black to 255 white."""
        small = self.raw.reformat(width, height, format="gray", interpolation="AREA", threads=1)
        return np.ascontiguousarray(small.to_ndarray(), dtype=np.uint8)


class SourceError(BrightkitchenError):
    """A source cannot go on. `trouble` says why in a word, `detail` in a sentence without credentials."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.detail = detail


class Source(Protocol):
    """One connection to a camera, or one reading of a file. Everything is called from one thread.

    `pictures` yields them with `seq` counting from 0 and `media_ns` strictly increasing from 0. It
    ends when the stream has ended as it should; a live camera's never does. Iterating the source itself
    yields every picture's frame.

    Raises:
        SourceError: from `open` and from iterating; after it the source can only be closed.
    """

    @property
    def info(self) -> StreamInfo:
        """The stream as now known, once open; another value when size or rate turn out otherwise."""
        ...

    def open(self) -> StreamInfo:
        """Connect and find out what the stream is. Once only."""
        ...

    def pictures(self) -> Iterator[Picture]: ...

    def __iter__(self) -> Iterator[Frame]: ...

    def close(self) -> None:
        """Let go of everything. May be called at any time by the thread that reads, and again."""
        ...


class PacketSink(Protocol):
    """Gets a camera's compressed pictures before they are decoded, beginning with a keyframe.

    Called in the camera's thread: it must return at once and not raise. Each packet is the sink's own: one
    access unit in Annex B form (H.264 and H.265), every keyframe with its parameter sets in front, `dts` in
    `time_base` strictly increasing within the run and `pts` the same but with B-frames; both on the clock of
    Frame.media_ns as long as no picture is broken.
    """

    def __call__(self, packet: "av.Packet[Stream]", /) -> None: ...
