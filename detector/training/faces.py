"""A second teacher, for faces alone: the kitchen model overlooks most bare faces in crowds, and a face that
no teacher sees would be taught as background."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from detector.protocol import Detector
from detector.training.fill import DOUBT, overlap
from detector.training.sets import FACE, Floats, TrainingError
from models.detections import Detections, Label
from models.frames import Image

SURE_FACE = 0.8
_LEAST_SCORE = 0.5
_SAME = 0.4
_SIDE_PX = 640
# Of 381 bare faces of mask_faces it drew a box that began higher than theirs by 16 % of its height.
_FOREHEAD = 0.16


class WithFaces:
    """A teacher and a face detector that knows no masks, as one teacher. One thread at a time."""

    def __init__(self, teacher: Detector, faces: Path) -> None:
        """faces: YuNet in ONNX (github.com/opencv/opencv_zoo, MIT).

        Raises:
            TrainingError: `faces` is not that.
        """
        self._teacher = teacher
        try:
            self._finder = cv2.FaceDetectorYN.create(str(faces), "", (_SIDE_PX, _SIDE_PX), _LEAST_SCORE)
            self._finder.detect(np.zeros((_SIDE_PX, _SIDE_PX, 3), np.uint8))
        except cv2.error as error:
            raise TrainingError(f"{faces} is no face detector of the kind YuNet") from error

    def detect(self, image: Image) -> Detections:
        """What the teacher sees, and faces that it overlooks (`with_faces`); boxes in pixels."""
        scale = max(1.0, _SIDE_PX / max(image.shape[:2]))
        large = cv2.resize(image, None, fx=scale, fy=scale)
        self._finder.setInputSize((large.shape[1], large.shape[0]))
        found: Any = self._finder.detect(large)[1]
        rows = np.zeros((0, 15), np.float32) if found is None else np.asarray(found, np.float32)
        left, top, width, height = rows[:, :4].T / scale
        boxes = np.stack([left, top + _FOREHEAD * height, left + width, top + height], axis=1)
        within = np.clip(boxes, 0, np.array([image.shape[1], image.shape[0]] * 2, np.float32))
        return with_faces(self._teacher.detect(image), within, np.clip(rows[:, 14], 0, 1))


def with_faces(seen: Detections, boxes: Floats, scores: Floats) -> Detections:
    """The detections with faces added, best first.

    boxes (N, 4) and scores (N,): faces, masked or not. A sure one on which the teacher suspects no mask is
    bare; any other that the teacher overlooks is a doubt, so that its place is ignored.
    """
    known = seen.of(*FACE)
    added: list[tuple[Floats, float]] = []
    for box, score in zip(boxes, scores, strict=True):
        here = overlap(box, known.xyxy) > _SAME
        if (here & (known.class_id == Label.MASK)).any():
            continue
        if score >= SURE_FACE:
            added.append((box, float(score)))
        elif not here.any():
            added.append((box, DOUBT))
    if not added:
        return seen
    xyxy = np.concatenate([seen.xyxy, np.array([box for box, _ in added], np.float32)])
    score = np.concatenate([seen.score, np.array([score for _, score in added], np.float32)])
    bare = np.full(len(added), Label.NO_MASK, seen.class_id.dtype)
    order = np.argsort(-score, kind="stable")
    return Detections(xyxy[order], score[order], np.concatenate([seen.class_id, bare])[order])
