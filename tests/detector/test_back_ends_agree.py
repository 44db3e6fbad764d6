"""The same network through our own steps and through ultralytics' must see the same.

Only collected where ultralytics is installed; conftest.py says so in the header.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest

from detector.onnx import OnnxDetector
from detector.ultralytics_backend import UltralyticsDetector
from models.frames import Image
from tests.detector.pictures import drawn_cook

CLIPS = Path(__file__).parents[2] / "sample_videos"
NEAR_PX, NEAR_SCORE = 0.1, 0.001


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


@pytest.mark.parametrize("picture", PICTURES)
def test_the_same_boxes(picture: str) -> None:
    image = PICTURES[picture]
    ours, theirs = OnnxDetector().detect(image), UltralyticsDetector().detect(image)
    assert len(ours) == len(theirs)
    free = set(range(len(theirs)))
    for xyxy, score, class_id in zip(ours.xyxy, ours.score, ours.class_id, strict=True):
        near = [
            row
            for row in free
            if theirs.class_id[row] == class_id
            and abs(theirs.score[row] - score) <= NEAR_SCORE
            and np.abs(theirs.xyxy[row] - xyxy).max() <= NEAR_PX
        ]
        assert near, f"nothing like {xyxy} {score} {class_id}"
        free.discard(near[0])
