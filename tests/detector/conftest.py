from collections.abc import Callable
from importlib.util import find_spec

import pytest

from detector.onnx import OnnxDetector
from detector.protocol import Detector
from models.frames import Image
from tests.detector.pictures import drawn_cook
from tests.detector.scripted import BrightSpotDetector

ULTRALYTICS = find_spec("ultralytics") is not None


def pytest_report_header() -> str:
    state = "installed, held to the contract" if ULTRALYTICS else "not installed, so not tested here"
    return f"detector back ends: onnx, scripted; ultralytics {state}"


def _ultralytics() -> Detector:
    from detector.ultralytics_backend import UltralyticsDetector

    return UltralyticsDetector()


collect_ignore = [] if ULTRALYTICS else ["test_back_ends_agree.py"]

BACK_ENDS: dict[str, Callable[[], Detector]] = {"onnx": OnnxDetector, "scripted": BrightSpotDetector}
if ULTRALYTICS:
    BACK_ENDS["ultralytics"] = _ultralytics


@pytest.fixture(scope="session", params=BACK_ENDS)
def detector(request: pytest.FixtureRequest) -> Detector:
    return BACK_ENDS[request.param]()


@pytest.fixture(scope="session")
def cook() -> Image:
    """A drawn cook, 640x360, whom the shipped network takes for a person."""
    return drawn_cook(640, 360)
