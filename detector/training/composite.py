"""Dresses people in real pictures: rendered hats and masks laid over heads, bare hands tinted to gloves.

Public sets show few toques, hairnets and gloved hands at a distance, but many bare heads and hands. Only
pictures to learn from may be given; a label follows what was put on.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from detector.training.sets import Floats, TrainingError, read
from detector.whole import write_whole
from models.detections import Label
from models.frames import Image

_LEAST_HEAD_PX, _LEAST_HAND_PX = 14, 18
_CHANCE = {Label.NO_HAT: 0.7, Label.NO_MASK: 0.25, Label.BARE_HAND: 0.6}
_WORN = {Label.NO_HAT: Label.HAT, Label.NO_MASK: Label.MASK, Label.BARE_HAND: Label.GLOVE}
_TURN_TOLERANCE_DEG = 40.0
_GLOVES = ((150, 80, 30), (205, 200, 195), (35, 32, 30), (190, 130, 70), (170, 185, 190), (120, 150, 60))


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """Something worn, cut out: BGRA picture, the bare head's and the face's boxes in it in pixels, and
    where the face looks (degrees, positive to the picture's right)."""

    image: npt.NDArray[np.uint8]
    worn: str
    kind: str
    yaw: float
    head: Floats
    face: Floats


def load_sprites(folder: Path) -> list[Sprite]:
    """What `sample_videos.render sprites` wrote.

    Raises:
        TrainingError: there is none, or a picture is missing.
    """
    sprites = []
    for note in sorted(folder.glob("sprite_*.json")):
        fields = json.loads(note.read_text())
        image = cv2.imread(str(note.with_suffix(".png")), cv2.IMREAD_UNCHANGED)
        if image is None or image.shape[2] != 4:
            raise TrainingError(f"{note.with_suffix('.png')} is missing or has no alpha channel")
        head, face = (np.array(fields[name], np.float32) for name in ("head", "face"))
        sprites.append(
            Sprite(np.asarray(image, np.uint8), fields["worn"], fields["kind"], fields["yaw"], head, face)
        )
    if not sprites:
        raise TrainingError(f"{folder} holds no sprites")
    return sprites


def make_composites(
    pictures: Sequence[Path],
    sprites: Sequence[Sprite],
    out: Path,
    count: int,
    seed: int,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> None:
    """Write `count` dressed pictures as out/images/*.jpg and out/labels/*.txt; what exists is kept.

    pictures: with labels where ultralytics expects them, ignored places included.

    Raises:
        TrainingError: nobody in `pictures` can be dressed.
    """
    for folder in ("images", "labels"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    able = [path for path in pictures if np.isin(_rows(path)[:, 0], list(_WORN)).any()]
    if not able:
        raise TrainingError("no picture shows a bare head, face or hand to dress")
    for number in range(count):
        name = f"composited__{number:05d}"
        labels = out / "labels" / f"{name}.txt"
        if labels.exists():
            continue
        progress("dressing people", number, count)
        chance = np.random.default_rng((seed, number))
        for _ in range(100):
            path = able[int(chance.integers(len(able)))]
            dressed = dress(read(path), _rows(path), sprites, chance)
            if dressed is not None:
                break
        else:
            raise TrainingError(f"a hundred pictures in a row could not be dressed, {path} among them")
        image, rows = dressed
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(75, 96))]
        cv2.imwrite(str(out / "images" / f"{name}.jpg"), image, quality)
        lines = (f"{row[0]:.0f} " + " ".join(f"{share:.6f}" for share in row[1:]) for row in rows)
        write_whole(labels, "".join(f"{line}\n" for line in lines))
    progress("dressing people", count, count)


def dress(
    picture: Image, rows: Floats, sprites: Sequence[Sprite], chance: np.random.Generator
) -> tuple[Image, Floats] | None:
    """The picture with some of its people dressed and its label rows (class, cx, cy, w, h) changed to match.

    None where nobody was dressed.
    """
    image, changed, any_dressed = picture.copy(), rows.copy(), False
    height, width = image.shape[:2]
    size = np.array([width, height] * 2, np.float32)
    for label in (Label.NO_HAT, Label.NO_MASK, Label.BARE_HAND):
        for index in np.flatnonzero(rows[:, 0] == label):
            box = _corners(rows[index]) * size
            if chance.random() > _CHANCE[label]:
                continue
            if label is Label.BARE_HAND:
                worn = tint_hand(image, box, chance)
            else:
                turn = _turn(box, rows, size, label)
                worn = _put_on(image, box, label, turn, sprites, chance)
            if worn is None:
                continue
            any_dressed = True
            left, top, right, bottom = worn / size
            changed[index] = (
                _WORN[label], (left + right) / 2, (top + bottom) / 2, right - left, bottom - top,
            )  # fmt: skip
    return (image, changed) if any_dressed else None


def _put_on(
    image: Image,
    box: Floats,
    label: Label,
    turn: float | None,
    sprites: Sequence[Sprite],
    chance: np.random.Generator,
) -> Floats | None:
    """Lay a fitting sprite over the head or face; the box of both, or None where none fits."""
    if box[3] - box[1] < _LEAST_HEAD_PX:
        return None
    wanted = "hat" if label is Label.NO_HAT else "mask"
    fitting = [
        sprite
        for sprite in sprites
        if sprite.worn == wanted
        and (
            abs(sprite.yaw - turn) < _TURN_TOLERANCE_DEG
            if turn is not None
            else (sprite.kind != "visor_cap" if wanted == "hat" else abs(sprite.yaw) < 20)
        )
    ]
    if not fitting:
        return None
    sprite = fitting[int(chance.integers(len(fitting)))]
    own = sprite.head if label is Label.NO_HAT else sprite.face
    scale = (box[2:] - box[:2]) / (own[2:] - own[:2])
    if not 0.65 < scale[0] / scale[1] < 1.5:
        return None
    cut = np.flatnonzero(sprite.image[:, :, 3].any(axis=1)), np.flatnonzero(sprite.image[:, :, 3].any(axis=0))
    if not len(cut[0]):
        return None
    corner = np.array([cut[1][0], cut[0][0]], np.float32)
    small = sprite.image[cut[0][0] : cut[0][-1] + 1, cut[1][0] : cut[1][-1] + 1]
    place = np.rint(box[:2] + (corner - own[:2]) * scale).astype(int)
    shape = np.maximum(2, np.rint(np.array([small.shape[1], small.shape[0]]) * scale)).astype(int)
    method = cv2.INTER_AREA if scale.max() < 1 else cv2.INTER_LINEAR
    light = float(cv2.cvtColor(_crop(image, box), cv2.COLOR_BGR2GRAY).mean()) / 110
    gain = float(np.clip(light, 0.45, 1.15) * chance.uniform(0.85, 1.1))
    worn = cv2.resize(small, (int(shape[0]), int(shape[1])), interpolation=method).astype(np.float32)
    shown = _lay(
        image,
        worn[:, :, :3] * np.float32(gain),
        worn[:, :, 3:] / np.float32(255),
        (int(place[0]), int(place[1])),
    )
    if shown is None:
        return None
    return np.concatenate([np.minimum(box[:2], shown[:2]), np.maximum(box[2:], shown[2:])])


def _lay(
    image: Image, colour: npt.NDArray[np.float32], alpha: npt.NDArray[np.float32], place: tuple[int, int]
) -> Floats | None:
    """Blend a colour (h, w, 3) with its alpha (h, w, 1) into the picture; the part of it that shows."""
    left, top = max(0, place[0]), max(0, place[1])
    right = min(image.shape[1], place[0] + colour.shape[1])
    bottom = min(image.shape[0], place[1] + colour.shape[0])
    if right - left < 3 or bottom - top < 3:
        return None
    inside = np.s_[top - place[1] : bottom - place[1], left - place[0] : right - place[0]]
    under = image[top:bottom, left:right]
    mixed = under * (1 - alpha[inside]) + colour[inside] * alpha[inside]
    image[top:bottom, left:right] = np.clip(mixed, 0, 255).astype(np.uint8)
    return np.array([left, top, right, bottom], np.float32)


def tint_hand(image: Image, box: Floats, chance: np.random.Generator) -> Floats | None:
    """Give the skin in the box a glove's colour, keeping its light and shade; None where it stays unclear
    which pixels are the hand."""
    if (box[2:] - box[:2]).min() < _LEAST_HAND_PX:
        return None
    crop = _crop(image, box)
    height, width = crop.shape[:2]
    luma, red, blue = cv2.split(cv2.cvtColor(crop, cv2.COLOR_BGR2YCrCb))
    skin = (red > 136) & (red < 182) & (blue > 82) & (blue < 133) & (luma > 40)
    if not 0.2 < skin.mean() < 0.85:
        return None
    marks = np.where(skin, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    cv2.grabCut(crop, marks, None, np.zeros((1, 65)), np.zeros((1, 65)), 2, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    hand = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)) & skin
    if not 0.2 < hand.mean() < 0.8:
        return None
    soft = cv2.GaussianBlur(hand.astype(np.float32), (0, 0), max(0.6, min(height, width) / 60))[:, :, None]
    shade = luma.astype(np.float32) / max(1.0, float(luma[hand].mean()))
    colour = np.array(_GLOVES[int(chance.integers(len(_GLOVES)))], np.float32) * chance.uniform(0.8, 1.1, 3)
    level = float(np.clip(luma[hand].mean() / 135, 0.5, 1.2))
    tinted = colour * level * shade[:, :, None]
    crop[:] = np.clip(crop * (1 - soft) + tinted * soft, 0, 255).astype(np.uint8)
    return box


def _turn(box: Floats, rows: Floats, size: Floats, label: Label) -> float | None:
    """Where a head looks in degrees, from where its face lies in it; None where no face or head is known."""
    faces = rows[np.isin(rows[:, 0], (Label.MASK, Label.NO_MASK))]
    heads = rows[np.isin(rows[:, 0], (Label.HAT, Label.NO_HAT))]
    for other in faces if label is Label.NO_HAT else heads:
        head, face = (box, _corners(other) * size) if label is Label.NO_HAT else (_corners(other) * size, box)
        middle = (face[:2] + face[2:]) / 2
        if (middle > head[:2]).all() and (middle < head[2:]).all():
            offset = (middle[0] - (head[0] + head[2]) / 2) / (head[2] - head[0])
            return float(np.degrees(np.arcsin(np.clip(offset * 4, -1, 1))))
    return None


def _crop(image: Image, box: Floats) -> Image:
    left, top = np.maximum(0, box[:2].astype(int))
    right, bottom = np.ceil(box[2:]).astype(int)
    return image[top:bottom, left:right]


def _corners(row: Floats) -> Floats:
    return np.array(
        [row[1] - row[3] / 2, row[2] - row[4] / 2, row[1] + row[3] / 2, row[2] + row[4] / 2], np.float32
    )


def _rows(picture: Path) -> Floats:
    """The picture's label rows, float32 (N, 5): class, cx, cy, w, h."""
    text = (picture.parent.parent / "labels" / f"{picture.stem}.txt").read_text()
    return np.array([line.split()[:5] for line in text.splitlines()], np.float32).reshape(-1, 5)
