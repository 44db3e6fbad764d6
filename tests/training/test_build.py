"""Building the pictures to learn from: what was done is not done again after an interruption."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from detector.training import pipeline
from detector.training.build import build
from detector.training.duplicates import fingerprint
from detector.training.pipeline import Sources
from detector.training.sets import Picture, pictures
from detector.training.train import Plan
from models.detections import Detections
from models.frames import Image
from tests.detector.scripted import BrightSpotDetector


class Interruption(Exception):
    pass


class CountingTeacher:
    """Says nothing, and how often."""

    def __init__(self) -> None:
        self.asked = 0

    def detect(self, image: Image) -> Detections:
        self.asked += 1
        return BrightSpotDetector().detect(np.zeros_like(image))


def write_pictures(folder: Path, count: int, first_seed: int = 0) -> None:
    for part in ("images", "labels"):
        (folder / part).mkdir(parents=True)
    (folder / "classes.txt").write_text("head\nhelmet\n")
    for seed in range(first_seed, first_seed + count):
        grain = np.random.default_rng(seed).integers(0, 255, (8, 9, 3), np.uint8, endpoint=True)
        image = cv2.resize(grain, (160, 120), interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(folder / "images" / f"{seed:02d}.png"), image)
        (folder / "labels" / f"{seed:02d}.txt").write_text("0 0.5 0.5 0.2 0.2\n")


@pytest.fixture
def known(tmp_path: Path) -> list[Picture]:
    write_pictures(tmp_path / "data" / "heads", 12)
    return list(pictures(tmp_path / "data"))


def content(folder: Path) -> dict[str, str]:
    texts = {path.name: path.read_text() for path in (folder / "labels").iterdir()}
    names = "\n".join(Path(line).name for line in (folder / "train.txt").read_text().splitlines())
    return texts | {"train.txt": names, "val.json": (folder / "val.json").read_text()}


@pytest.mark.parametrize(
    ("step", "compared_again"), [("comparing pictures", 12 - 7), ("labelling pictures", 0)]
)
def test_an_interrupted_building_goes_on(
    known: list[Picture], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, compared_again: int
) -> None:
    def interrupt(what: str, done: int, total: int) -> None:
        if what == step and done == 7:
            raise Interruption

    with pytest.raises(Interruption):
        build(known, CountingTeacher(), tmp_path / "set", interrupt)
    assert not (tmp_path / "set" / "train.txt").exists()
    looked: list[int] = []

    def counted(image: Image) -> int:
        looked.append(1)
        return fingerprint(image)

    monkeypatch.setattr("detector.training.build.fingerprint", counted)
    teacher, told = CountingTeacher(), []
    build(known, teacher, tmp_path / "set", lambda *step: told.append(step))
    assert len(looked) == compared_again
    learnt = len((tmp_path / "set" / "train.txt").read_text().splitlines())
    assert teacher.asked == (learnt if step == "comparing pictures" else learnt - 7)
    assert told[-1] == ("labelling pictures", learnt, learnt)
    build(known, CountingTeacher(), tmp_path / "at once")
    assert content(tmp_path / "set") == content(tmp_path / "at once")


def test_int8_is_calibrated_on_real_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pictures(tmp_path / "data" / "heads", 6)
    write_pictures(tmp_path / "rendered", 6, first_seed=50)
    calibrated: list[Path] = []

    def trained(start: Path, learnt: list[Path], out: Path, *_: object) -> Path:
        assert any(path.name.startswith("rendered__") for path in learnt)
        out.mkdir(parents=True)
        (out / "mix.json").write_text("{}")
        return out / "last.pt"

    monkeypatch.setattr(pipeline, "train", trained)
    monkeypatch.setattr(pipeline, "export", lambda *_: None)
    monkeypatch.setattr(pipeline, "quantise", lambda weights, used, out: calibrated.extend(used))
    sources = Sources(tmp_path / "data", tmp_path / "rendered")
    pipeline.run(sources, tmp_path / "run", Path("yolov8n.yaml"), Plan(), "toy", lambda *_: None)
    assert calibrated
    assert {path.name.split("__")[0] for path in calibrated} == {"heads"}
