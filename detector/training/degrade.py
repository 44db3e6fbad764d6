"""What a ceiling camera in a kitchen does to a picture: few pixels, little light, movement, steam, H.264."""

from fractions import Fraction

import av
import cv2
import numpy as np

from detector.training.sets import Floats
from models.frames import Image

_CHANCE_OF_BLUR, _CHANCE_OF_STEAM = 0.35, 0.25


def degrade(image: Image, chance: np.random.Generator) -> Image:
    """The same picture, uint8 (H, W, 3), as a poor camera and a low bit rate would have shown it."""
    height, width = image.shape[:2]
    shrink = chance.uniform(0.5, 1.0)
    small = cv2.resize(
        image, (max(1, int(width * shrink)), max(1, int(height * shrink))), interpolation=cv2.INTER_AREA
    )
    if chance.random() < _CHANCE_OF_BLUR:
        small = cv2.filter2D(small, -1, _movement(chance))
    if chance.random() < _CHANCE_OF_STEAM:
        small = _steamed(np.asarray(small, np.uint8), chance)
    ramp = np.linspace(0, 1, 256)
    light = np.asarray(ramp ** chance.uniform(0.7, 1.8) * chance.uniform(0.6, 1.0) * 255, np.uint8)
    dim = np.asarray(cv2.LUT(small, light), np.float32)
    dim += chance.normal(0, chance.uniform(0, 8), dim.shape).astype(np.float32)
    sent = _sent(np.clip(dim, 0, 255).astype(np.uint8), int(chance.integers(24, 40)))
    return np.asarray(cv2.resize(sent, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _movement(chance: np.random.Generator) -> Floats:
    """A kernel that smears along a straight line of 3 to 9 pixels."""
    side = int(chance.choice((3, 5, 7, 9)))
    kernel = np.zeros((side, side), np.float32)
    angle, middle = chance.uniform(0, np.pi), side // 2
    reach = np.array([np.cos(angle), np.sin(angle)]) * middle
    ends = [tuple(int(value) for value in np.rint(middle + sign * reach)) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _steamed(image: Image, chance: np.random.Generator) -> Image:
    """White swathes, densest around one place."""
    height, width = image.shape[:2]
    swirls = cv2.resize(
        chance.random((5, 7)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    place = chance.random(2)
    near = np.exp(-((x - place[0]) ** 2 + (y - place[1]) ** 2) / chance.uniform(0.02, 0.15))
    cover = np.clip(swirls * near * chance.uniform(0.4, 1.0), 0, 0.85)[:, :, None]
    return np.asarray(image * (1 - cover) + 235 * cover, np.uint8)


def _sent(image: Image, crf: int) -> Image:
    """The picture after H.264 at this quality (0 best, 51 worst); sides are cut to even numbers of pixels."""
    height, width = (max(2, side // 2 * 2) for side in image.shape[:2])
    even = np.asarray(cv2.resize(image, (width, height)), np.uint8)
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = Fraction(1, 25)
    encoder.options = {"crf": str(crf), "preset": "veryfast", "tune": "zerolatency", "threads": "1"}
    packets = [*encoder.encode(av.VideoFrame.from_ndarray(even, format="bgr24")), *encoder.encode(None)]
    decoder = av.CodecContext.create("h264", "r")
    frames = [frame for packet in (*packets, None) for frame in decoder.decode(packet)]
    return np.asarray(frames[0].to_ndarray(format="bgr24"), np.uint8)
