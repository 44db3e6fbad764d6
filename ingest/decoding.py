"""From the packets of an open container to pictures; what all sources share."""

from collections.abc import Callable, Iterator
from datetime import datetime

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from ingest.source import Picture, SourceError, StreamInfo
from ingest.timeline import Clockwork
from models.cameras import Trouble
from models.frames import Image


def describe(stream: VideoStream) -> StreamInfo:
    """What an opened stream announces; width and height are 0 where it does not say.

    Raises:
        SourceError: there is no decoder for it.
    """
    # PyAV's types do not say that a stream without a decoder has no context.
    context: object = stream.codec_context
    if context is None:
        raise SourceError(Trouble.UNSUPPORTED, "The video is in a format that cannot be decoded.")
    known = stream.codec_context
    return StreamInfo(
        codec=known.name,
        width=known.width,
        height=known.height,
        fps=float(stream.average_rate) if stream.average_rate else None,
        has_b_frames=known.has_b_frames,
        extradata=known.extradata,
    )


class PictureReader:
    """Decodes one video stream, in the thread that reads it.

    fps: pictures per second as measured so far.
    `broken` counts packets and pictures that were left out because they could not be decoded properly.
    """

    def __init__(
        self,
        camera_id: str,
        run: int,
        stream: VideoStream,
        info: StreamInfo,
        timeline: Clockwork,
        fps: Callable[[], float | None],
    ) -> None:
        self.info = info
        self.broken = 0
        self._camera_id = camera_id
        self._run = run
        self._stream = stream
        self._timeline = timeline
        self._fps = fps
        self._reformatter = VideoReformatter()
        self._seq = 0

    def pictures(self, packet: "av.Packet[VideoStream]", received_at: datetime) -> Iterator[Picture]:
        """The pictures that this packet completes: mostly one, or none."""
        try:
            pictures = packet.decode()
        except av.FFmpegError:
            self.broken += 1
            return
        for picture in pictures:
            if picture.is_corrupt:
                self.broken += 1
                continue
            media_ns = self._timeline.place(picture.pts, picture.time_base)
            self._note(picture.width, picture.height)
            yield Picture(self._camera_id, self._run, self._seq, media_ns, received_at, picture, self._image)
            self._seq += 1

    def measure(self) -> None:
        """Note the rate at which packets come while none is decoded."""
        self._note(self.info.width, self.info.height)

    def _note(self, width: int, height: int) -> None:
        has_b_frames = self._stream.codec_context.has_b_frames
        self.info = self.info.seen(width, height, self._fps(), has_b_frames=has_b_frames)

    def _image(self, picture: VideoFrame) -> Image:
        return to_bgr(picture, self._reformatter)


def to_bgr(picture: VideoFrame, reformatter: VideoReformatter) -> Image:
    """uint8 (H, W, 3); the reformatter belongs to one thread."""
    # More threads than this one would only cost: conversion is a fraction of decoding.
    bgr = reformatter.reformat(picture, format="bgr24", src_color_range=picture.color_range, threads=1)
    return np.ascontiguousarray(bgr.to_ndarray(), dtype=np.uint8)
