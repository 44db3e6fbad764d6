"""From the network's raw output to boxes."""

import cv2
import numpy as np
import numpy.typing as npt

from detector.letterbox import Letterbox
from models.detections import Detections

MAX_BOXES = 300
_MAX_CANDIDATES = 4_000

Floats = npt.NDArray[np.float32]


def decode(output: Floats, letterbox: Letterbox, thresholds: Floats, iou: float) -> Detections:
    """The boxes of one picture, each anchor under its best label, sorted by score descending.

    output: float32 (1, 4 + L, A): centre x, centre y, width, height in input pixels, then a score in
    [0, 1] for each of the L labels. thresholds: float32 (L,), the least score each label needs.
    iou: boxes of one label that overlap more than this are one box.
    """
    rows = output[0]
    class_id = rows[4:].argmax(axis=0)
    score = np.take_along_axis(rows[4:], class_id[None], axis=0)[0]
    kept = np.flatnonzero(score >= thresholds[class_id])
    order = kept[np.argsort(-score[kept], kind="stable")][:_MAX_CANDIDATES]
    centre, half = rows[:2, order].T, rows[2:4, order].T / 2
    xyxy, score, class_id = np.hstack([centre - half, centre + half]), score[order], class_id[order]
    keep = suppress(xyxy, score, class_id, iou)[:MAX_BOXES]
    return Detections(letterbox.to_source(xyxy[keep]), score[keep], class_id[keep].astype(np.int16))


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
