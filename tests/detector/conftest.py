from collections.abc import Callable

import pytest

from detector.onnx import OnnxDetector
from detector.protocol import Detector
from detector.ultralytics_backend import UltralyticsDetector
from models.frames import Image
from tests.detector.pictures import drawn_cook
from tests.detector.scripted import BrightSpotDetector

BACK_ENDS: dict[str, Callable[[], Detector]] = {
    "onnx": OnnxDetector,
    "scripted": BrightSpotDetector,
    "ultralytics": UltralyticsDetector,
}


@pytest.fixture(scope="session", params=BACK_ENDS)
def detector(request: pytest.FixtureRequest) -> Detector:
    return BACK_ENDS[request.param]()


@pytest.fixture(scope="session")
def cook() -> Image:
    """A drawn cook, 640x360, whom the shipped network takes for a person."""
    return drawn_cook(640, 360)
