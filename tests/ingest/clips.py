"""Small clips whose pictures carry their own number, so that a test can tell which one it got."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.stream import VideoStream

from models.frames import Image

BITS = 8
_BLOCK = 16


def write_clip(
    path: Path,
    *,
    width: int = 320,
    height: int = 180,
    fps: int = 10,
    pictures: int = 20,
    codec: str = "libx264",
    b_frames: int = 0,
    options: dict[str, str] | None = None,
) -> Path:
    """A clip with a keyframe each second; picture n shows n in the first row of blocks."""
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream(codec, rate=fps)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.gop_size = fps
        stream.codec_context.max_b_frames = b_frames
        stream.options = {"preset": "veryfast"}
        if codec == "libx265":
            stream.options = {"preset": "ultrafast", "x265-params": f"log-level=none:keyint={fps}:bframes=0"}
        background = np.random.default_rng(0).integers(0, 255, (height // 4 + 1, width // 4 + 1, 3), np.uint8)
        background = background.repeat(4, 0).repeat(4, 1)[:height, :width]
        for number in range(pictures):
            image = np.roll(background, 3 * number, axis=1)
            for bit in range(BITS):
                image[:_BLOCK, bit * _BLOCK : (bit + 1) * _BLOCK] = 235 if number >> bit & 1 else 16
            picture = av.VideoFrame.from_ndarray(image, format="bgr24")
            picture.pts, picture.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def read_number(image: Image) -> int:
    """The number that `write_clip` put into this picture."""
    middles = [int(image[_BLOCK // 2, bit * _BLOCK + _BLOCK // 2].mean()) for bit in range(BITS)]
    return sum(1 << bit for bit, level in enumerate(middles) if level > 128)
