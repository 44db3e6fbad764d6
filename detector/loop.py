"""The detector's thread: frames in, tracked frames out, one camera's trouble never another's."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from detector.protocol import Detector
from detector.tracking import Tracker
from models.frames import Frame
from models.tracks import TrackedFrame

log = structlog.get_logger(__name__)

_POLL_S = 0.25


class FrameQueue(Protocol):
    @property
    def closed(self) -> bool:
        """Whether no frame will come any more."""
        ...

    def take(self, timeout_s: float) -> Frame | None:
        """The frame of the camera that has waited longest, or None when none came within `timeout_s`."""
        ...


@dataclass(frozen=True, slots=True)
class CameraCounts:
    """What was done for one camera since the loop was made.

    frames: passed on. failures: frames given up after an exception. detect_ms and total_ms: summed
    over frames, for the detector alone and for detector, tracker and sink.
    """

    frames: int = 0
    failures: int = 0
    detect_ms: float = 0.0
    total_ms: float = 0.0


class DetectorLoop:
    """Takes frames, finds and follows the people in them and hands the result on, in one own thread.

    There is one loop per device; it ends with `stop` or once the queue is closed. `sink` is called in that
    thread and must not block for long. `counts` may be called from any thread; `start` and `stop` from one
    at a time, each any number of times.
    """

    def __init__(self, detector: Detector, queue: FrameQueue, sink: Callable[[TrackedFrame], None]) -> None:
        self._detector = detector
        self._queue = queue
        self._sink = sink
        self._trackers: dict[str, tuple[int, Tracker]] = {}
        self._counts: dict[str, CameraCounts] = {}
        self._failing: set[str] = set()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="detector", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Return once the frame in work is finished and the thread has ended."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @property
    def is_alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def counts(self) -> dict[str, CameraCounts]:
        """By camera id; a copy."""
        return dict(self._counts)

    def _run(self) -> None:
        while not self._stopping.is_set() and not self._queue.closed:
            frame = self._queue.take(_POLL_S)
            if frame is not None:
                self._process(frame)

    def _process(self, frame: Frame) -> None:
        camera_id = frame.camera_id
        before = self._counts.get(camera_id, CameraCounts())
        started = time.perf_counter()
        try:
            detections = self._detector.detect(frame.image)
            detected = time.perf_counter()
            tracks = self._tracker(frame).update(frame.media_ns, detections)
            self._sink(TrackedFrame(frame, detections, tracks))
        except Exception as error:  # whatever one camera's frame does, the others go on
            self._counts[camera_id] = replace(before, failures=before.failures + 1)
            if camera_id not in self._failing:
                self._failing.add(camera_id)
                log.error("frame failed", camera_id=camera_id, run=frame.run, seq=frame.seq, exc_info=error)
            return
        self._failing.discard(camera_id)
        self._counts[camera_id] = replace(
            before,
            frames=before.frames + 1,
            detect_ms=before.detect_ms + (detected - started) * 1e3,
            total_ms=before.total_ms + (time.perf_counter() - started) * 1e3,
        )

    def _tracker(self, frame: Frame) -> Tracker:
        run, tracker = self._trackers.get(frame.camera_id, (None, None))
        if tracker is None or run != frame.run:
            tracker = Tracker()
            self._trackers[frame.camera_id] = (frame.run, tracker)
        return tracker
