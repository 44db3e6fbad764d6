"""How well a box fits a person. Pure; every measure is a ratio, so position and scale do not matter.

Boxes are float64 (N, 4): left, top, right, bottom in pixels. Fits are float64 (N, M) in [0, 1], where 0
means "cannot be this person's".
"""

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float64]
Fits = npt.NDArray[np.float64]

# A hat stands above the person box, and hands reach out of it: by these shares of the person's size.
HEAD_MARGIN = (0.05, 0.08)
HAND_MARGIN = (0.15, 0.05)
# A box lower than this share of the person belongs to somebody far behind them.
MIN_HEAD_HEIGHT = 0.03
MIN_HAND_HEIGHT = 0.02
MIN_INSIDE = 0.6
# Heads lie in the upper half, also of people cut off at the chest; hands hang anywhere, mostly mid-body.
MAX_HEAD_DEPTH = 0.5
HAND_DEPTH = 0.5


def iou(a: Boxes, b: Boxes) -> Fits:
    """Intersection over union of each of `a` with each of `b`; 0 for two empty boxes."""
    shared = _shared(a, b)
    union = _area(a)[:, None] + _area(b)[None, :] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def overlap(a: Boxes, b: Boxes) -> Fits:
    """The share of the smaller of the two boxes that lies in the other."""
    smaller = np.minimum(_area(a)[:, None], _area(b)[None, :])
    shared = _shared(a, b)
    return np.divide(shared, smaller, out=np.zeros_like(shared), where=smaller > 0)


def head_fit(heads: Boxes, people: Boxes) -> Fits:
    """How well each head, face, mask or hat sits on each person: on top, in the middle, inside."""
    inside, aside, depth, height = _placed(heads, people, HEAD_MARGIN)
    possible = (inside >= MIN_INSIDE) & (depth <= MAX_HEAD_DEPTH) & (height >= MIN_HEAD_HEIGHT)
    fit = inside * (1 - depth.clip(0, 1)) * (1 - 0.5 * aside.clip(0, 1))
    return np.where(possible, fit, 0.0)


def hand_fit(hands: Boxes, people: Boxes) -> Fits:
    """How well each hand belongs to each person: in or just beside the box, near the body's middle."""
    inside, aside, depth, height = _placed(hands, people, HAND_MARGIN)
    possible = (inside >= MIN_INSIDE) & (height >= MIN_HAND_HEIGHT)
    fit = inside * (1 - 0.4 * aside.clip(0, 1)) * (1 - 0.4 * np.abs(depth - HAND_DEPTH).clip(0, 1))
    return np.where(possible, fit, 0.0)


def _placed(parts: Boxes, people: Boxes, margin: tuple[float, float]) -> tuple[Fits, Fits, Fits, Fits]:
    """Share inside the grown person, distance from the middle line (1 = edge), depth from the top, height."""
    width = np.maximum(people[:, 2] - people[:, 0], 1e-9)
    height = np.maximum(people[:, 3] - people[:, 1], 1e-9)
    grow = np.stack([-margin[0] * width, -margin[1] * height, margin[0] * width, margin[1] * height], axis=1)
    area = _area(parts)[:, None]
    shared = _shared(parts, people + grow)
    inside = np.divide(shared, area, out=np.zeros_like(shared), where=area > 0)
    x, y = _centre(parts)
    aside = np.abs(x[:, None] - _centre(people)[0]) / (width / 2)
    depth = (y[:, None] - people[:, 1]) / height
    return inside, aside, depth, (parts[:, 3] - parts[:, 1])[:, None] / height


def _shared(a: Boxes, b: Boxes) -> Fits:
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    sides = (high - low).clip(0)
    return np.asarray(sides[..., 0] * sides[..., 1], np.float64)


def _area(boxes: Boxes) -> Boxes:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def _centre(boxes: Boxes) -> tuple[Boxes, Boxes]:
    return (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
