"""What every back end promises; conftest.py says which are held to it here."""

import numpy as np
import pytest

from detector.protocol import Detector
from models.detections import Label
from models.errors import InvalidValue
from models.frames import Image


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (333, 7), (641, 363), (1280, 720)])
def test_any_size_gives_boxes_inside_the_picture(detector: Detector, size: tuple[int, int]) -> None:
    width, height = size
    image = np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8, endpoint=True)
    found = detector.detect(image)
    assert (found.xyxy >= 0).all()
    assert (found.xyxy <= [width, height, width, height]).all()


def test_sorted_by_score_and_the_same_each_time(detector: Detector, cook: Image) -> None:
    first, second = detector.detect(cook), detector.detect(cook)
    assert (np.diff(first.score) <= 0).all()
    assert np.array_equal(first.xyxy, second.xyxy)
    assert np.array_equal(first.class_id, second.class_id)


def test_nothing_to_see_is_no_row(detector: Detector) -> None:
    found = detector.detect(np.zeros((360, 640, 3), np.uint8))
    assert len(found) == 0
    assert found.xyxy.shape == (0, 4)


def test_a_read_only_picture_is_enough_and_stays_as_it_was(detector: Detector, cook: Image) -> None:
    image = cook.copy()
    image.setflags(write=False)
    detector.detect(image)
    assert np.array_equal(image, cook)


def test_a_cut_out_of_a_larger_picture_will_do(detector: Detector, cook: Image) -> None:
    whole = np.zeros((400, 700, 3), np.uint8)
    whole[20:380, 30:670] = cook
    found, expected = detector.detect(whole[20:380, 30:670]), detector.detect(cook)
    assert np.array_equal(found.xyxy, expected.xyxy)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((8, 8), np.uint8),
        np.zeros((8, 8, 4), np.uint8),
        np.zeros((8, 8, 3), np.float32),
        np.zeros((0, 8, 3), np.uint8),
    ],
    ids=["grey", "four channels", "floats", "no pixel"],
)
def test_what_is_no_picture_is_refused(detector: Detector, image: Image) -> None:
    with pytest.raises(InvalidValue):
        detector.detect(image)


def test_labels_are_ours(detector: Detector, cook: Image) -> None:
    assert set(detector.detect(cook).class_id.tolist()) <= set(Label)
