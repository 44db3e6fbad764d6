"""Which rules hold for a person where they stand. Pure."""

from collections.abc import Sequence
from datetime import datetime

from alerts.findings import Box
from models.rules import RuleName
from models.zones import Point, Zone, contains

ALL_RULES = frozenset(RuleName)

FEET = 0.05
"""How far above the lower edge of the box a person is taken to stand, as a share of its height.

On the edge itself, people cut off by the picture's edge would stand outside every zone.
"""


def stands_at(xyxy: Box, width: int, height: int) -> Point:
    """Where a person is: the lower middle of the box, as shares of a picture of this size in pixels."""
    left, top, right, bottom = xyxy
    x, y = (left + right) / 2 / width, (bottom - FEET * (bottom - top)) / height
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def demanded(zones: Sequence[Zone], xyxy: Box, width: int, height: int, at: datetime) -> frozenset[RuleName]:
    """The rules that hold for a person with this box (pixels) at a moment in the time zone of the place.

    All of them where the camera has no zones, else those that any zone demands in which the person stands.
    """
    if not zones:
        return ALL_RULES
    point = stands_at(xyxy, width, height)
    found: frozenset[RuleName] = frozenset()
    return found.union(*(zone.demands_at(at) for zone in zones if contains(zone.points, point)))
