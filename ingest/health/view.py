"""What a camera shows, reduced to what light and people change little, and how much of it is still there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

from models.frames import Image

VIEW_SIZE = (640, 360)
"""Width and height of the pictures looked at: large enough to see whether they are sharp."""

COLUMNS, ROWS = 16, 9

_SMALL = (320, 180)
_LAYOUT = (32, 18)
_DARK = 16.0
_EDGE = 12.0
_STRONG = 0.5
_EDGES_OF_A_CELL = 0.06
_LOST = 0.4
_LEAST_ENERGY = 1e-3
_TOLERANCE_PX = (-2, 0, 2)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """contrast: float32 (9, 16), how much fine structure each cell has for its brightness. layout: float32
    (18, 32), brightness.
    """

    contrast: Floats
    layout: Floats

    @classmethod
    def usual(cls, seen: Sequence[Self]) -> Self:
        """The median, which people who walk through do not change."""
        return cls(
            _floats(np.median([item.contrast for item in seen], axis=0)),
            _floats(np.median([item.layout for item in seen], axis=0)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """small: uint8 (180, 320), brightness."""

    structure: Structure
    small: Image

    @classmethod
    def of(cls, gray: Image) -> Self:
        """gray: uint8 (360, 640), brightness."""
        values = gray.astype(np.float32)
        # Finer than this is noise, coarser is light.
        band = cv2.GaussianBlur(values, (0, 0), 1.0) - cv2.GaussianBlur(values, (0, 0), 3.0)
        contrast = _cells(np.abs(band)) / (_cells(values) + _DARK)
        layout = cv2.resize(values, _LAYOUT, interpolation=cv2.INTER_AREA)
        small = cv2.resize(gray, _SMALL, interpolation=cv2.INTER_AREA)
        return cls(Structure(_floats(contrast), _floats(layout)), np.asarray(small, np.uint8))


@dataclass(frozen=True, slots=True)
class Sight:
    """How much of the usual can still be made out.

    lost: share in [0, 1] of the cells with structure that have hardly any left. sharpness: typical contrast
    as a multiple of the usual. likeness: correlation in [-1, 1] of light and dark with the usual where it is
    lost. relief: how much light and dark differ there for their brightness, as a multiple of the usual.
    """

    lost: float
    sharpness: float
    likeness: float
    relief: float


def compare_sight(now: Structure, usual: Structure) -> Sight:
    structured = usual.contrast > np.median(usual.contrast) / 2
    lost = structured & (now.contrast < _LOST * usual.contrast)
    contrast, before = float(np.median(now.contrast)), float(np.median(usual.contrast))
    where = cv2.resize(lost.astype(np.uint8), _LAYOUT, interpolation=cv2.INTER_NEAREST) > 0
    return Sight(
        lost=float(lost.sum() / max(1, structured.sum())),
        sharpness=contrast / max(before, 1e-6),
        likeness=_correlation(now.layout[where], usual.layout[where]),
        relief=_spread(now.layout[where]) / max(_spread(usual.layout[where]), 1e-6),
    )


class Reference:
    """The accepted view of a camera, and whether the camera still shows it.

    Edges are compared by their direction alone, cell by cell: light changes how strong they are, seldom which
    way they run. A contrast turned round, as infrared light does it, changes nothing.
    """

    def __init__(self, gray: Image) -> None:
        """gray: uint8 (360, 640), brightness."""
        view = View.of(gray)
        self.structure = view.structure
        self._field, strength = _directions(view.small)
        self._has_edges = _cells((strength > _STRONG).astype(np.float32)) > _EDGES_OF_A_CELL
        self._energy = _cells(np.square(self._field).sum(axis=0))

    def agreement(self, views: Sequence[View]) -> float | None:
        """How well the edges of the views' median picture run as the reference's, about 0 to 1.

        Cells of the reference without edges, and those where nothing is to be seen now, say nothing; None
        when too few are left. The camera may have shaken by some pixels.
        """
        background = np.median([view.small for view in views], axis=0).astype(np.uint8)
        field, _ = _directions(background)
        energy = _cells(np.square(field).sum(axis=0))
        telling = self._has_edges & (energy > _LEAST_ENERGY)
        if telling.sum() < max(4, 0.3 * self._has_edges.sum()):
            return None
        scale = np.sqrt(energy * self._energy)[telling]
        best = -1.0
        for down in _TOLERANCE_PX:
            for right in _TOLERANCE_PX:
                shifted = np.roll(field, (down, right), axis=(1, 2))
                along = _cells((shifted * self._field).sum(axis=0))[telling]
                best = max(best, float((along / scale).clip(-1, 1).mean()))
        return best


def _directions(picture: Image) -> tuple[Floats, Floats]:
    """Edge directions as vectors (2, H, W) of double angle, as long as edges are strong; and that length."""
    values = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 1.2)
    right = cv2.Sobel(values, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(values, cv2.CV_32F, 0, 1, ksize=3)
    square = np.square(right) + np.square(down)
    length = np.sqrt(square)
    strength = length / (length + _EDGE)
    scale = strength / np.maximum(square, 1e-6)
    field = np.stack([(np.square(right) - np.square(down)) * scale, 2 * right * down * scale])
    return _floats(field), _floats(strength)


def _cells(values: npt.NDArray[np.floating]) -> Floats:
    return _floats(
        cv2.resize(np.ascontiguousarray(values, np.float32), (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    )


def _floats(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, np.float32)


def _spread(layout: Floats) -> float:
    return float(layout.std() / (layout.mean() + _DARK)) if layout.size else 0.0


def _correlation(one: Floats, other: Floats) -> float:
    if one.size < 4:
        return 1.0
    one, other = one - one.mean(), other - other.mean()
    scale = float(np.sqrt(np.square(one).sum() * np.square(other).sum()))
    return float((one * other).sum()) / scale if scale > 1e-6 else 0.0
