"""Clips as a faulty camera would send them, made from good ones."""

from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


class Fault(StrEnum):
    """What the camera shows or sends. NONE only encodes anew, as all others do too."""

    NONE = "none"
    BLACK = "black"
    OVER_EXPOSED = "over_exposed"
    COVERED = "covered"
    HALF_COVERED = "half_covered"
    OUT_OF_FOCUS = "out_of_focus"
    TURNED = "turned"
    SMALLER = "smaller"
    LOW_FPS = "low_fps"
    LOW_BIT_RATE = "low_bit_rate"


_SLOWER = 6
"""Of so many pictures one is left where fewer come."""


def write_faulty(clip: Path, out: Path, fault: Fault, seconds: float = 3.0, begin_s: float = 0.0) -> Path:
    """Encode that part of the clip anew with the fault, without B-frames, a keyframe each second.

    Thin light noise is added, as every sensor has it; out of NONE the same picture may come.
    """
    change: Callable[[Pixels], Pixels] = _CHANGES.get(fault, lambda image: image)
    rng = np.random.default_rng(0)
    noise = rng.integers(-2, 3, (2000, 4000, 3), np.int8).astype(np.int16)
    with av.open(str(clip)) as source, av.open(str(out), "w") as target:
        given = source.streams.video[0]
        fps = round(float(given.average_rate or 12))
        step = _SLOWER if fault is Fault.LOW_FPS else 1
        rate = Fraction(fps, step)
        stream = target.add_stream("libx264", rate=rate)
        stream.pix_fmt = "yuv420p"
        stream.codec_context.gop_size = max(1, fps // step)
        stream.codec_context.max_b_frames = 0
        stream.options = _encoding(fault)
        written = 0
        for index, frame in enumerate(source.decode(given)):
            if index >= (begin_s + seconds) * fps:
                break
            if index < begin_s * fps or index % step:
                continue
            image = change(_pixels(frame.to_ndarray(format="bgr24")))
            picture = av.VideoFrame.from_ndarray(_with_noise(image, noise, rng), format="bgr24")
            stream.width, stream.height = picture.width, picture.height
            picture.pts, picture.time_base = written, 1 / rate
            target.mux(stream.encode(picture))
            written += 1
        target.mux(stream.encode())
    return out


def _encoding(fault: Fault) -> dict[str, object]:
    if fault is Fault.LOW_BIT_RATE:
        return {"preset": "veryfast", "crf": "48"}
    return {"preset": "ultrafast", "crf": "25"}


def _with_noise(image: Pixels, noise: npt.NDArray[np.int16], rng: np.random.Generator) -> Pixels:
    height, width = image.shape[:2]
    top, left = rng.integers(0, noise.shape[0] - height), rng.integers(0, noise.shape[1] - width)
    return _pixels(cv2.add(image, noise[top : top + height, left : left + width], dtype=cv2.CV_8U))


def _resized(image: Pixels, factor: float) -> Pixels:
    return _pixels(cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))


def _cloth(image: Pixels) -> Pixels:
    """Only a little light comes through, from nowhere in particular."""
    height, width = image.shape[:2]
    few = cv2.resize(image, (8, 5), interpolation=cv2.INTER_AREA)
    return _pixels(cv2.resize(few, (width, height), interpolation=cv2.INTER_CUBIC) * 0.25 + 25)


def _half(image: Pixels) -> Pixels:
    covered = image.copy()
    covered[:, : image.shape[1] * 2 // 3] = 70
    return covered


def _turned(image: Pixels) -> Pixels:
    """By a tenth of the picture to the side, and a little down."""
    height, width = image.shape[:2]
    shift = np.array([[1, 0, width / 10], [0, 1, height / 20]], np.float32)
    return _pixels(cv2.warpAffine(image, shift, (width, height), borderMode=cv2.BORDER_REFLECT))


def _pixels(image: npt.NDArray[Any]) -> Pixels:
    return np.asarray(image.clip(0, 255), np.uint8)


_CHANGES: dict[Fault, Callable[[Pixels], Pixels]] = {
    Fault.BLACK: lambda image: _pixels(image * 0.02 + 4),
    Fault.OVER_EXPOSED: lambda image: _pixels(image * 4.0 + 60),
    Fault.COVERED: _cloth,
    Fault.HALF_COVERED: _half,
    Fault.OUT_OF_FOCUS: lambda image: _pixels(cv2.GaussianBlur(image, (0, 0), image.shape[1] / 140)),
    Fault.TURNED: _turned,
    Fault.SMALLER: lambda image: _resized(image, 2 / 3),
}
