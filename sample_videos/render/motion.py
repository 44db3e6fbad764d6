"""Motion over a clip's seconds: keyed values, hands at work, cooks that sway; the same at every run."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin
from typing import Literal

import numpy as np

from sample_videos.render.posture import Hand

Keys = Sequence[tuple[float, float]]
Work = Literal["chop", "stir", "hold", "wipe"]


def at(keys: Keys, seconds: float) -> float:
    """The keyed value at a time: held before the first and after the last key, eased between."""
    if seconds <= keys[0][0]:
        return keys[0][1]
    for (start, first), (end, last) in pairwise(keys):
        if seconds <= end:
            share = (seconds - start) / (end - start)
            return first + (last - first) * share * share * (3 - 2 * share)
    return keys[-1][1]


def drift(seed: int, seconds: float, size: float) -> float:
    """A slow aimless wandering around 0 that stays within ± size."""
    rng = np.random.default_rng(seed)
    total = sum(
        sin(2 * pi * (rate * seconds + phase))
        for rate, phase in zip(rng.uniform(0.09, 0.45, 3), rng.uniform(0, 1, 3), strict=True)
    )
    return size * total / 3


@dataclass(frozen=True, slots=True)
class HandPart:
    """What one hand does for a whole clip.

    side is +1 for the left; rest is the wrist over the worktop (dm: sideways, up, ahead); raises are moments
    at which the hand is up at the head, raised_to dm over the worktop.
    """

    side: int
    work: Work
    rest: tuple[float, float, float]
    raises: tuple[float, ...] = ()
    raised_to: float = 0.0

    def hand(self, seconds: float, worktop: float, seed: int) -> Hand:
        """The hand at a time; worktop is the worktop's height in body space (dm)."""
        x, up, ahead = self.rest
        wave = 2 * pi * seconds
        pitch, roll, grip = 18.0, 25.0, 0.45
        match self.work:
            case "chop":
                up += 0.35 * abs(sin(wave * 0.9))
                pitch += 16 * abs(sin(wave * 0.9))
                x += 0.25 * sin(wave * 0.11)
                grip = 0.8
            case "stir":
                x += 0.55 * cos(wave * 0.55)
                ahead += 0.45 * sin(wave * 0.55)
                roll, grip = 45.0, 0.8
            case "wipe":
                x += 0.9 * sin(wave * 0.4)
                ahead += 0.3 * cos(wave * 0.4)
                pitch, roll, grip = 10.0, 5.0, 0.15
            case "hold":
                x += drift(seed, seconds, 0.2)
                ahead += drift(seed + 1, seconds, 0.2)
        lift = max((_bump(seconds - moment) for moment in self.raises), default=0.0)

        def blend(low: float, high: float) -> float:
            return low + (high - low) * lift

        return Hand(
            (self.side * blend(x, 1.05), worktop + blend(up, self.raised_to), blend(ahead, 2.1)),
            heading_deg=blend(22, 45),
            pitch_deg=blend(pitch, -55),
            roll_deg=blend(roll, 60),
            grip=grip,
        )


def _bump(offset: float) -> float:
    """1 at the moment itself, 0 from 0.9 s before and after it, eased."""
    share = max(0.0, 1 - abs(offset) / 0.9)
    return share * share * (3 - 2 * share)
