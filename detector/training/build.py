"""Writes the training data set: pictures by link, labels with ignored places, split by source picture.

    python -m detector.training.build --data SETS --out FOLDER

A label line is `class cx cy w h`; classes from IGNORE on mark a place to be ignored for class - IGNORE.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from detector.onnx import OnnxDetector
from detector.training.fill import DOUBT, Target, fill
from detector.training.sets import CHEFS, Floats, Picture, pictures, read
from models.detections import LABELS, Detections
from models.frames import Image

IGNORE = len(LABELS)
_VALIDATION_SHARE = 0.1


def held_out(image: Image) -> bool:
    """Whether a picture is for validation: decided by how it looks, so that copies stay on one side."""
    small = cv2.resize(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (9, 8), interpolation=cv2.INTER_AREA)
    digest = hashlib.sha256(np.packbits(small[:, 1:] > small[:, :-1]).tobytes()).digest()
    return digest[0] < 256 * _VALIDATION_SHARE


def build(data: Path, out: Path) -> None:
    """Label every picture of the sets with the help of the shipped network as teacher.

    Writes out/images, out/labels, out/train.txt, and out/val.json: what each held-out picture truly says.
    """
    teacher = OnnxDetector(conf=DOUBT)
    for folder in ("images", "labels"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    train: list[str] = []
    truth: list[dict[str, object]] = []
    for picture in pictures(data):
        image = read(picture.path)
        if held_out(image):
            truth.append(_truth(picture))
            continue
        link = out / "images" / f"{picture.source.name}__{picture.path.name}"
        link.unlink(missing_ok=True)
        link.symlink_to(picture.path.resolve())
        targets = fill(picture, _shares(teacher.detect(image), image))
        (out / "labels" / f"{link.stem}.txt").write_text("".join(_lines(targets)))
        train.append(str(link.absolute()))
    (out / "train.txt").write_text("\n".join(train) + "\n")
    (out / "val.json").write_text(json.dumps(truth))


def _truth(picture: Picture) -> dict[str, object]:
    if picture.source is CHEFS:
        verdicts = [None if label is None else label.text for _, label in picture.verdicts]
        return {"path": str(picture.path.resolve()), "set": "chefs", "verdicts": verdicts}
    return {
        "path": str(picture.path.resolve()),
        "set": picture.source.name,
        "judged": sorted(label.text for label in picture.source.exhaustive),
        "boxes": [[label.text, *map(float, box)] for label, box in picture.boxes],
    }


def _shares(detections: Detections, image: Image) -> Detections:
    size = np.array([image.shape[1], image.shape[0]] * 2, np.float32)
    return Detections(detections.xyxy / size, detections.score, detections.class_id)


def _lines(targets: Iterable[Target]) -> Iterable[str]:
    for target in targets:
        if target.label is not None:
            yield _line(int(target.label), target.box)
        yield from (_line(IGNORE + int(label), target.box) for label in target.ignored)


def _line(class_id: int, box: Floats) -> str:
    left, top, right, bottom = map(float, box)
    cx, cy, width, height = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
    return f"{class_id} {cx:.6f} {cy:.6f} {width:.6f} {height:.6f}\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    build(arguments.data, arguments.out)
