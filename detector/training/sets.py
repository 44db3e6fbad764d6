"""The labelled picture sets the network learns from: what each labels, and whose it is."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.detections import LABELS, Label
from models.errors import BrightkitchenError
from models.frames import Image

PAIRS = ((Label.MASK, Label.NO_MASK), (Label.HAT, Label.NO_HAT), (Label.GLOVE, Label.BARE_HAND))
FACE, HEAD, HAND = PAIRS
Pair = tuple[Label, Label]
Floats = npt.NDArray[np.float32]


class TrainingError(BrightkitchenError):
    """Training cannot start or go on: what it was given is missing, damaged or of another kind."""


@dataclass(frozen=True, slots=True)
class SourceSet:
    """One folder of pictures with YOLO text labels.

    classes: the set's class name → our label, for boxes that mean what ours mean.
    cues: the set's class name → the label of the face, head or hand in which such a box lies.
    exhaustive: the labels that the set misses nowhere, so that an unlabelled one is a true negative.
    """

    name: str
    classes: dict[str, Label]
    exhaustive: frozenset[Label]
    origin: str
    licence: str
    cues: dict[str, Label] | None = None


SETS = (
    SourceSet(
        "mask_faces",
        {"with_mask": Label.MASK, "without_mask": Label.NO_MASK, "mask_worn_incorrectly": Label.NO_MASK},
        frozenset(FACE),
        "github.com/song-chiao-wen/yolov7-mask",
        "none stated there; the same pictures are published elsewhere as CC0",
    ),
    SourceSet(
        "gloves_people",
        {"gloved": Label.GLOVE, "not_gloved": Label.BARE_HAND},
        frozenset(HAND),
        "github.com/JoshPola96/gloved-ungloved-yolov8",
        "MIT",
    ),
    SourceSet(
        "gloves_closeup",
        {"glove": Label.GLOVE, "no_glove": Label.BARE_HAND},
        frozenset(HAND),
        "github.com/shivanix34/Gloved-Hand-Detection",
        "MIT",
    ),
    SourceSet(
        "ppe_people",
        {"Gloves": Label.GLOVE, "Person": Label.PERSON},
        frozenset({Label.GLOVE}),
        "github.com/OguzhanYucedag/PPE-Hardhat_Safety_Mask_Detection_System-",
        "CC BY 4.0",
        {"Mask": Label.MASK, "Hard_hat": Label.HAT},
    ),
    SourceSet(
        "heads",
        {"head": Label.NO_HAT, "helmet": Label.HAT},
        frozenset(HEAD),
        "github.com/iprinceyadav/helmet-head-detection (Hard Hat Workers v13)",
        "Public Domain",
    ),
    SourceSet(
        "hats_people",
        {},
        frozenset(),
        "github.com/bearpaw/clothing-co-parsing",
        "Apache-2.0",
        {"hat": Label.HAT},
    ),
    SourceSet(
        "coco_people",
        {"0": Label.PERSON},
        frozenset({Label.PERSON}),
        "github.com/lightly-ai/coco128_yolo",
        "COCO terms of use",
    ),
)
CHEFS = SourceSet(
    "chefs",
    {},
    frozenset(),
    "github.com/ninja3697/Profession-Detection-System (IdenProf's chefs), judged by eye for this project",
    "MIT",
)
RENDERED = SourceSet(
    "rendered",
    {label.text: label for label in Label},
    frozenset(Label),
    "this project's renderer (sample_videos/render) with MakeHuman's assets (CC0)",
    "AGPL-3.0-or-later",
)
CHEF_VALUES: dict[str, dict[str, Label]] = {
    "hat": dict.fromkeys(("toque", "cap", "hairnet"), Label.HAT) | {"none": Label.NO_HAT},
    "mask": {"yes": Label.MASK, "no": Label.NO_MASK},
    "hands": {"gloved": Label.GLOVE, "bare": Label.BARE_HAND},
}
_COLUMN_PAIRS = {"hat": HEAD, "mask": FACE, "hands": HAND}


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One labelled picture. All boxes are left, top, right, bottom as shares of the picture, in [0, 1].

    boxes: what the set says, by label. cues: (label, box) of things worn. verdicts: pair → the label that
    is true of everyone in the picture, or None where the set cannot tell.
    """

    path: Path
    source: SourceSet
    boxes: tuple[tuple[Label, Floats], ...]
    cues: tuple[tuple[Label, Floats], ...] = ()
    verdicts: tuple[tuple[Pair, Label | None], ...] = ()


def pictures(data: Path, rendered: Path | None = None) -> Iterator[Picture]:
    """Every labelled picture of every set below `data`, then the rendered ones, in a fixed order.

    A set that is not there is passed over.

    Raises:
        TrainingError: no set at all is there.
    """
    present = [source for source in (*SETS, CHEFS) if (data / source.name / "images").is_dir()]
    if not present and rendered is None:
        wanted = ", ".join(source.name for source in (*SETS, CHEFS))
        raise TrainingError(f"{data} holds none of the picture sets {wanted}")
    for source in present:
        if source is CHEFS:
            yield from _judged(data / source.name)
            continue
        names = (data / source.name / "classes.txt").read_text().split("\n")
        for path in sorted((data / source.name / "images").iterdir()):
            yield _boxed(path, source, [name.strip() for name in names])
    if rendered is not None:
        for path in sorted((rendered / "images").iterdir()):
            yield _boxed(path, RENDERED, list(LABELS))


def _judged(folder: Path) -> Iterator[Picture]:
    with (folder / "labels.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            verdicts = tuple((_COLUMN_PAIRS[key], known.get(row[key])) for key, known in CHEF_VALUES.items())
            yield Picture(folder / "images" / row["file"], CHEFS, (), (), verdicts)


def read(path: Path | str) -> Image:
    """The picture, uint8 (H, W, 3) in BGR order.

    Raises:
        TrainingError: it is no picture.
    """
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise TrainingError(f"{path} is not a picture")
    return np.asarray(image, np.uint8)


def yolo_boxes(labels: Path) -> Iterator[tuple[int, Floats]]:
    """(class, box) of each row of a YOLO label file, boxes as in Picture; none where there is no file."""
    for line in labels.read_text("utf-8").splitlines() if labels.exists() else ():
        class_id, x, y, w, h = (float(word) for word in line.split()[:5])
        yield int(class_id), np.clip(np.array([x - w / 2, y - h / 2, x + w / 2, y + h / 2], np.float32), 0, 1)


def _boxed(path: Path, source: SourceSet, names: list[str]) -> Picture:
    labels = path.parent.parent / "labels" / f"{path.stem}.txt"
    boxes, cues = [], []
    for index, box in yolo_boxes(labels):
        name = names[index]
        if name in source.classes:
            boxes.append((source.classes[name], box))
        elif source.cues and name in source.cues:
            cues.append((source.cues[name], box))
    return Picture(path, source, tuple(boxes), tuple(cues))
