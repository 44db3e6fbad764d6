"""Writes the training data set: pictures by link, labels with ignored places, split by scene.

A label line is `class cx cy w h`; classes from IGNORE on mark a place to be ignored for class - IGNORE.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from detector.protocol import Detector
from detector.training.duplicates import COPY_BITS, SCENE_BITS, fingerprint, groups
from detector.training.fill import Target, fill
from detector.training.sets import CHEFS, Picture, read
from detector.whole import write_whole
from models.detections import LABELS, Detections, Label
from models.frames import Image

IGNORE = len(LABELS)
_VALIDATION_SHARE = 0.1
_KEPT_EVERY = 500


def build(
    pictures: Sequence[Picture],
    teacher: Detector,
    out: Path,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> None:
    """Label every picture with the help of `teacher`, which must answer down to a score of DOUBT.

    Writes out/images, out/labels, out/val.json: what each held-out picture truly says, and last
    out/train.txt. A picture that copies an earlier one is left out; pictures of one scene stay on one side
    of the split. After an interruption what is there already is neither compared nor labelled again.

    progress: called with what is being done, how many are done and how many there are.
    """
    for folder in ("images", "labels"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    kept, held = _sides(pictures, out / "compared.json", progress)
    train: list[str] = []
    for number, picture in enumerate(kept):
        progress("labelling pictures", number, len(kept))
        link = out / "images" / f"{picture.source.name}__{picture.path.name}"
        labels = out / "labels" / f"{link.stem}.txt"
        train.append(str(link.absolute()))
        if labels.exists():
            continue
        link.unlink(missing_ok=True)
        link.symlink_to(picture.path.resolve())
        write_whole(labels, "".join(_lines(fill(picture, _hints(teacher, picture)))))
    progress("labelling pictures", len(kept), len(kept))
    write_whole(out / "val.json", json.dumps([_truth(*shown) for shown in held], indent=0))
    write_whole(out / "train.txt", "\n".join(train) + "\n")


def _sides(
    pictures: Sequence[Picture], compared: Path, progress: Callable[[str, int, int], None]
) -> tuple[list[Picture], list[tuple[Picture, str]]]:
    """The pictures to learn from, and those held out with the name of their scene; copies left out.

    compared: where each picture's fingerprint, and whether it alone is for validation, is kept.
    """
    looks = _looks(pictures, compared, progress)
    prints = [print_ for print_, _ in looks]
    copies, scenes = groups(prints, COPY_BITS), groups(prints, SCENE_BITS)
    learnt = {scene for scene, (_, validates) in zip(scenes, looks, strict=True) if not validates}
    kept: list[Picture] = []
    held: list[tuple[Picture, str]] = []
    for index, picture in enumerate(pictures):
        if copies[index] != index:
            continue
        if scenes[index] in learnt:
            kept.append(picture)
        else:
            held.append((picture, pictures[scenes[index]].path.stem))
    return kept, held


def _looks(
    pictures: Sequence[Picture], compared: Path, progress: Callable[[str, int, int], None]
) -> list[tuple[int, bool]]:
    known = json.loads(compared.read_text("utf-8")) if compared.exists() else {}
    try:
        for number, picture in enumerate(pictures):
            progress("comparing pictures", number, len(pictures))
            if str(picture.path) in known:
                continue
            image = read(picture.path)
            known[str(picture.path)] = fingerprint(image), held_out(image)
            if len(known) % _KEPT_EVERY == 0:
                write_whole(compared, json.dumps(known))
    finally:
        write_whole(compared, json.dumps(known))
    progress("comparing pictures", len(pictures), len(pictures))
    return [(known[str(picture.path)][0], known[str(picture.path)][1]) for picture in pictures]


def held_out(image: Image) -> bool:
    """Whether a picture alone, decided by how it looks, is for validation; its scene is if all of it are.

    The shipped models were held to this rule without knowing scenes. So what is held out today neither
    they nor their scenes' other pictures have taught, and a training may start from them.
    """
    small = cv2.resize(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (9, 8), interpolation=cv2.INTER_AREA)
    digest = hashlib.sha256(np.packbits(small[:, 1:] > small[:, :-1]).tobytes()).digest()
    return digest[0] < 256 * _VALIDATION_SHARE


def _truth(picture: Picture, scene: str) -> dict[str, object]:
    of_what = {"path": str(picture.path.resolve()), "set": picture.source.name, "scene": scene}
    if picture.source is CHEFS:
        return of_what | {
            "verdicts": [None if label is None else label.text for _, label in picture.verdicts]
        }
    return of_what | {
        "judged": sorted(label.text for label in picture.source.exhaustive),
        "boxes": [[label.text, *map(float, box)] for label, box in picture.boxes],
    }


def _hints(teacher: Detector, picture: Picture) -> Detections:
    """What the teacher sees, boxes as shares of the picture; nothing where the set itself says all."""
    if picture.source.exhaustive.issuperset(Label):
        return Detections(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int16))
    image = read(picture.path)
    seen = teacher.detect(image)
    size = np.array([image.shape[1], image.shape[0]] * 2, np.float32)
    return Detections(seen.xyxy / size, seen.score, seen.class_id)


def _lines(targets: Iterable[Target]) -> Iterable[str]:
    for target in targets:
        if target.label is not None:
            yield yolo_row(int(target.label), target.box)
        yield from (yolo_row(IGNORE + int(label), target.box) for label in target.ignored)


def yolo_row(class_id: int, box: Iterable[float]) -> str:
    """A label row; box: left, top, right, bottom as shares of the picture."""
    left, top, right, bottom = map(float, box)
    cx, cy, width, height = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
    return f"{class_id} {cx:.6f} {cy:.6f} {width:.6f} {height:.6f}\n"
