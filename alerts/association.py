"""From the boxes of one frame to one vote per person and rule. Pure.

A vote is MISSING only on the strength of a box that shows the bare face, head or hand of that person;
whatever cannot be seen, told apart or resolved is UNSEEN.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import lap
import numpy as np

from alerts.geometry import Boxes, Fits, hand_fit, head_fit, iou, overlap
from models.detections import Detections, Label
from models.rules import Rule, RuleName
from models.tracks import Track

# Two boxes with this much in common show the same head or hand, whatever their classes.
SAME_IOU = 0.4
SAME_OVERLAP = 0.7
# Two classes of one part whose scores differ by less say nothing: UNSEEN.
NEAR_TIE = 0.1
# A person box that lies on an older one is often the same body seen twice; the older track goes first
# where their claims are about equal, so that a ghost does not collect votes of its own.
GHOST_IOU = 0.5
GHOST_PENALTY = 0.1
# A head cut off by the picture's upper edge may well wear a hat above it.
TOP_EDGE_PX = 2.0


class Vote(StrEnum):
    MISSING = "missing"
    PRESENT = "present"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person under one rule in one frame.

    score in [0, 1] and xyxy (source pixels) are those of the box that decided, row is its row in the
    frame's detections; 0.0, None and None when UNSEEN.
    """

    vote: Vote
    score: float = 0.0
    xyxy: tuple[float, float, float, float] | None = None
    row: int | None = None


UNSEEN = Judgement(Vote.UNSEEN)


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a rule looks for: two opposite labels on a body part, of which a person has `parts`.

    min_px: below this longer side in source pixels the two cannot be told apart (the longer, because a
    cap or a mask alone is flat).
    """

    missing: Label
    present: Label
    fit: Callable[[Boxes, Boxes], Fits]
    parts: int
    min_px: float


# Video codecs quantise blocks of 8 x 8 pixels, so a detail needs more than one block to survive. Only the
# lower half of a face tells of a mask, hence the most; a hat changes the whole outline; skin against glove
# is mostly colour, hence the least.
ATTRIBUTES: Mapping[RuleName, Attribute] = {
    RuleName.MASK: Attribute(Label.NO_MASK, Label.MASK, head_fit, parts=1, min_px=14),
    RuleName.HAT: Attribute(Label.NO_HAT, Label.HAT, head_fit, parts=1, min_px=12),
    RuleName.GLOVES: Attribute(Label.BARE_HAND, Label.GLOVE, hand_fit, parts=2, min_px=10),
}


def judge(tracks: Sequence[Track], detections: Detections, rule: Rule) -> dict[int, Judgement]:
    """The vote of every track under `rule`, by track id.

    Each box counts for one person at most, a head for one head and hands for two; the assignment has the
    best total fit and does not depend on the order of rows or tracks. Of two hands one bare hand is
    enough to be missing.
    """
    attribute = ATTRIBUTES[rule.name]
    votes = {track.track_id: UNSEEN for track in tracks}
    rows = _ordered(detections, attribute)
    if not len(rows) or not tracks:
        return votes
    boxes = detections.xyxy[rows].astype(np.float64)
    parts = _parts(boxes)
    seeds = boxes[[part[0] for part in parts]]
    people = sorted(tracks, key=lambda track: (track.first_ns, track.track_id))
    for person, owned in zip(people, _owned(seeds, people, attribute), strict=True):
        seen = [_verdict(detections, rows[parts[index]], attribute, rule.min_score) for index in owned]
        votes[person.track_id] = max(seen, key=_weight, default=UNSEEN)
    return votes


def _ordered(detections: Detections, attribute: Attribute) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Rows of the attribute's two labels, surest first, in an order that the input's does not change."""
    rows = np.flatnonzero(np.isin(detections.class_id, (attribute.missing, attribute.present)))
    box = detections.xyxy[rows]
    keys = (detections.class_id[rows], box[:, 3], box[:, 2], box[:, 1], box[:, 0], -detections.score[rows])
    return rows[np.lexsort(keys)]


def _parts(boxes: Boxes) -> list[list[int]]:
    """Boxes grouped by the head or hand they show; the surest comes first in each group."""
    same = (iou(boxes, boxes) >= SAME_IOU) | (overlap(boxes, boxes) >= SAME_OVERLAP)
    left = list(range(len(boxes)))
    parts = []
    while left:
        seed = left[0]
        part = [index for index in left if index == seed or same[seed, index]]
        left = [index for index in left if index not in part]
        parts.append(part)
    return parts


def _owned(seeds: Boxes, people: Sequence[Track], attribute: Attribute) -> list[list[int]]:
    """Which parts belong to each of `people` (oldest first), by the assignment with the best total fit."""
    bodies = np.array([person.xyxy for person in people], np.float64)
    fit = attribute.fit(seeds, bodies)
    beneath = np.triu(iou(bodies, bodies) >= GHOST_IOU, k=1).sum(axis=0)
    fit = np.where(fit > 0, (fit - GHOST_PENALTY * beneath).clip(0.01), 0.0)
    # lap pays cost_limit for each part and person that it leaves single; an impossible pair costs more.
    cost = np.where(fit > 0, 1 - fit, 2.0)
    places = np.ascontiguousarray(np.repeat(cost, attribute.parts, axis=1))
    _, place_of, _ = lap.lapjv(places, extend_cost=True, cost_limit=1.0)
    owned: list[list[int]] = [[] for _ in people]
    for index, place in enumerate(place_of.tolist()):
        if place >= 0:
            owned[place // attribute.parts].append(index)
    return owned


def _verdict(
    detections: Detections,
    rows: np.ndarray[tuple[int], np.dtype[np.intp]],
    attribute: Attribute,
    min_score: float,
) -> Judgement:
    """What the boxes of one head or hand (surest first) say together."""
    surest = int(rows[0])
    label, score = int(detections.class_id[surest]), float(detections.score[surest])
    x1, y1, x2, y2 = (float(value) for value in detections.xyxy[surest])
    rivals = detections.score[rows][detections.class_id[rows] != label]
    if score < min_score or max(x2 - x1, y2 - y1) < attribute.min_px:
        return UNSEEN
    if len(rivals) and score - float(rivals[0]) < NEAR_TIE:
        return UNSEEN
    if label == Label.NO_HAT and y1 <= TOP_EDGE_PX:
        return UNSEEN
    vote = Vote.MISSING if label == attribute.missing else Vote.PRESENT
    return Judgement(vote, score, (x1, y1, x2, y2), surest)


def _weight(judgement: Judgement) -> tuple[int, float]:
    return (Vote.UNSEEN, Vote.PRESENT, Vote.MISSING).index(judgement.vote), judgement.score
