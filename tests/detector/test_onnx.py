import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from detector.manifest import KITCHEN, DetectorError
from detector.onnx import OnnxDetector
from models.detections import LABELS, Label
from models.errors import InvalidValue
from models.frames import Image

ROOT = Path(__file__).parents[2]


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    for suffix in (".onnx", ".json"):
        shutil.copy(KITCHEN.with_suffix(suffix), tmp_path)
    return tmp_path / KITCHEN.name


def change_manifest(weights: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = weights.with_suffix(".json")
    fields = json.loads(path.read_text())
    change(fields)
    path.write_text(json.dumps(fields))


def test_the_shipped_network_sees_the_staff_of_a_sample_clip() -> None:
    clip = cv2.VideoCapture(str(ROOT / "sample_videos" / "hot_line.mp4"))
    clip.set(cv2.CAP_PROP_POS_FRAMES, 20)
    read, image = clip.read()
    clip.release()
    assert read
    people = OnnxDetector().detect(np.asarray(image, np.uint8)).of(Label.PERSON)
    assert len(people) >= 1
    assert people.score[0] > 0.6


def test_a_drawn_bare_face_lies_where_it_was_drawn(cook: Image) -> None:
    face = OnnxDetector(conf=0.2).detect(cook).of(Label.NO_MASK)
    assert len(face) == 1
    x1, y1, x2, y2 = face.xyxy[0]
    assert abs((x1 + x2) / 2 - 320) < 12
    assert 70 < (y1 + y2) / 2 < 125


def test_a_higher_threshold_keeps_a_part_of_the_same_boxes(cook: Image) -> None:
    many, few = OnnxDetector(conf=0.05).detect(cook), OnnxDetector(conf=0.5).detect(cook)
    assert 0 < len(few) < len(many)
    assert np.array_equal(few.xyxy, many.xyxy[: len(few)])


def test_truncated_weights_are_named(weights: Path) -> None:
    weights.write_bytes(weights.read_bytes()[:100_000])
    with pytest.raises(DetectorError, match="is not the file that"):
        OnnxDetector(weights)


def test_damage_that_the_manifest_agrees_with_is_still_noticed(weights: Path) -> None:
    damaged = weights.read_bytes()[:100_000]
    weights.write_bytes(damaged)
    change_manifest(weights, lambda m: m.update(sha256=hashlib.sha256(damaged).hexdigest()))
    with pytest.raises(DetectorError, match="does not load"):
        OnnxDetector(weights)


def test_other_labels_are_refused(weights: Path) -> None:
    change_manifest(weights, lambda m: m.update(labels=list(reversed(LABELS))))
    with pytest.raises(DetectorError, match="labels"):
        OnnxDetector(weights)


def test_a_threshold_for_each_label_is_needed(weights: Path) -> None:
    change_manifest(weights, lambda m: m["thresholds"].pop("glove"))
    with pytest.raises(DetectorError, match="threshold"):
        OnnxDetector(weights)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"labels": 3}', '"text"'])
def test_what_is_no_manifest_is_said(weights: Path, text: str) -> None:
    weights.with_suffix(".json").write_text(text)
    with pytest.raises(DetectorError, match=r"kitchen\.json is not a weights manifest"):
        OnnxDetector(weights)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("labels", 3), ("labels", "person"), ("labels", [["person"]]), ("classes", {"0": "person"}),
        ("thresholds", "high"), ("thresholds", dict.fromkeys(LABELS, "high")),
        ("thresholds", dict.fromkeys(LABELS, 40)), ("thresholds", dict.fromkeys(LABELS, True)),
        ("input_size", "640"), ("iou", None), ("iou", 0), ("version", 3), ("licence", ["MIT"]),
    ],
)  # fmt: skip
def test_a_field_of_another_kind_is_named(weights: Path, field: str, value: object) -> None:
    change_manifest(weights, lambda m: m.update({field: value}))
    with pytest.raises(DetectorError, match=rf"kitchen\.json is not a weights manifest: .*{field[:9]}"):
        OnnxDetector(weights)


@pytest.mark.parametrize("suffix", [".onnx", ".json"])
def test_a_missing_file_is_named(weights: Path, suffix: str) -> None:
    weights.with_suffix(suffix).unlink()
    with pytest.raises(DetectorError, match=f"cannot read .*kitchen{suffix}"):
        OnnxDetector(weights)


@pytest.mark.parametrize(
    "arguments", [{"imgsz": 100}, {"conf": 1.5}, {"conf": -0.1}, {"iou": 0.0}, {"threads": 0}]
)
def test_senseless_arguments_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        OnnxDetector(**arguments)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_no_more_threads_than_allowed(threads: int) -> None:
    script = f"""
import os
import numpy as np
import cv2
from detector.onnx import OnnxDetector
cv2.setNumThreads(1)
image = np.zeros((720, 1280, 3), np.uint8)
before = len(os.listdir("/proc/self/task"))
detector = OnnxDetector(threads={threads})
for _ in range(3):
    detector.detect(image)
print(len(os.listdir("/proc/self/task")) - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == threads - 1


def test_the_default_back_end_needs_no_torch() -> None:
    script = """
import sys
from detector.onnx import OnnxDetector
import detector.loop
OnnxDetector()
assert not {"torch", "ultralytics"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
