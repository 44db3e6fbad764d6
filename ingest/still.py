"""One picture out of compressed ones."""

from dataclasses import dataclass
from datetime import datetime

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from ingest.decoding import to_bgr
from ingest.source import StreamInfo
from models.errors import BrightkitchenError
from models.frames import Frame


class StillMissing(BrightkitchenError):
    """There is no picture of this instant, or it cannot be decoded; the message says why."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One compressed picture as it was received.

    decoded_ns and shown_ns: media time of its run, in the order of decoding and of showing; they differ with
    B-frames alone. came_ns: when it was received, since the epoch. data: an access unit as PacketSink has it.
    """

    run: int
    decoded_ns: int
    shown_ns: int
    came_ns: int
    keyframe: bool
    data: bytes
    info: StreamInfo


@dataclass(frozen=True, slots=True)
class Lead:
    """A keyframe and what follows it up to the picture that is wanted, which is the last."""

    units: tuple[Unit, ...]
    captured_at: datetime

    def develop(self, camera_id: str) -> Frame:
        """Decode it; takes as long as so many pictures take, in the calling thread.

        Raises:
            StillMissing: it cannot be decoded.
        """
        wanted = self.units[-1]
        picture = self._decode(wanted)
        if picture is None or picture.is_corrupt:
            raise StillMissing("the picture of this instant is damaged")
        image = to_bgr(picture, VideoReformatter())
        return Frame(camera_id, wanted.run, len(self.units) - 1, wanted.shown_ns, self.captured_at, image)

    def _decode(self, wanted: Unit) -> VideoFrame | None:
        info = wanted.info
        try:
            decoder = VideoCodecContext.create(info.codec, "r")
            assert isinstance(decoder, VideoCodecContext)
            decoder.thread_count = 1
            if info.extradata:
                decoder.extradata = info.extradata
            for place, unit in enumerate(self.units):
                packet = av.Packet(unit.data)
                packet.pts = packet.dts = place
                for picture in decoder.decode(packet):
                    if picture.pts == len(self.units) - 1:
                        return picture
            return next((picture for picture in decoder.decode(None) if picture.pts == place), None)
        except av.FFmpegError as error:
            raise StillMissing(f"the picture of this instant cannot be decoded: {error.strerror}") from None
