"""A second detector beside the first: it counts, and it never disturbs."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from alerts.shadow import Shadow
from models.clock import SystemClock
from models.detections import Detections, Label
from models.frames import Frame
from models.tracks import Track, TrackedFrame

PERSON, HEAD = (100.0, 50.0, 200.0, 350.0), (130.0, 55.0, 170.0, 100.0)


def seen(label: Label) -> Detections:
    boxes = np.array([PERSON, HEAD], np.float32)
    return Detections(boxes, np.array([0.9, 0.8], np.float32), np.array([Label.PERSON, label], np.int16))


def tracked(label: Label) -> TrackedFrame:
    frame = Frame("cam", 0, 0, 0, datetime(2026, 11, 1, tzinfo=UTC), np.zeros((400, 640, 3), np.uint8))
    return TrackedFrame(frame, seen(label), (Track(1, PERSON, 0.9, 0, 0),))


class Saying:
    def __init__(self, answer: Callable[[], Detections]) -> None:
        self._answer, self.asked = answer, 0

    def detect(self, image: np.ndarray[Any, Any]) -> Detections:
        self.asked += 1
        return self._answer()


def report_of(tmp_path: Path, detector: Saying, *offers: TrackedFrame) -> Any:
    path = tmp_path / "report.json"
    shadow = Shadow(detector, ("kitchen", "city"), path, SystemClock(), every_s=0.01)
    shadow.start()
    for offer in offers:
        asked = detector.asked
        shadow.offer(offer)
        ends = time.monotonic() + 5
        while detector.asked == asked and time.monotonic() < ends:
            time.sleep(0.005)
    shadow.stop()
    return json.loads(path.read_text())


def test_what_the_two_say_of_one_person_is_counted(tmp_path: Path) -> None:
    second = Saying(lambda: seen(Label.HAT))
    report = report_of(tmp_path, second, tracked(Label.NO_HAT), tracked(Label.NO_HAT), tracked(Label.HAT))
    assert (report["judging"], report["shadow"], report["frames"]) == ("kitchen", "city", 3)
    hats = {(row["judging"], row["shadow"]): row["count"] for row in report["counts"] if row["rule"] == "hat"}
    assert hats == {("missing", "present"): 2, ("present", "present"): 1}
    assert [(row["camera"], row["rule"]) for row in report["latest"]] == [("cam", "hat")] * 2


def test_a_failing_second_detector_fails_alone(tmp_path: Path) -> None:
    answers = iter([RuntimeError, None])

    def fail_once() -> Detections:
        error = next(answers)
        if error is not None:
            raise error("broken")
        return seen(Label.HAT)

    report = report_of(tmp_path, Saying(fail_once), tracked(Label.HAT), tracked(Label.HAT))
    assert report["frames"] == 1
