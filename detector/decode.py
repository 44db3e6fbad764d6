"""From the network's raw output to boxes."""

import cv2
import numpy as np
import numpy.typing as npt

from detector.letterbox import Letterbox
from models.detections import Detections, Label

MAX_BOXES = 300
_MAX_CANDIDATES = 4_000
OURS = np.arange(len(Label), dtype=np.int16)

Floats = npt.NDArray[np.float32]


def decode(
    output: Floats,
    letterbox: Letterbox,
    thresholds: Floats,
    iou: float,
    label_of_class: npt.NDArray[np.int16] = OURS,
) -> Detections:
    """The boxes of one picture, each anchor under its best label, sorted by score descending.

    output: float32 (1, 4 + C, A): centre x, centre y, width, height in input pixels, then a score in
    [0, 1] for each of the C classes. thresholds: float32 (len(Label),), the least score each label needs.
    iou: boxes of one label that overlap more than this are one box. label_of_class: int16 (C,), the Label
    of each class; anchors whose best class has none (-1) are dropped.
    """
    rows = output[0]
    best = rows[4:].argmax(axis=0)
    score = np.take_along_axis(rows[4:], best[None], axis=0)[0]
    class_id = label_of_class[best]
    kept = np.flatnonzero((score >= thresholds[class_id]) & (class_id >= 0))
    order = kept[np.argsort(-score[kept], kind="stable")][:_MAX_CANDIDATES]
    centre, half = rows[:2, order].T, rows[2:4, order].T / 2
    xyxy, score, class_id = np.hstack([centre - half, centre + half]), score[order], class_id[order]
    keep = suppress(xyxy, score, class_id, iou)[:MAX_BOXES]
    return Detections(letterbox.to_source(xyxy[keep]), score[keep], class_id[keep])


def suppress(
    xyxy: Floats, score: Floats, class_id: npt.NDArray[np.integer], iou: float
) -> npt.NDArray[np.intp]:
    """Greedy non-maximum suppression within each class: the rows to keep, best score first.

    xyxy: (N, 4). A row goes when it overlaps a better row of its class by more than `iou` in (0, 1].
    """
    if len(score) == 0:
        return np.zeros(0, np.intp)
    xywh = np.hstack([xyxy[:, :2], xyxy[:, 2:] - xyxy[:, :2]]).astype(np.float64)
    # A score threshold below zero: OpenCV drops scores equal to it.
    kept = cv2.dnn.NMSBoxesBatched(xywh, score, class_id.astype(np.int32), -1.0, iou)  # type: ignore[arg-type]
    rows = np.asarray(kept, np.intp).ravel()
    return rows[np.argsort(-score[rows], kind="stable")]
