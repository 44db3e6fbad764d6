"""A clip whose picture tells the time: its marker moves at a known speed, so that its place is a clock."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from models.frames import Image

WIDTH, HEIGHT, FPS, SECONDS = 640, 360, 15, 9
MARKER, TOP, SPEED = 40, 160, 60
"""The marker's side and upper edge, px, and its speed to the right, px/s."""


def write_clock(path: Path, scale: int = 1) -> Path:
    """`scale` times as wide and as high as WIDTH and HEIGHT."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH * scale, HEIGHT * scale, "yuv420p"
        stream.codec_context.gop_size = FPS
        stream.codec_context.max_b_frames = 0
        stream.options = {"preset": "veryfast", "crf": "18"}
        for index in range(SECONDS * FPS):
            image = np.full((HEIGHT, WIDTH, 3), 30, np.uint8)
            left = 20 + round(index * SPEED / FPS)
            image[TOP : TOP + MARKER, left : left + MARKER] = (0, 220, 0)
            picture = av.VideoFrame.from_ndarray(image.repeat(scale, 0).repeat(scale, 1), format="bgr24")
            picture.pts, picture.time_base = index, Fraction(1, FPS)
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def marker_left(image: Image) -> float | None:
    """Where the marker begins; image: BGR or BGRA."""
    blue, green, red = (image[:, :, channel].astype(int) for channel in range(3))
    rows, columns = np.nonzero((green > 150) & (red < 90) & (blue < 90))
    return float(np.percentile(columns, 2)) if len(rows) > 100 else None


def seconds_shown(image: Image) -> float:
    """The time within the clip that the picture shows, whatever its size."""
    left = marker_left(image)
    assert left is not None, "no marker"
    return float((left * WIDTH / image.shape[1] - 20) / SPEED)


def apart_s(one: Image, other: Image) -> float:
    """Between two pictures, of which the clip may have begun anew in between."""
    apart = abs(seconds_shown(one) - seconds_shown(other))
    return min(apart, SECONDS - apart)
