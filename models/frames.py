"""A decoded picture with its place in time."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from models.errors import InvalidValue

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One decoded picture of one camera.

    `image` is uint8 (H, W, 3) in BGR order and is made read-only here, so that threads may share it.
    `run` grows by one at each connection of the camera; `seq` counts decoded frames within the run;
    `media_ns` is the media time in nanoseconds, strictly increasing within a run; `captured_at` is the
    wall-clock time (aware) at which the frame was received.

    Raises:
        InvalidValue: the image has another shape or type, or `captured_at` is naive.
    """

    camera_id: str
    run: int
    seq: int
    media_ns: int
    captured_at: datetime
    image: Image

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise InvalidValue(
                f"image must be uint8 (H, W, 3), got {self.image.dtype} {tuple(self.image.shape)}"
            )
        if self.captured_at.tzinfo is None:
            raise InvalidValue("captured_at must be an aware datetime")
        self.image.setflags(write=False)

    @property
    def width(self) -> int:
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        return int(self.image.shape[0])
