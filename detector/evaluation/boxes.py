"""Boxes compared with the truth: average precision, and precision and recall at the thresholds in use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detector.evaluation.truths import Truth
from detector.training.fill import overlap
from detector.training.sets import Floats
from models.detections import Detections, Label

IOUS = tuple(np.arange(0.5, 1.0, 0.05).round(2).tolist())
# The longer side of a box, in pixels of a picture fitted to 640 px as the network sees it.
SIZES = {"under 16 px": 16.0, "16 to 32 px": 32.0, "32 to 96 px": 96.0, "over 96 px": np.inf}
_FITTED = 640.0
_RESAMPLES = 300

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """One picture's detections of one label beside its true boxes.

    score: float32 (N,), falling. true: bool (len(IOUS), N), whether the detection is a true box's at that
    overlap. size: int (N,), index in SIZES: the true box's where there is one. expected: int (len(SIZES),),
    how many true boxes of each size there are.
    """

    source: str
    is_for_tuning: bool
    score: Floats
    true: Bools
    size: npt.NDArray[np.intp]
    expected: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one label is found; each pair is a 95 % interval, over the pictures.

    boxes: true boxes. ap50 and ap50_95 over all pictures; precision and recall at the threshold and an
    overlap of 0.5, over the pictures that no threshold was chosen on. nan where there is nothing to count.
    """

    boxes: int
    ap50: float
    ap50_interval: tuple[float, float]
    ap50_95: float
    ap50_95_interval: tuple[float, float]
    precision: float
    precision_interval: tuple[float, float]
    recall: float
    recall_interval: tuple[float, float]


def match(truth: Truth, found: Detections, label: Label, width: int, height: int) -> Matched:
    """Give the best scores first the free true box that each overlaps most.

    found: boxes as shares of the picture, which is width × height pixels.
    """
    own, true_boxes = found.of(label), truth.boxes.of(label).xyxy
    scale = np.array([width, height] * 2, np.float32) * np.float32(_FITTED / max(width, height))
    true = np.zeros((len(IOUS), len(own)), bool)
    size = _size(own.xyxy * scale)
    true_size = _size(true_boxes * scale)
    for level, least in enumerate(IOUS):
        free = np.ones(len(true_boxes), bool)
        for row, box in enumerate(own.xyxy):
            shared = overlap(box, true_boxes) * free
            if len(true_boxes) and shared.max() >= least:
                true[level, row] = True
                free[shared.argmax()] = False
                if level == 0:
                    size[row] = true_size[shared.argmax()]
    expected = np.bincount(true_size, minlength=len(SIZES))
    return Matched(truth.source, truth.is_for_tuning, own.score, true, size, expected)


def figures(matched: Sequence[Matched], threshold: float, seed: int = 0) -> Figures:
    """Figures with intervals from resampling the pictures."""
    judged = [item for item in matched if not item.is_for_tuning]
    ap50, ap50_95 = average_precision(matched)
    precision, recall = at_threshold(judged, threshold)
    chance = np.random.default_rng(seed)
    ap50_interval, ap50_95_interval = _intervals(matched, average_precision, chance)
    precision_interval, recall_interval = _intervals(
        judged, lambda drawn: at_threshold(drawn, threshold), chance
    )
    return Figures(
        expected_in(matched),
        ap50,
        ap50_interval,
        ap50_95,
        ap50_95_interval,
        precision,
        precision_interval,
        recall,
        recall_interval,
    )


def average_precision(matched: Sequence[Matched]) -> tuple[float, float]:
    """AP50 and AP50-95 in [0, 1]; nan where no true box is there to be found."""
    expected = expected_in(matched)
    if not expected:
        return np.nan, np.nan
    score = np.concatenate([item.score for item in matched])
    true = np.concatenate([item.true for item in matched], axis=1)[:, np.argsort(-score, kind="stable")]
    precision = np.cumsum(true, axis=1) / np.arange(1, true.shape[1] + 1)
    envelope = np.flip(np.maximum.accumulate(np.flip(precision, axis=1), axis=1), axis=1)
    average = (envelope * true).sum(axis=1) / expected
    return float(average[0]), float(average.mean())


def at_threshold(matched: Sequence[Matched], threshold: float) -> tuple[float, float]:
    """Precision and recall of detections of at least this score."""
    used = sum(int((item.score >= threshold).sum()) for item in matched)
    hits = sum(int((item.true[0] & (item.score >= threshold)).sum()) for item in matched)
    expected = expected_in(matched)
    return hits / used if used else np.nan, hits / expected if expected else np.nan


def expected_in(matched: Sequence[Matched]) -> int:
    """How many true boxes there are."""
    return sum(int(item.expected.sum()) for item in matched)


def of_size(matched: Sequence[Matched], index: int) -> list[Matched]:
    """The same pictures as if they showed boxes of SIZES[index] alone."""
    alone = []
    for item in matched:
        kept = item.size == index
        expected = np.where(np.arange(len(SIZES)) == index, item.expected, 0)
        alone.append(
            Matched(
                item.source,
                item.is_for_tuning,
                item.score[kept],
                item.true[:, kept],
                item.size[kept],
                expected,
            )
        )
    return alone


def _size(boxes: Floats) -> npt.NDArray[np.intp]:
    longer = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0)
    return np.asarray(np.searchsorted(list(SIZES.values())[:-1], longer, side="right"), np.intp)


def _intervals(
    matched: Sequence[Matched],
    measure: Callable[[Sequence[Matched]], tuple[float, float]],
    chance: np.random.Generator,
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The interval of each of the two figures that `measure` takes, over the same draws."""
    draws = (chance.integers(len(matched), size=len(matched)) for _ in range(_RESAMPLES if matched else 0))
    values = np.array([measure([matched[index] for index in drawn]) for drawn in draws]).reshape(-1, 2)
    return _middle(values[:, 0]), _middle(values[:, 1])


def _middle(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)
