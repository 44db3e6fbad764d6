"""What the renderer labels of what is seen: drawn index maps in, boxes out. Needs no Blender."""

from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models import detections
from sample_videos.render.labels import LABELS, Box, Seen, boxes, groups
from sample_videos.render.look import Look, MaskWear, Region, random_look

COOK = 2
"""The cook's number on the stage."""
FACE, HEAD, LEFT, RIGHT = groups()
WHOLE = {FACE: 400.0, HEAD: 900.0, LEFT: 100.0, RIGHT: 100.0}


def look(*, hat: bool = True, mask: MaskWear = "worn", gloved: bool = True) -> Look:
    return random_look(Random(1), hat=hat, mask=mask, gloved=gloved)


def index_map(number: int = COOK) -> NDArray[np.int32]:
    """A cook of 60 × 120 px whose head is 30 px, face 20 px and hands 10 px square."""
    index = np.zeros((200, 200), np.int32)
    for region, left, top, width, height in (
        (Region.BODY, 70, 40, 60, 120),
        (Region.HAT, 85, 40, 30, 30),
        (Region.MASK, 90, 50, 20, 20),
        (Region.LEFT_HAND, 70, 110, 10, 10),
        (Region.RIGHT_HAND, 120, 110, 10, 10),
    ):
        index[top : top + height, left : left + width] = 16 * (number + 1) + region
    return index


def labelled(index: NDArray[np.int32], angle_deg: float = 0, **worn: Any) -> dict[str, list[Box]]:
    whole: Mapping[tuple[Region, ...], float] = WHOLE
    found: dict[str, list[Box]] = {}
    for box in boxes(index, [Seen(COOK, look(**worn), angle_deg, whole)]):
        found.setdefault(LABELS[box.label], []).append(box)
    return found


def test_the_renderer_s_labels_are_the_detector_s() -> None:
    assert LABELS == detections.LABELS


def test_each_part_has_the_box_of_what_is_seen_of_it() -> None:
    found = labelled(index_map())
    assert found["person"] == [Box(0, 70, 40, 130, 160)]
    assert found["mask"] == [Box(1, 90, 50, 110, 70)]
    assert found["hat"] == [Box(3, 85, 40, 115, 70)]
    assert found["glove"] == [Box(5, 70, 110, 80, 120), Box(5, 120, 110, 130, 120)]
    assert set(found) == {"person", "mask", "hat", "glove"}


@pytest.mark.parametrize(
    ("worn", "label"),
    [({"mask": "chin"}, "no_mask"), ({"mask": "none"}, "no_mask"), ({"hat": False}, "no_hat"),
     ({"gloved": False}, "bare_hand")],
)  # fmt: skip
def test_what_is_not_worn_is_said(worn: dict[str, Any], label: str) -> None:
    assert label in labelled(index_map(), **worn)


def test_a_face_turned_away_has_no_label_and_its_head_has() -> None:
    found = labelled(index_map(), angle_deg=101)
    assert not {"mask", "no_mask"} & set(found)
    assert "hat" in found


def test_a_part_that_is_mostly_hidden_has_no_label() -> None:
    index = index_map()
    index[110:117, 70:80] = 16 + Region.BODY  # another cook before the left hand, 30 % of which is left
    index[50:62, 90:110] = 16 + Region.TOOL  # 40 % of the face is left, and three quarters of the head
    found = labelled(index)
    assert found["glove"] == [Box(5, 120, 110, 130, 120)]
    assert "mask" not in found
    assert "hat" in found


def test_only_the_cook_who_is_asked_for_is_labelled() -> None:
    assert labelled(index_map(number=5)) == {}


def test_a_row_is_what_training_reads() -> None:
    assert Box(3, 50, 20, 150, 60).yolo(200, 100) == "3 0.50000 0.40000 0.50000 0.40000"
    assert Box(0, 0, 0, 200, 100).yolo(200, 100) == "0 0.50000 0.50000 1.00000 1.00000"
