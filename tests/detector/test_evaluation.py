"""Figures that can be checked by hand."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from detector.evaluation.boxes import Matched, at_threshold, average_precision, figures, match, of_size
from detector.evaluation.truths import Truth, read_truths
from detector.manifest import DetectorError
from models.detections import Detections, Label

BOX = [0.1, 0.1, 0.3, 0.3]


def boxes(*rows: tuple[Label, float, list[float]]) -> Detections:
    rows = tuple(sorted(rows, key=lambda row: -row[1]))
    return Detections(
        np.array([row[2] for row in rows], np.float32).reshape(-1, 4),
        np.array([row[1] for row in rows], np.float32),
        np.array([row[0] for row in rows], np.int16),
    )


def truth(*rows: list[float], name: str = "a", label: Label = Label.HAT) -> Truth:
    true = boxes(*((label, 1.0, row) for row in rows))
    return Truth(Path(f"{name}.png"), "here", true, frozenset(Label), {}, name)


def halves() -> tuple[str, str]:
    """Names of pictures of the tuning half and of the other."""
    names = [str(number) for number in range(20)]
    tuning = {truth(name=name).is_for_tuning: name for name in names}
    return tuning[True], tuning[False]


def hats(
    *found: tuple[float, list[float]], true: tuple[list[float], ...] = (BOX,), name: str = "a"
) -> Matched:
    seen = boxes(*((Label.HAT, score, box) for score, box in found))
    return match(truth(*true, name=name), seen, Label.HAT, 640, 640)


def test_a_perfect_detector_has_every_figure_at_one() -> None:
    _, judged = halves()
    row = figures([hats((0.9, BOX), name=judged)], 0.5)
    assert (row.boxes, row.ap50, row.ap50_95, row.precision, row.recall) == (1, 1, 1, 1, 1)
    assert row.ap50_interval == row.ap50_95_interval == (1, 1)


def test_each_figure_lies_in_its_interval() -> None:
    _, judged = halves()
    shifted = [0.13, 0.1, 0.33, 0.3]
    row = figures([hats((0.9, BOX), name=judged), hats((0.8, shifted), name=judged)] * 5, 0.5)
    for value, (low, high) in (
        (row.ap50, row.ap50_interval),
        (row.ap50_95, row.ap50_95_interval),
        (row.precision, row.precision_interval),
        (row.recall, row.recall_interval),
    ):
        assert low <= value <= high
    low, high = row.ap50_95_interval
    assert low < row.ap50_95 < high, "some draws hold more loose boxes than others"


def test_average_precision_of_a_small_example() -> None:
    # By falling score: true, false, true, with three true boxes: (1/1 + 2/3) / 3.
    other, missed, empty = [0.5, 0.5, 0.7, 0.7], [0.8, 0.1, 0.9, 0.2], [0.1, 0.7, 0.2, 0.8]
    matched = hats((0.9, BOX), (0.8, empty), (0.7, other), true=(BOX, other, missed))
    assert average_precision([matched])[0] == pytest.approx((1 + 2 / 3) / 3)
    assert at_threshold([matched], 0.75) == pytest.approx((1 / 2, 1 / 3))


def test_a_second_box_on_one_hat_is_false() -> None:
    assert at_threshold([hats((0.9, BOX), (0.8, BOX))], 0.5) == (0.5, 1.0)


def test_a_loose_box_counts_at_half_overlap_only() -> None:
    loose = [0.1, 0.1, 0.3, 0.254]  # 77 % of the true box
    ap50, ap50_95 = average_precision([hats((0.9, loose))])
    assert ap50 == 1
    assert ap50_95 == pytest.approx(6 / 10), "0.50, 0.55 ... 0.75"


def test_nothing_to_find_is_no_figure() -> None:
    assert np.isnan(average_precision([hats(true=())])[0])
    assert np.isnan(at_threshold([hats(true=())], 0.5)).all()


def test_boxes_are_told_apart_by_their_size_in_the_network_s_eyes() -> None:
    small = [0.5, 0.5, 0.53, 0.53]  # 19 px of 640
    matched = hats((0.9, BOX), (0.8, small), true=(BOX, small))
    assert [int(of_size([matched], index)[0].expected.sum()) for index in range(4)] == [0, 1, 0, 1]
    assert average_precision(of_size([matched], 1))[0] == 1


def test_precision_is_judged_on_pictures_that_no_threshold_was_chosen_on() -> None:
    tuning, judged = halves()
    wrong = [0.6, 0.6, 0.8, 0.8]
    row = figures([hats((0.9, BOX), name=tuning), hats((0.9, wrong), name=judged)], 0.5)
    assert (row.precision, row.recall) == (0, 0)
    assert row.ap50 > 0


def test_truths_are_read_from_a_folder_of_pictures(tmp_path: Path) -> None:
    for part in ("images", "labels"):
        (tmp_path / part).mkdir()
    cv2.imwrite(str(tmp_path / "images" / "a.png"), np.zeros((10, 10, 3), np.uint8))
    (tmp_path / "labels" / "a.txt").write_text("1 0.5 0.5 0.2 0.4\n")
    (tmp_path / "classes.txt").write_text("person\nbare_hand\n")
    (one,) = read_truths(tmp_path)
    assert one.judged == {Label.PERSON, Label.BARE_HAND}
    assert one.boxes.class_id.tolist() == [Label.BARE_HAND]
    assert np.allclose(one.boxes.xyxy, [[0.4, 0.3, 0.6, 0.7]])
    (tmp_path / "classes.txt").write_text("person\nhand\n")
    with pytest.raises(DetectorError, match="'hand' is none of the labels"):
        read_truths(tmp_path)


def test_truths_are_read_from_a_training_set(tmp_path: Path) -> None:
    items = [
        {"path": "x.jpg", "set": "heads", "judged": ["hat", "no_hat"], "boxes": [["hat", *BOX]]},
        {"path": "y.jpg", "set": "chefs", "verdicts": ["no_hat", None, "glove"]},
    ]
    one, other = halves()
    items += [{"path": f"{name}.jpg", "set": "chefs", "scene": one, "verdicts": []} for name in (one, other)]
    (tmp_path / "val.json").write_text(json.dumps(items))
    boxed, said, *of_a_scene = read_truths(tmp_path)
    assert [item.is_for_tuning for item in of_a_scene] == [truth(name=one).is_for_tuning] * 2
    assert boxed.judged == {Label.HAT, Label.NO_HAT}
    assert set(said.verdicts.values()) == {Label.NO_HAT, Label.GLOVE}
    with pytest.raises(DetectorError, match="no labelled pictures"):
        read_truths(tmp_path / "nowhere")
