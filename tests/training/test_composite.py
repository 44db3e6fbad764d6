"""Dressing people: the label follows what was put on, and the hat lies where the head is."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from detector.training.composite import Sprite, dress, load_sprites, make_composites, tint_hand
from detector.training.sets import TrainingError
from models.detections import Label
from models.frames import Image


def grey(height: int = 200, width: int = 160) -> Image:
    return np.full((height, width, 3), 110, np.uint8)


def white_hat(yaw: float = 0.0, kind: str = "toque") -> Sprite:
    """A white block on the upper half of a head that takes up the middle of a 100 px square."""
    image = np.zeros((100, 100, 4), np.uint8)
    image[10:50, 20:80] = 255
    head, face = np.array([25, 30, 75, 90], np.float32), np.array([30, 45, 70, 90], np.float32)
    return Sprite(image, "hat", kind, yaw, head, face)


def put_on_surely(rows: list[list[float]], *sprites: Sprite) -> tuple[Image, np.ndarray] | None:
    """The first dressing that happens; whom to dress is drawn by chance."""
    for seed in range(20):
        dressed = dress(grey(), np.array(rows, np.float32), sprites, np.random.default_rng(seed))
        if dressed is not None:
            return dressed
    return None


def test_a_hat_is_put_on_a_bare_head() -> None:
    # Head: 50 px wide and 60 px high around (80, 100), the sprite's own size.
    rows = [[Label.NO_HAT, 0.5, 0.5, 50 / 160, 60 / 200], [Label.PERSON, 0.5, 0.6, 0.5, 0.8]]
    dressed = put_on_surely(rows, white_hat())
    assert dressed is not None
    image, after = dressed
    assert after[:, 0].tolist() == [Label.HAT, Label.PERSON]
    assert (after[1] == np.array(rows[1], np.float32)).all(), "who wears it stays where they were"
    ys, xs = np.nonzero((image != 110).any(axis=2))
    assert (xs.min(), xs.max() + 1, ys.min(), ys.max() + 1) == (50, 110, 50, 90)
    left, right = (after[0, 1] - after[0, 3] / 2) * 160, (after[0, 1] + after[0, 3] / 2) * 160
    top, bottom = (after[0, 2] - after[0, 4] / 2) * 200, (after[0, 2] + after[0, 4] / 2) * 200
    assert np.allclose((left, top, right, bottom), (50, 50, 110, 130), atol=0.1), "head and hat in one box"


def test_a_face_tells_which_way_the_hat_looks() -> None:
    head, face = [Label.NO_HAT, 0.5, 0.5, 0.3, 0.3], [Label.MASK, 0.56, 0.52, 0.12, 0.2]
    assert put_on_surely([head, face], white_hat(yaw=-70)) is None
    assert put_on_surely([head, face], white_hat(yaw=50)) is not None


def test_nobody_is_dressed_who_cannot_be_seen_well() -> None:
    assert put_on_surely([[Label.NO_HAT, 0.5, 0.5, 0.05, 0.05]], white_hat()) is None
    assert put_on_surely([[Label.HAT, 0.5, 0.5, 0.3, 0.3]], white_hat()) is None


def test_skin_becomes_a_glove_and_what_lies_around_stays() -> None:
    image = np.full((120, 120, 3), (90, 140, 60), np.uint8)
    cv2.ellipse(image, (60, 60), (22, 30), 0, 0, 360, (120, 150, 210), -1)
    before = image.copy()
    chance = np.random.default_rng(2)
    assert tint_hand(image, np.array([30, 25, 90, 95], np.float32), chance) is not None
    changed = (image != before).any(axis=2)
    assert changed[60, 60]
    assert not changed[28, 33]
    assert not changed[:20].any()


def test_a_box_without_skin_is_left_alone() -> None:
    image = grey()
    box = np.array([30, 25, 90, 95], np.float32)
    assert tint_hand(image, box, np.random.default_rng(0)) is None
    assert (image == grey()).all()


def learn_from(root: Path, label: Label) -> list[Path]:
    (root / "images").mkdir(parents=True)
    (root / "labels").mkdir()
    cv2.imwrite(str(root / "images" / "a.png"), grey())
    (root / "labels" / "a.txt").write_text(f"{int(label)} 0.5 0.5 0.3 0.3\n9 0.1 0.1 0.1 0.1\n")
    return [root / "images" / "a.png"]


def test_composites_are_written_once_and_keep_ignored_places(tmp_path: Path) -> None:
    pictures = learn_from(tmp_path / "set", Label.NO_HAT)
    make_composites(pictures, [white_hat()], tmp_path / "out", 3, 0)
    labels = sorted((tmp_path / "out" / "labels").iterdir())
    assert len(labels) == len(list((tmp_path / "out" / "images").iterdir())) == 3
    assert all(path.read_text().split()[0] == str(int(Label.HAT)) for path in labels)
    assert all("\n9 0.100000" in path.read_text() for path in labels)
    made: list[int] = []
    make_composites(
        pictures, [white_hat()], tmp_path / "out", 4, 0, lambda what, done, total: made.append(done)
    )
    assert made == [3, 4]


def test_pictures_without_anyone_to_dress_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no picture shows a bare head"):
        make_composites(learn_from(tmp_path, Label.HAT), [white_hat()], tmp_path / "out", 1, 0)


def test_sprites_are_read_as_they_were_rendered(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no sprites"):
        load_sprites(tmp_path)
    note = {"worn": "hat", "kind": "cap", "yaw": 12.5, "head": [25, 30, 75, 90], "face": [30, 45, 70, 90]}
    (tmp_path / "sprite_00001.json").write_text(json.dumps(note))
    with pytest.raises(TrainingError, match="missing"):
        load_sprites(tmp_path)
    cv2.imwrite(str(tmp_path / "sprite_00001.png"), white_hat().image)
    (sprite,) = load_sprites(tmp_path)
    assert (sprite.worn, sprite.kind, sprite.yaw, sprite.image.shape) == ("hat", "cap", 12.5, (100, 100, 4))
