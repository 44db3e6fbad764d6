"""Exact boxes from what is seen: index maps and silhouettes in, YOLO labels out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.look import Look, Region

LABELS = ("person", "mask", "no_mask", "hat", "no_hat", "glove", "bare_hand")

_FACE = (Region.FACE, Region.MASK)
_HEAD = (Region.FACE, Region.MASK, Region.SCALP, Region.HAT)


@dataclass(frozen=True, slots=True)
class Box:
    """A labelled box: label indexes LABELS, corners in pixels, right and bottom exclusive."""

    label: int
    x1: int
    y1: int
    x2: int
    y2: int

    def yolo(self, width: int, height: int) -> str:
        """`class cx cy w h`, normalised by the picture's size."""
        centre_x, centre_y = (self.x1 + self.x2) / 2 / width, (self.y1 + self.y2) / 2 / height
        across, down = (self.x2 - self.x1) / width, (self.y2 - self.y1) / height
        return f"{self.label} {centre_x:.5f} {centre_y:.5f} {across:.5f} {down:.5f}"


@dataclass(frozen=True, slots=True)
class Seen:
    """One cook in a picture.

    number is the cook's on the stage; face_angle_deg lies between where the face looks and the camera; whole
    holds, per region group, the area in pixels that it would cover with nothing before it.
    """

    number: int
    look: Look
    face_angle_deg: float
    whole: Mapping[tuple[Region, ...], float]


def groups() -> tuple[tuple[Region, ...], ...]:
    """The groups of regions whose whole areas the labels need."""
    return (_FACE, _HEAD, (Region.LEFT_HAND,), (Region.RIGHT_HAND,))


def boxes(index: NDArray[np.int32], cooks: Sequence[Seen]) -> list[Box]:
    """The boxes of all that can be judged in an index map (H, W) of 16 × (cook + 1) + region.

    A person from 150 visible pixels on; the face where it looks within 100° of the camera, ≥ 45 % of it is
    seen and its shorter side is ≥ 9 px; the head where ≥ 40 % is seen, ≥ 9 px; a hand where ≥ 40 % is seen,
    ≥ 7 px.
    """
    found: list[Box] = []
    for cook in cooks:
        mine = np.where(index // 16 == cook.number + 1, index % 16, 0)
        found += _box(mine > 0, 0, 8)[:1] if (mine > 0).sum() >= 150 else []
        look = cook.look
        if cook.face_angle_deg <= 100:
            found += _part(mine, _FACE, cook.whole, 0.45, 9, 1 if look.mask == "worn" else 2)
        found += _part(mine, _HEAD, cook.whole, 0.40, 9, 3 if look.hat is not None else 4)
        for hand in (Region.LEFT_HAND, Region.RIGHT_HAND):
            found += _part(mine, (hand,), cook.whole, 0.40, 7, 5 if look.gloved else 6)
    return found


def _part(
    mine: NDArray[np.int32],
    group: tuple[Region, ...],
    whole: Mapping[tuple[Region, ...], float],
    share: float,
    smallest: int,
    label: int,
) -> list[Box]:
    seen = np.isin(mine, group)
    if whole[group] <= 0 or seen.sum() < share * whole[group]:
        return []
    return _box(seen, label, smallest)


def _box(seen: NDArray[np.bool_], label: int, smallest: int) -> list[Box]:
    columns, rows = np.flatnonzero(seen.any(axis=0)), np.flatnonzero(seen.any(axis=1))
    if not len(columns):
        return []
    box = Box(label, int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return [box] if min(box.x2 - box.x1, box.y2 - box.y1) >= smallest else []
