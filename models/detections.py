"""What the detector says of one frame, in columns."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

import numpy as np
import numpy.typing as npt

from models.errors import InvalidValue


class Label(IntEnum):
    """The detector's classes; the value is the class id. A mask worn wrongly is NO_MASK."""

    PERSON = 0
    MASK = 1
    NO_MASK = 2
    HAT = 3
    NO_HAT = 4
    GLOVE = 5
    BARE_HAND = 6

    @property
    def text(self) -> str:
        return self.name.lower()


LABELS: tuple[str, ...] = tuple(label.text for label in Label)


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """Boxes of one frame as columns of equal length N; N = 0 is legal.

    xyxy: float32 (N, 4), left, top, right, bottom in source pixels, x2 >= x1 and y2 >= y1.
    score: float32 (N,) in [0, 1]. class_id: int16 (N,), values of Label.

    Raises:
        InvalidValue: a column has another shape, type or range.
    """

    xyxy: npt.NDArray[np.float32]
    score: npt.NDArray[np.float32]
    class_id: npt.NDArray[np.int16]

    def __post_init__(self) -> None:
        n = len(self.score)
        _expect("xyxy", self.xyxy, (n, 4), np.float32)
        _expect("score", self.score, (n,), np.float32)
        _expect("class_id", self.class_id, (n,), np.int16)
        if n == 0:
            return
        if not np.isfinite(self.xyxy).all() or (self.xyxy[:, 2:] < self.xyxy[:, :2]).any():
            raise InvalidValue("xyxy must be finite with x2 >= x1 and y2 >= y1")
        if not ((self.score >= 0) & (self.score <= 1)).all():
            raise InvalidValue("score must lie in [0, 1]")
        if self.class_id.min() < 0 or self.class_id.max() >= len(Label):
            raise InvalidValue(f"class_id must lie in [0, {len(Label) - 1}]")

    @classmethod
    def empty(cls) -> Self:
        return cls(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int16))

    def __len__(self) -> int:
        return len(self.score)

    def at_least(self, thresholds: npt.NDArray[np.float32]) -> Self:
        """The rows whose score reaches their label's threshold; thresholds: float32 (len(Label),)."""
        keep = self.score >= thresholds[self.class_id]
        return type(self)(self.xyxy[keep], self.score[keep], self.class_id[keep])

    def of(self, *labels: Label) -> Self:
        """The rows of these labels, in their order here."""
        keep = np.isin(self.class_id, [int(label) for label in labels])
        return type(self)(self.xyxy[keep], self.score[keep], self.class_id[keep])


def _expect(name: str, column: npt.NDArray[np.generic], shape: tuple[int, ...], dtype: type) -> None:
    if column.shape != shape or column.dtype != dtype:
        raise InvalidValue(
            f"{name} must be {np.dtype(dtype).name} {shape}, got {column.dtype} {tuple(column.shape)}"
        )
