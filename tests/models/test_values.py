"""The value types refuse what breaks their contract."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.detections import LABELS, Detections, Label
from models.errors import InvalidValue
from models.frames import Frame
from models.history import Cursor
from models.rules import RuleName
from models.violations import violation_id

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_labels_stand_in_their_order() -> None:
    assert LABELS == ("person", "mask", "no_mask", "hat", "no_hat", "glove", "bare_hand")


def test_a_frame_is_read_only_and_checked() -> None:
    image = np.zeros((4, 6, 3), np.uint8)
    frame = Frame("c", 1, 0, 0, NOW, image)
    assert (frame.width, frame.height) == (6, 4)
    with pytest.raises(ValueError, match="read-only"):
        frame.image[0, 0, 0] = 1
    with pytest.raises(InvalidValue):
        Frame("c", 1, 0, 0, NOW, np.zeros((4, 6), np.uint8))
    with pytest.raises(InvalidValue):
        Frame("c", 1, 0, 0, datetime(2026, 1, 1), np.zeros((4, 6, 3), np.uint8))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("xyxy", "score", "class_id"),
    [
        ([[0, 0, 1]], [0.5], [0]),
        ([[2, 0, 1, 1]], [0.5], [0]),
        ([[0, 0, 1, np.nan]], [0.5], [0]),
        ([[0, 0, 1, 1]], [1.5], [0]),
        ([[0, 0, 1, 1]], [0.5], [7]),
        ([[0, 0, 1, 1]], [0.5], [0, 1]),
    ],
)
def test_bad_columns_are_refused(xyxy: list[list[float]], score: list[float], class_id: list[int]) -> None:
    with pytest.raises(InvalidValue):
        Detections(np.array(xyxy, np.float32), np.array(score, np.float32), np.array(class_id, np.int16))


def test_no_detections_are_legal_and_labels_select() -> None:
    assert len(Detections.empty()) == 0
    boxes = np.tile(np.array([0, 0, 1, 1], np.float32), (3, 1))
    found = Detections(boxes, np.full(3, 0.5, np.float32), np.array([0, 2, 1], np.int16))
    assert found.of(Label.MASK, Label.NO_MASK).class_id.tolist() == [2, 1]


@given(st.text(max_size=80))
def test_no_text_breaks_the_cursor(text: str) -> None:
    try:
        Cursor.decode(text)
    except InvalidValue:
        return
    assert Cursor.decode(Cursor.decode(text).encode()) == Cursor.decode(text)


@given(st.datetimes(timezones=st.just(UTC)), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_cursor_comes_back(moment: datetime, row_id: str) -> None:
    assert Cursor.decode(Cursor(moment, row_id).encode()) == Cursor(moment, row_id)


def test_violation_ids_tell_episodes_apart() -> None:
    given_ids = {
        violation_id(camera, run, rule, track, start)
        for camera in ("a", "b")
        for run in (1, 2)
        for rule in RuleName
        for track in (1, 2)
        for start in (0, 1)
    }
    assert len(given_ids) == 48
    assert violation_id("a", 1, RuleName.HAT, 1, 0) == violation_id("a", 1, RuleName.HAT, 1, 0)
