import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import numpy as np
from structlog.testing import capture_logs

from detector.loop import DetectorLoop
from ingest.mailbox import FrameExchange
from models.frames import Frame
from models.tracks import TrackedFrame
from tests.detector.scripted import BrightSpotDetector

SECOND = 1_000_000_000
START = datetime(2026, 1, 1, tzinfo=UTC)
PATIENCE_S = 10


class Script:
    """A queue that hands out frames in order and says when the last one has been dealt with."""

    def __init__(self, *frames: Frame) -> None:
        self.finished = threading.Event()
        self.closed = False
        self._frames = deque(frames)

    def add(self, frame: Frame) -> None:
        self.finished.clear()
        self._frames.append(frame)

    def take(self, timeout_s: float) -> Frame | None:
        if self._frames:
            return self._frames.popleft()
        self.finished.set()
        threading.Event().wait(timeout_s)
        return None


def frame(camera_id: str, seq: int, *, run: int = 1, media_ns: int | None = None, x: int = 40) -> Frame:
    image = np.zeros((120, 200, 3), np.uint8)
    image[20:100, x : x + 30] = 255
    return Frame(camera_id, run, seq, seq * SECOND // 5 if media_ns is None else media_ns, START, image)


@contextmanager
def running(loop: DetectorLoop) -> Iterator[DetectorLoop]:
    loop.start()
    try:
        yield loop
    finally:
        loop.stop()


def run(script: Script, loop: DetectorLoop) -> None:
    with running(loop):
        assert script.finished.wait(PATIENCE_S)


def test_each_frame_comes_out_with_its_boxes_and_people_in_order() -> None:
    frames = [frame("a", 1), frame("b", 1), frame("a", 2, x=50), frame("b", 2)]
    out: list[TrackedFrame] = []
    script = Script(*frames)
    run(script, DetectorLoop(BrightSpotDetector(), script, out.append))
    assert [tracked.frame for tracked in out] == frames
    assert out[2].detections.xyxy.tolist() == [[50, 20, 80, 100]]
    assert [[track.track_id for track in tracked.tracks] for tracked in out] == [[1], [1], [1], [1]]
    assert out[2].tracks[0].first_ns == frames[0].media_ns


def test_a_new_run_begins_anew() -> None:
    out: list[TrackedFrame] = []
    script = Script(
        frame("a", 9, media_ns=9 * SECOND), frame("a", 1, run=2, media_ns=1), frame("a", 2, run=2)
    )
    run(script, DetectorLoop(BrightSpotDetector(), script, out.append))
    assert [tracked.tracks[0].first_ns for tracked in out] == [9 * SECOND, 1, 1]


def test_one_camera_s_bad_frames_stop_nobody() -> None:
    out: list[TrackedFrame] = []

    def sink(tracked: TrackedFrame) -> None:
        if tracked.frame.camera_id == "bad":
            raise RuntimeError("no room")
        out.append(tracked)

    bad = [frame("bad", n) for n in range(1, 4)]
    script = Script(bad[0], frame("good", 1), bad[1], frame("good", 2), bad[2], frame("good", 3))
    loop = DetectorLoop(BrightSpotDetector(), script, sink)
    with capture_logs() as logs:
        run(script, loop)
    assert [tracked.frame.seq for tracked in out] == [1, 2, 3]
    counts = loop.counts()
    assert (counts["good"].frames, counts["good"].failures) == (3, 0)
    assert (counts["bad"].frames, counts["bad"].failures) == (0, 3)
    assert [(entry["camera_id"], entry["log_level"]) for entry in logs] == [("bad", "error")]


def test_a_failure_after_a_good_frame_is_logged_again() -> None:
    script = Script(frame("a", 2), frame("a", 1), frame("a", 3), frame("a", 1))
    with capture_logs() as logs:
        run(script, DetectorLoop(BrightSpotDetector(), script, lambda _: None))
    assert len(logs) == 2


def test_time_is_counted() -> None:
    script = Script(frame("a", 1), frame("a", 2))
    loop = DetectorLoop(BrightSpotDetector(), script, lambda _: None)
    run(script, loop)
    counts = loop.counts()["a"]
    assert 0 < counts.detect_ms <= counts.total_ms


def test_start_and_stop_as_often_as_one_likes() -> None:
    out: list[TrackedFrame] = []
    script = Script(frame("a", 1))
    loop = DetectorLoop(BrightSpotDetector(), script, out.append)
    loop.stop()
    loop.start()
    loop.start()
    assert [t.name for t in threading.enumerate()].count("detector") == 1
    assert script.finished.wait(PATIENCE_S)
    loop.stop()
    loop.stop()
    assert [t.name for t in threading.enumerate()].count("detector") == 0
    script.add(frame("a", 2))
    run(script, loop)
    assert [tracked.frame.seq for tracked in out] == [1, 2]


def test_it_works_off_the_real_exchange_and_ends_with_it() -> None:
    exchange = FrameExchange()
    arrived = threading.Event()
    loop = DetectorLoop(BrightSpotDetector(), exchange, lambda _: arrived.set())
    with running(loop):
        exchange.put(frame("a", 1))
        assert arrived.wait(PATIENCE_S)
        (thread,) = [t for t in threading.enumerate() if t.name == "detector"]
        exchange.close()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
