"""Which new track is a person lost a moment ago. Pure.

A tracker that loses a person behind a shelf gives them a new id; without this the same episode would be
reported once per id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np

from alerts.findings import Box
from alerts.geometry import iou
from models.tracks import Track

MAX_GAP_NS = 2_000_000_000
MIN_IOU = 0.3
# Without overlap: how far a person's middle may have moved, in their own heights, at once and per second
# of absence. A cook steps aside; one who crosses the room is better reported twice than mixed up.
REACH = 0.25
REACH_PER_S = 0.25
# Heights may differ by this factor, more is another person (or only a part of one).
MAX_GROWTH = 1.7


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where (source pixels) and when (media time) a lost track was last seen."""

    xyxy: Box
    seen_ns: int


def heirs(lost: Mapping[int, Sighting], fresh: Sequence[Track]) -> dict[int, int]:
    """New track id → lost track id; each at most once, the closest pair first."""
    pairs = []
    for old_id, sighting in lost.items():
        for track in fresh:
            distance = _distance(sighting, track)
            if distance is not None:
                pairs.append((distance, old_id, track.track_id))
    inherited: dict[int, int] = {}
    for _, old_id, new_id in sorted(pairs):
        if new_id not in inherited and old_id not in inherited.values():
            inherited[new_id] = old_id
    return inherited


def _distance(sighting: Sighting, track: Track) -> float | None:
    """Between the middles, in the person's heights; None when the two cannot be the same person."""
    gap_ns = track.first_ns - sighting.seen_ns
    old, new = sighting.xyxy, track.xyxy
    old_height, new_height = old[3] - old[1], new[3] - new[1]
    tallest, shortest = max(old_height, new_height), min(old_height, new_height)
    if not 0 < gap_ns <= MAX_GAP_NS or shortest <= 0 or tallest > MAX_GROWTH * shortest:
        return None
    dx = (old[0] + old[2] - new[0] - new[2]) / 2
    dy = (old[1] + old[3] - new[1] - new[3]) / 2
    distance = hypot(dx, dy) / tallest
    near = distance <= REACH + REACH_PER_S * gap_ns / 1e9
    return distance if near or iou(np.array([old]), np.array([new]))[0, 0] >= MIN_IOU else None
