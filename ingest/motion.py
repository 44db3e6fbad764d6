"""Whether somebody moves in a picture: by brightness, cell by cell, against what is usual in each cell."""

import cv2
import numpy as np
import numpy.typing as npt

from models.frames import Image

COLUMNS, ROWS = 32, 18
THUMBNAIL = (160, 90)
"""Width and height of the thumbnails looked at."""

_LEARNING_S = 8.0
_LEAST_CHANGE = 5.0
_UNUSUAL = 3.5
_QUIETEST = 0.8
_FEWEST_CELLS = 4
_DARK = 16.0

Cells = npt.NDArray[np.float32]


class MotionGate:
    """Tells motion from what a kitchen does all day.

    Every cell learns how bright it mostly is and how much it mostly varies: steam, flames and a running tap
    soon count for nothing where they are. What all cells do together, such as a flickering lamp, is taken
    out first. A person at work in one place all day would be learnt too, which is why whoever uses the gate
    also asks the detector. One thread.
    """

    def __init__(self) -> None:
        self._usual: Cells | None = None
        self._variation = np.full((ROWS, COLUMNS), 2.0, np.float32)
        self._last_ns = 0

    def moves(self, thumbnail: Image, media_ns: int) -> bool:
        """Whether something moves; yes for the first picture.

        thumbnail: uint8 (90, 160), brightness. media_ns: later than before, or smaller after a reconnect.
        """
        cells = _cells(thumbnail)
        elapsed_s = (media_ns - self._last_ns) / 1e9
        self._last_ns = media_ns
        if self._usual is None or elapsed_s < 0:
            self._usual = cells
            return True
        # The lamp: by how much the typical cell is brighter than usual.
        gain = float(np.median((cells + _DARK) / (self._usual + _DARK)))
        change = np.abs((cells + _DARK) / gain - (self._usual + _DARK))
        unusual = change > np.maximum(_LEAST_CHANGE, _UNUSUAL * self._variation)
        share = 1 - np.exp(-elapsed_s / _LEARNING_S)
        self._usual += share * (cells - self._usual)
        self._variation += share * (np.maximum(change, _QUIETEST) - self._variation)
        return _largest_group(unusual) >= _FEWEST_CELLS


def _cells(thumbnail: Image) -> Cells:
    small = cv2.resize(thumbnail.astype(np.float32), (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _largest_group(cells: npt.NDArray[np.bool_]) -> int:
    """The size of the largest patch of touching cells."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(cells.astype(np.uint8), connectivity=8)
    return int(stats[1:, cv2.CC_STAT_AREA].max()) if count > 1 else 0
