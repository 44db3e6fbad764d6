"""The same network through our own steps and through ultralytics' must see the same."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from detector.manifest import KITCHEN, read_manifest
from detector.onnx import OnnxDetector
from detector.ultralytics_backend import UltralyticsDetector, as_checkpoint
from models.detections import Detections
from models.frames import Image
from tests.detector.pictures import drawn_cook

CLIPS = Path(__file__).parents[2] / "sample_videos"
# Source pixels and score. Steps of int8 make more of ultralytics' own rounding and resizing; the checkpoint
# computes without them.
NEAR = {"onnx": (6.0, 0.05), "torch": (6.0, 0.08)}


def clip_frame(name: str, number: int) -> Image:
    clip = cv2.VideoCapture(str(CLIPS / name))
    clip.set(cv2.CAP_PROP_POS_FRAMES, number)
    read, image = clip.read()
    clip.release()
    assert read
    return np.asarray(image, np.uint8)


PICTURES = {
    "clip": clip_frame("hot_line.mp4", 20),
    "later": clip_frame("hot_line.mp4", 70),
    "drawn": drawn_cook(640, 360),
    "odd": drawn_cook(641, 363),
    "large": drawn_cook(1280, 720),
    "tall": drawn_cook(360, 640),
}


@pytest.fixture(scope="module")
def rivals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, UltralyticsDetector]:
    """ultralytics on our file, and on the checkpoint that has its weights."""
    checkpoint = as_checkpoint(KITCHEN, tmp_path_factory.mktemp("checkpoint"))
    return {"onnx": UltralyticsDetector(), "torch": UltralyticsDetector(checkpoint)}


@pytest.mark.parametrize("rival", NEAR)
@pytest.mark.parametrize("picture", PICTURES)
def test_the_same_boxes(picture: str, rival: str, rivals: dict[str, UltralyticsDetector]) -> None:
    image = PICTURES[picture]
    ours, theirs = OnnxDetector().detect(image), rivals[rival].detect(image)
    assert len(ours) > 0
    for some, others in ((ours, theirs), (theirs, ours)):
        assert_found(some, others, *NEAR[rival])


def assert_found(some: Detections, others: Detections, near_px: float, near_score: float) -> None:
    """Every box of `some` has its own like in `others`, but for those that just pass the threshold."""
    least = read_manifest(KITCHEN).threshold_column(None) + near_score
    free = set(range(len(others)))
    for xyxy, score, class_id in zip(some.xyxy, some.score, some.class_id, strict=True):
        near = [
            row
            for row in free
            if others.class_id[row] == class_id
            and abs(others.score[row] - score) <= near_score
            and np.abs(others.xyxy[row] - xyxy).max() <= near_px
        ]
        assert near or score < least[class_id], f"nothing like {xyxy} {score} {class_id}"
        free -= set(near[:1])
