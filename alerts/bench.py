"""What the rules and the snapshots cost. Figures of this machine; the ratios hold elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from statistics import median
from time import perf_counter

import cv2
import numpy as np

from alerts.association import judge
from alerts.findings import Snapshot
from alerts.monitor import CameraMonitor
from alerts.snapshots import ORIGINAL_QUALITY, take
from models.detections import Detections, Label
from models.frames import Frame, Image
from models.rules import DEFAULT_RULES
from models.tracks import Track, TrackedFrame

PEOPLE = 6
WIDTH, HEIGHT = 1280, 720
FRAME_NS = 200_000_000


def bench_rules() -> dict[str, float]:
    """Medians for six people on a 720p frame, each with head, face, hat and two hands in the picture.

    judge_us and observe_us: µs per frame, the latter with everyone breaking every rule, which is the
    dearest. snapshot_ms: both pictures of one violation; imencode_ms: one JPEG of the same frame by OpenCV
    alone; snapshot_imencode_ratio: the one by the other, 2 being the least there is.
    """
    image = _kitchen()
    monitor, times = CameraMonitor(), count(1)
    frame = _crowd(image, next(times))
    snapshot = Snapshot(frame.frame, frame.detections, frame.tracks[0].xyxy, 1, 0.5)
    quality = [cv2.IMWRITE_JPEG_QUALITY, ORIGINAL_QUALITY]
    judge_s, observe_s, building_s = _medians_s(
        lambda: [judge(frame.tracks, frame.detections, rule) for rule in DEFAULT_RULES],
        lambda: monitor.observe(_crowd(image, next(times))),
        lambda: _crowd(image, 0),
        rounds=300,
    )
    snapshot_s, imencode_s = _medians_s(
        lambda: take(snapshot), lambda: cv2.imencode(".jpg", image, quality), rounds=30
    )
    return {
        "judge_us": judge_s * 1e6,
        "observe_us": (observe_s - building_s) * 1e6,
        "snapshot_ms": snapshot_s * 1e3,
        "imencode_ms": imencode_s * 1e3,
        "snapshot_imencode_ratio": snapshot_s / imencode_s,
    }


def _medians_s(*actions: Callable[[], object], rounds: int) -> list[float]:
    """Seconds per action, taken in turns, so that a busy moment of the machine falls on all alike."""
    spans: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds + 3):
        for action, taken in zip(actions, spans, strict=True):
            start = perf_counter()
            action()
            taken.append(perf_counter() - start)
    return [median(taken[3:]) for taken in spans]


def _kitchen() -> Image:
    """A picture with about a photograph's detail, so that its JPEG costs what a photograph's does."""
    coarse = np.random.default_rng(7).integers(40, 215, (HEIGHT // 8, WIDTH // 8, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


def _crowd(image: Image, index: int) -> TrackedFrame:
    boxes: list[tuple[float, float, float, float]] = []
    labels: list[Label] = []
    tracks = []
    for person in range(PEOPLE):
        left = 40.0 + 200 * person
        body = (left, 150.0, left + 150, 600.0)
        tracks.append(Track(person + 1, body, 0.9, FRAME_NS, index * FRAME_NS))
        boxes += [body, (left + 50, 165, left + 100, 230), (left + 45, 150, left + 105, 230)]
        boxes += [(left, 340, left + 30, 375), (left + 120, 340, left + 150, 375)]
        labels += [Label.PERSON, Label.NO_MASK, Label.NO_HAT, Label.BARE_HAND, Label.BARE_HAND]
    detections = Detections(
        np.array(boxes, np.float32), np.full(len(boxes), 0.8, np.float32), np.array(labels, np.int16)
    )
    frame = Frame("bench", 1, index, index * FRAME_NS, datetime.now(UTC), image)
    return TrackedFrame(frame, detections, tuple(tracks))
