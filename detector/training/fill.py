"""Filling in what a set does not label, from a teacher, without teaching its doubts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detector.training.sets import FACE, HEAD, PAIRS, Floats, Pair, Picture
from models.detections import Detections, Label

SURE, DOUBT = 0.5, 0.08
SURE_WITH_HELP = 0.25
_SAME = 0.4
_SHARES_A_PLACE: dict[Pair, Pair] = {FACE: HEAD, HEAD: FACE}


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One box to learn. label None: a place where neither label of `pair` may be rewarded or punished."""

    label: Label | None
    ignored: tuple[Label, ...]
    box: Floats


def fill(picture: Picture, teacher: Detections) -> tuple[Target, ...]:
    """The set's own boxes, and for each pair of labels that the set leaves out what the teacher is sure of.

    teacher: the teacher's detections with boxes as shares of the picture, down to a score of DOUBT.
    Between DOUBT and SURE, and wherever a picture's verdict is unclear, the place is ignored in training.
    A verdict or a thing worn decides the class, and then SURE_WITH_HELP is enough. A labelled head whose
    face nobody names, or a face whose head, hides its place: that nothing is there was never said.
    """
    targets = [Target(label, (), box) for label, box in picture.boxes]
    if Label.PERSON not in picture.source.exhaustive:
        for box, score in _best(teacher.of(Label.PERSON)):
            if not _any_same(box, [b for label, b in picture.boxes if label is Label.PERSON]):
                sure = score >= SURE
                targets.append(Target(Label.PERSON if sure else None, () if sure else (Label.PERSON,), box))
    verdicts = dict(picture.verdicts)
    for pair in PAIRS:
        if picture.source.exhaustive.issuperset(pair):
            continue
        seen = teacher.of(*pair)
        # A face lies in a head and nearly fills it: only a box of the same pair is the same thing.
        given = [box for label, box in picture.boxes if label in pair]
        found = [*given]
        for box, score in _best(seen):
            if _any_same(box, given):
                continue
            found.append(box)
            label = _decide(pair, box, score, seen, picture, verdicts)
            if label in picture.source.exhaustive:
                continue
            targets.append(Target(label, () if label is not None else pair, box))
        for label, box in picture.boxes:
            if label in _SHARES_A_PLACE.get(pair, ()) and not any(holds(box, other) for other in found):
                targets.append(Target(None, pair, box))
    return tuple(targets)


def _decide(
    pair: Pair,
    box: Floats,
    score: float,
    seen: Detections,
    picture: Picture,
    verdicts: dict[Pair, Label | None],
) -> Label | None:
    if pair in verdicts:
        return verdicts[pair] if score >= SURE_WITH_HELP else None
    for label, cue in picture.cues:
        if label in pair and holds(box, cue):
            return label if score >= SURE_WITH_HELP / 2 else None
    here = overlap(box, seen.xyxy) > _SAME
    votes = [float(seen.score[here & (seen.class_id == label)].max(initial=0)) for label in pair]
    if max(votes) >= SURE and min(votes) < SURE_WITH_HELP:
        return pair[int(np.argmax(votes))]
    return None


def _best(seen: Detections) -> list[tuple[Floats, float]]:
    """The boxes left when each overlap keeps only its best, whatever the class."""
    kept: list[tuple[Floats, float]] = []
    for box, score in zip(seen.xyxy, seen.score, strict=True):
        if not _any_same(box, [other for other, _ in kept]):
            kept.append((box, float(score)))
    return kept


def _any_same(box: Floats, others: list[Floats]) -> bool:
    return bool(others) and bool((overlap(box, np.array(others, np.float32)) > _SAME).any())


def holds(box: Sequence[float] | Floats, inner: Sequence[float] | Floats) -> bool:
    """Whether the middle of `inner` lies in `box`."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def overlap(box: Floats, others: Floats) -> Floats:
    """Intersection over union of one box with (N, 4) others, float32 (N,) in [0, 1]."""
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    area = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - shared
    return np.asarray(shared / np.maximum(area, 1e-12), np.float32)
