"""Fitting a picture of any size into the network's input, and boxes back."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.errors import InvalidValue
from models.frames import Image

STRIDE = 32
_GREY = (114, 114, 114)


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How a (width, height) picture lies in the padded input. All pixels are integers except as noted.

    inner_width, inner_height: the scaled picture. left, top, right, bottom: the grey border around it.
    The sum of border and inner size is a multiple of STRIDE on both axes.
    """

    width: int
    height: int
    inner_width: int
    inner_height: int
    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def fit(cls, width: int, height: int, longest: int) -> "Letterbox":
        """The smallest stride-aligned rectangle whose picture's longer side is `longest` pixels.

        Raises:
            InvalidValue: the picture has no pixel, or `longest` is no positive multiple of STRIDE.
        """
        if width < 1 or height < 1:
            raise InvalidValue(f"a picture needs at least one pixel, got {width}x{height}")
        if longest < STRIDE or longest % STRIDE:
            raise InvalidValue(f"the input size must be a positive multiple of {STRIDE}, got {longest}")
        scale = longest / max(width, height)
        inner_width, inner_height = max(1, round(width * scale)), max(1, round(height * scale))
        across, down = -inner_width % STRIDE, -inner_height % STRIDE
        left, top = across // 2, down // 2
        return cls(width, height, inner_width, inner_height, left, top, across - left, down - top)

    def apply(self, image: Image) -> npt.NDArray[np.float32]:
        """The network's input, float32 (1, 3, H, W) in [0, 1], RGB."""
        if (self.inner_width, self.inner_height) != (self.width, self.height):
            image = cv2.resize(image, (self.inner_width, self.inner_height), interpolation=cv2.INTER_LINEAR)  # type: ignore[assignment]
        padded = cv2.copyMakeBorder(
            image, self.top, self.bottom, self.left, self.right, cv2.BORDER_CONSTANT, value=_GREY
        )
        return np.asarray(cv2.dnn.blobFromImage(padded, 1 / 255, swapRB=True), np.float32)

    def to_source(self, xyxy: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Boxes (N, 4) of the padded input as boxes of the picture, clipped to it."""
        offset = np.array([self.left, self.top] * 2, np.float32)
        scale = np.array([self.width / self.inner_width, self.height / self.inner_height] * 2, np.float32)
        limit = np.array([self.width, self.height] * 2, np.float32)
        return np.asarray(np.clip((xyxy - offset) * scale, 0, limit), np.float32)
