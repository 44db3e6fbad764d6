import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detector.decode import MAX_BOXES, decode, suppress
from detector.letterbox import Letterbox
from models.detections import Detections, Label

WHOLE = Letterbox.fit(640, 640, 640)
THRESHOLDS = np.full(len(Label), 0.3, np.float32)


def output(*anchors: tuple[float, float, float, float, Label, float]) -> np.ndarray:
    rows = np.zeros((1, 4 + len(Label), len(anchors)), np.float32)
    for column, (cx, cy, w, h, label, score) in enumerate(anchors):
        rows[0, :4, column] = cx, cy, w, h
        rows[0, 4 + label, column] = score
    return rows


def test_no_anchor_above_its_threshold_is_no_row() -> None:
    assert len(decode(output((50, 50, 20, 20, Label.HAT, 0.29)), WHOLE, THRESHOLDS, 0.6)) == 0


def test_centre_and_size_become_corners() -> None:
    found = decode(output((50, 60, 20, 40, Label.HAT, 0.9)), WHOLE, THRESHOLDS, 0.6)
    assert found.xyxy.tolist() == [[40, 40, 60, 80]]
    assert found.class_id.tolist() == [Label.HAT]


def test_each_label_has_its_own_threshold() -> None:
    low = THRESHOLDS.copy()
    low[Label.GLOVE] = 0.1
    found = decode(
        output((50, 50, 20, 20, Label.GLOVE, 0.2), (150, 50, 20, 20, Label.HAT, 0.2)), WHOLE, low, 0.6
    )
    assert found.class_id.tolist() == [Label.GLOVE]


def test_copies_go_but_another_label_on_the_same_place_stays() -> None:
    found = decode(
        output(
            (50, 50, 20, 20, Label.PERSON, 0.5),
            (51, 50, 20, 20, Label.PERSON, 0.9),
            (50, 50, 20, 20, Label.MASK, 0.7),
            (150, 50, 20, 20, Label.PERSON, 0.4),
        ),
        WHOLE,
        THRESHOLDS,
        0.6,
    )
    assert [round(score, 1) for score in found.score.tolist()] == [0.9, 0.7, 0.4]


def test_a_network_gone_mad_gives_nothing() -> None:
    assert len(decode(np.full((1, 11, 100), np.nan, np.float32), WHOLE, THRESHOLDS, 0.6)) == 0


def test_a_crowd_is_bounded() -> None:
    crowd = [
        (8 + 16 * (i % 40), 8 + 16 * (i // 40), 15.0, 15.0, Label.PERSON, 0.9) for i in range(MAX_BOXES + 50)
    ]
    assert len(decode(output(*crowd), WHOLE, THRESHOLDS, 0.6)) == MAX_BOXES


boxes = st.lists(
    st.tuples(
        st.integers(0, 60), st.integers(0, 60), st.integers(1, 40), st.integers(1, 40), st.integers(0, 2)
    ),
    max_size=25,
)


@given(boxes, st.sampled_from([0.3, 0.45, 0.6, 0.7]))
def test_suppression_agrees_with_its_definition(
    rows: list[tuple[int, int, int, int, int]], iou: float
) -> None:
    xyxy = np.array([(x, y, x + w, y + h) for x, y, w, h, _ in rows], np.float32).reshape(-1, 4)
    class_id = np.array([row[4] for row in rows], np.int16)
    score = np.linspace(0.9, 0.1, len(rows), dtype=np.float32)
    expected: list[int] = []
    for row in range(len(rows)):
        rivals = [k for k in expected if class_id[k] == class_id[row]]
        if all(overlap(xyxy[k], xyxy[row]) <= iou for k in rivals):
            expected.append(row)
    assert suppress(xyxy, score, class_id, iou).tolist() == expected


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    width, height = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    shared = max(0.0, float(width)) * max(0.0, float(height))
    areas = [float((box[2] - box[0]) * (box[3] - box[1])) for box in (a, b)]
    return shared / (sum(areas) - shared)


@given(st.permutations(range(6)))
def test_the_order_of_anchors_does_not_matter(order: list[int]) -> None:
    anchors = [(60 + 90 * i, 100, 60, 60 + i, Label(i), 0.4 + i / 10) for i in range(6)]
    expected = decode(output(*anchors), WHOLE, THRESHOLDS, 0.6)
    found = decode(output(*(anchors[i] for i in order)), WHOLE, THRESHOLDS, 0.6)
    assert isinstance(found, Detections)
    assert np.array_equal(found.xyxy, expected.xyxy)
    assert np.array_equal(found.class_id, expected.class_id)
