"""`brightkitchen eval` as it is typed, on the shipped model and clips."""

import json
import re
import shutil
from pathlib import Path

import cv2
import pytest
from typer.testing import CliRunner

from api.cli import app
from detector.manifest import KITCHEN, read_manifest
from tests.detector.pictures import drawn_cook

CLIPS = Path(__file__).parents[2] / "sample_videos"


@pytest.mark.timeout(300)
def test_the_shipped_clips_are_judged_without_a_mistake(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    done = CliRunner().invoke(app, ["eval", "--clips", str(CLIPS), "--stress", "0.02", "--json", str(out)])
    assert done.exit_code == 0, done.output
    result = json.loads(out.read_text())
    assert len(result["clips"]) == 8
    for outcome in result["clips"]:
        assert outcome["false"] == [], outcome["clip"]
        for lapse, delay_s in outcome["found"]:
            assert delay_s is not None, (outcome["clip"], lapse)
            assert 0 < delay_s <= 2
    assert sum(len(outcome["found"]) for outcome in result["clips"]) == 4
    assert [outcome["clip"] for outcome in result["stress"]] == ["corner", "dim", "empty", "prep_room"]
    assert sum(outcome["hours"] for outcome in result["stress"]) == pytest.approx(0.02)
    assert sum(len(outcome["false"]) for outcome in result["stress"]) == 0
    assert "0 false in 0.02 camera-hours" in done.output


def test_pictures_are_judged_and_thresholds_chosen_into_the_manifest(tmp_path: Path) -> None:
    weights = tmp_path / "model.onnx"
    shutil.copy(KITCHEN, weights)
    shutil.copy(KITCHEN.with_suffix(".json"), weights.with_suffix(".json"))
    words = ["eval", "--weights", str(weights), "--choose-thresholds"]
    for folder, count in (("held_out", 8), ("rendered", 2)):
        for part in ("images", "labels"):
            (tmp_path / folder / part).mkdir(parents=True)
        for number in range(count):
            cv2.imwrite(str(tmp_path / folder / "images" / f"{number}.png"), drawn_cook(640, 360))
            # The drawn cook's bare face.
            (tmp_path / folder / "labels" / f"{number}.txt").write_text("2 0.5 0.27 0.08 0.17\n")
        words += ["--pictures", str(tmp_path / folder)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "### Boxes: held_out" in done.output
    assert "### People: held_out" in done.output
    counted = dict(re.findall(r"### Boxes: (.+)\n(?:(?!###).*\n)*?\| no_mask \| (\d+)", done.output))
    assert (counted["all pictures"], counted["real pictures"], counted["rendered"]) == ("10", "8", "2")
    assert "### People: real pictures" in done.output
    chosen, shipped = read_manifest(weights).thresholds, read_manifest(KITCHEN).thresholds
    assert chosen.keys() == shipped.keys()
    assert chosen["glove"] == shipped["glove"], "no picture shows one"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name --pictures, --clips or both"),
        (["--pictures", ".", "--stress", "1"], "--stress needs --clips"),
    ],
)
def test_what_is_asked_for_must_make_sense(words: list[str], message: str) -> None:
    done = CliRunner().invoke(app, ["eval", *words])
    assert done.exit_code == 2
    assert message in done.output


def test_a_folder_without_clips_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["eval", "--clips", str(tmp_path)])
    assert done.exit_code == 1
    assert "holds no clip" in done.output
