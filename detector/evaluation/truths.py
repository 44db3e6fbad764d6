"""What labelled pictures truly show."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detector.manifest import DetectorError
from detector.training.sets import FACE, HAND, HEAD, Floats, Pair, yolo_boxes
from models.detections import LABELS, Detections, Label


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """One picture that nothing was learnt from.

    source: whose picture. boxes: left, top, right, bottom as shares of the picture. judged: the labels of
    which no instance is missing in `boxes`. verdicts: pair → the label that is true of everyone in the
    picture, where the set says that instead of boxes. scene: which pictures show the same scene.
    """

    path: Path
    source: str
    boxes: Detections
    judged: frozenset[Label]
    verdicts: Mapping[Pair, Label]
    scene: str

    @property
    def is_for_tuning(self) -> bool:
        """Whether thresholds are chosen on its scene; on the other scenes they are judged."""
        return hashlib.sha256(self.scene.encode()).digest()[0] % 2 == 0


def read_truths(path: Path) -> list[Truth]:
    """Held-out pictures: the val.json of a training set, or a folder with images/ and labels/ in YOLO's
    format whose classes are ours (a classes.txt may order them otherwise), each a scene of its own.

    Raises:
        DetectorError: there are none, or their labels are not ours.
    """
    if path.is_dir() and (path / "val.json").exists():
        path = path / "val.json"
    truths = _listed(path) if path.is_file() else _labelled(path)
    if not truths:
        raise DetectorError(f"{path} holds no labelled pictures")
    return truths


def _listed(path: Path) -> list[Truth]:
    truths = []
    for item in json.loads(path.read_text("utf-8")):
        said = zip((HEAD, FACE, HAND), item.get("verdicts", ()), strict=False)
        verdicts = {pair: _label(text) for pair, text in said if text is not None}
        rows = [(_label(text), box) for text, *box in item.get("boxes", ())]
        judged = frozenset(_label(text) for text in item.get("judged", ()))
        scene = item.get("scene", Path(item["path"]).stem)
        truths.append(Truth(Path(item["path"]), item["set"], _boxes(rows), judged, verdicts, scene))
    return truths


def _labelled(folder: Path) -> list[Truth]:
    classes = folder / "classes.txt"
    names = classes.read_text("utf-8").split() if classes.exists() else list(LABELS)
    order = [_label(name) for name in names]
    truths = []
    for picture in sorted((folder / "images").glob("*")):
        labels = folder / "labels" / f"{picture.stem}.txt"
        rows = [(order[class_id], box.tolist()) for class_id, box in yolo_boxes(labels)]
        truths.append(Truth(picture, folder.name, _boxes(rows), frozenset(order), {}, picture.stem))
    return truths


def _boxes(rows: list[tuple[Label, list[float]]]) -> Detections:
    xyxy: Floats = np.clip(np.array([box for _, box in rows], np.float32).reshape(-1, 4), 0, 1)
    xyxy[:, 2:] = np.maximum(xyxy[:, 2:], xyxy[:, :2])
    labels = np.array([label for label, _ in rows], np.int16)
    return Detections(xyxy, np.ones(len(rows), np.float32), labels)


def _label(text: str) -> Label:
    if text not in LABELS:
        raise DetectorError(f"{text!r} is none of the labels {', '.join(LABELS)}")
    return Label(LABELS.index(text))
