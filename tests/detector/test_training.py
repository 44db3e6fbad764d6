import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from detector.manifest import KITCHEN
from detector.training.build import build, held_out
from detector.training.degrade import degrade
from detector.training.duplicates import COPY_BITS, SCENE_BITS, fingerprint, groups
from detector.training.faces import SURE_FACE, WithFaces, with_faces
from detector.training.fill import DOUBT, SURE, SURE_WITH_HELP, fill
from detector.training.sets import (
    CHEFS,
    FACE,
    HAND,
    HEAD,
    SETS,
    Floats,
    Picture,
    TrainingError,
    pictures,
    read,
)
from models.detections import Detections, Label
from models.frames import Image
from tests.detector.pictures import drawn_cook
from tests.detector.scripted import BrightSpotDetector

HEADS = next(source for source in SETS if source.name == "heads")
PPE = next(source for source in SETS if source.name == "ppe_people")
HERE, THERE = (0.1, 0.1, 0.3, 0.3), (0.6, 0.6, 0.8, 0.8)
Box = tuple[float, float, float, float]


def box(edges: Box) -> Floats:
    return np.array(edges, np.float32)


def teacher(*rows: tuple[Label, float, Box]) -> Detections:
    ordered = sorted(rows, key=lambda row: -row[1])
    return Detections(
        np.array([row[2] for row in ordered], np.float32).reshape(-1, 4),
        np.array([row[1] for row in ordered], np.float32),
        np.array([row[0] for row in ordered], np.int16),
    )


def outcome(picture: Picture, seen: Detections) -> list[tuple[Label | None, tuple[Label, ...]]]:
    return [(target.label, target.ignored) for target in fill(picture, seen)]


@pytest.mark.parametrize(
    ("score", "expected"),
    [(SURE, (Label.MASK, ())), (SURE - 0.01, (None, FACE)), (DOUBT, (None, FACE))],
)
def test_what_a_set_leaves_out_the_teacher_says_or_nobody_learns(
    score: float, expected: tuple[Label | None, tuple[Label, ...]]
) -> None:
    picture = Picture(Path("x"), HEADS, ())
    assert outcome(picture, teacher((Label.MASK, score, HERE))) == [expected]


@pytest.mark.parametrize(
    "face", [(0.62, 0.64, 0.78, 0.8), (0.65, 0.7, 0.75, 0.78)], ids=["fills it", "small"]
)
def test_a_face_in_a_labelled_head_is_learnt_though_it_nearly_fills_it(face: Box) -> None:
    picture = Picture(Path("x"), HEADS, ((Label.NO_HAT, box(THERE)),))
    assert outcome(picture, teacher((Label.NO_MASK, SURE, face))) == [(Label.NO_HAT, ()), (Label.NO_MASK, ())]


def test_where_a_labelled_head_may_hold_a_face_nobody_learns_that_there_is_none() -> None:
    picture = Picture(Path("x"), HEADS, ((Label.NO_HAT, box(THERE)),))
    assert outcome(picture, teacher()) == [(Label.NO_HAT, ()), (None, FACE)]


def test_what_a_set_misses_nowhere_the_teacher_cannot_add() -> None:
    picture = Picture(Path("x"), HEADS, ((Label.NO_HAT, box(THERE)),))
    assert outcome(picture, teacher((Label.HAT, 0.9, HERE))) == [(Label.NO_HAT, ()), (None, FACE)]


def test_a_teacher_that_wavers_teaches_nothing() -> None:
    picture = Picture(Path("x"), HEADS, ())
    seen = teacher((Label.MASK, 0.8, HERE), (Label.NO_MASK, 0.3, HERE))
    assert outcome(picture, seen) == [(None, FACE)]


def test_a_verdict_decides_the_class_and_an_unclear_one_hides_the_place() -> None:
    picture = Picture(
        Path("x"), CHEFS, (), (), ((HEAD, None), (FACE, Label.NO_MASK), (HAND, Label.BARE_HAND))
    )
    seen = teacher((Label.HAT, 0.9, HERE), (Label.MASK, 0.7, HERE), (Label.GLOVE, SURE_WITH_HELP, THERE))
    assert outcome(picture, seen) == [(Label.NO_MASK, ()), (None, HEAD), (Label.BARE_HAND, ())]


def test_a_mask_lying_in_a_face_decides_it() -> None:
    cue = box((0.15, 0.2, 0.25, 0.3))
    picture = Picture(Path("x"), PPE, (), ((Label.MASK, cue),))
    assert outcome(picture, teacher((Label.NO_MASK, 0.3, HERE))) == [(Label.MASK, ())]


@pytest.mark.parametrize(
    ("face", "suspected", "expected"),
    [
        (SURE_FACE, [], [(Label.NO_MASK, ())]),
        (SURE_FACE, [(Label.NO_MASK, DOUBT)], [(Label.NO_MASK, ())]),
        (SURE_FACE, [(Label.MASK, DOUBT)], [(None, FACE)]),
        (SURE_FACE, [(Label.MASK, SURE)], [(Label.MASK, ())]),
        (SURE_FACE - 0.01, [], [(None, FACE)]),
        (SURE_FACE - 0.01, [(Label.NO_MASK, SURE)], [(Label.NO_MASK, ())]),
    ],
)
def test_a_face_that_the_teacher_overlooks_is_bare_if_it_is_sure_and_hidden_if_not(
    face: float, suspected: list[tuple[Label, float]], expected: list[tuple[Label | None, tuple[Label, ...]]]
) -> None:
    seen = teacher(*((label, score, HERE) for label, score in suspected), (Label.HAT, 0.6, THERE))
    joined = with_faces(seen, box(HERE)[None], np.array([face], np.float32))
    assert list(joined.score) == sorted(joined.score, reverse=True)
    assert outcome(Picture(Path("x"), HEADS, ()), joined) == expected


def test_a_face_detector_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"kitchen\.onnx is no face detector"):
        WithFaces(BrightSpotDetector(), KITCHEN)
    (tmp_path / "half.onnx").write_bytes(KITCHEN.read_bytes()[:1000])
    with pytest.raises(TrainingError, match=r"half\.onnx is no face detector"):
        WithFaces(BrightSpotDetector(), tmp_path / "half.onnx")


def write_sets(root: Path) -> None:
    for source in (*SETS, CHEFS):
        (root / source.name / "images").mkdir(parents=True)
        (root / source.name / "labels").mkdir()
        names = [*source.classes, *(source.cues or {})]
        (root / source.name / "classes.txt").write_text("\n".join(names) + "\n")
    (root / "chefs" / "labels.csv").write_text("file,hat,mask,hands\na.jpg,toque,no,unclear\n")
    (root / "ppe_people" / "images" / "b.jpg").touch()
    (root / "ppe_people" / "labels" / "b.txt").write_text("0 0.5 0.5 0.2 0.4\n2 0.1 0.1 0.2 0.2\n")


def test_pictures_are_read_as_their_sets_mean_them(tmp_path: Path) -> None:
    write_sets(tmp_path)
    ppe, chef = pictures(tmp_path)
    assert [label for label, _ in ppe.boxes] == [Label.GLOVE]
    assert np.allclose(ppe.boxes[0][1], [0.4, 0.3, 0.6, 0.7])
    assert [label for label, _ in ppe.cues] == [Label.MASK]
    assert dict(chef.verdicts) == {HEAD: Label.HAT, FACE: Label.NO_MASK, HAND: None}


def rough(seed: int) -> Image:
    grain = np.random.default_rng(seed).integers(0, 255, (8, 9, 3), np.uint8, endpoint=True)
    return np.asarray(cv2.resize(grain, (400, 300), interpolation=cv2.INTER_CUBIC), np.uint8)


def test_a_shrunk_and_recompressed_copy_has_nearly_the_same_fingerprint() -> None:
    for seed in range(20):
        small = cv2.resize(rough(seed), (200, 150), interpolation=cv2.INTER_AREA)
        coded = cv2.imdecode(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], cv2.IMREAD_COLOR)
        apart = fingerprint(rough(seed)) ^ fingerprint(np.asarray(coded, np.uint8))
        assert apart.bit_count() <= COPY_BITS
        assert (fingerprint(rough(seed)) ^ fingerprint(rough(seed + 100))).bit_count() > SCENE_BITS


def test_groups_hold_whoever_is_near_to_one_of_them() -> None:
    assert groups([0b0, 0b11, 0b1111, 1 << 40 | 0b1111_0000_1111, 0b1], bits=2) == [0, 0, 0, 3, 0]


def test_a_copy_is_left_out_and_a_scene_stays_on_one_side(tmp_path: Path) -> None:
    (tmp_path / "heads" / "images").mkdir(parents=True)
    (tmp_path / "heads" / "labels").mkdir()
    (tmp_path / "heads" / "classes.txt").write_text("head\nhelmet\n")
    for seed in range(60):
        brighter = np.clip(rough(seed) * 0.9, 0, 255).astype(np.uint8)
        for name, image in (("a", rough(seed)), ("b", brighter)):
            cv2.imwrite(str(tmp_path / "heads" / "images" / f"{seed}{name}.png"), image)
            (tmp_path / "heads" / "labels" / f"{seed}{name}.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    build(list(pictures(tmp_path)), BrightSpotDetector(), tmp_path / "set")
    learnt = (tmp_path / "set" / "train.txt").read_text().split()
    held = json.loads((tmp_path / "set" / "val.json").read_text())
    assert len(learnt) + len(held) == 60
    assert 0 < len(held) < 30
    assert all(item["judged"] == ["hat", "no_hat"] for item in held)
    assert all(item["scene"] == Path(item["path"]).stem for item in held), "each is alone in its scene"
    for item in held:
        scene = tmp_path.glob(f"heads/images/{Path(item['path']).stem[:-1]}[ab].png")
        assert [held_out(read(path)) for path in scene] == [True, True], (
            "none of its scene was ever learnt from"
        )
    again = tmp_path / "again"
    build(list(pictures(tmp_path))[::-1], BrightSpotDetector(), again)
    stems = {Path(item["path"]).stem[:-1] for item in held}
    assert stems == {Path(item["path"]).stem[:-1] for item in json.loads((again / "val.json").read_text())}


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="none of the picture sets mask_faces"):
        list(pictures(tmp_path))


def test_a_poor_camera_keeps_the_size_and_is_repeatable() -> None:
    cook = drawn_cook(321, 181)
    once, twice = (degrade(cook, np.random.default_rng(3)) for _ in range(2))
    assert once.shape == cook.shape
    assert np.array_equal(once, twice)
    assert not np.array_equal(once, cook)
