"""From many camera threads to the detector: one waiting picture per camera, the newest."""

import threading
from dataclasses import dataclass

from models.frames import Frame

DEFAULT_MAX_FPS = 4.0
_SECOND_NS = 1_000_000_000


class Pace:
    """Lets through at most `max_fps` pictures per second of media time, evenly; each run begins anew."""

    def __init__(self, max_fps: float) -> None:
        self._interval_ns = round(_SECOND_NS / max_fps)
        self._run: int | None = None
        self._next_ns = 0

    def admits(self, run: int, media_ns: int) -> bool:
        """Whether this picture is due; asking is what counts it."""
        if run != self._run:
            self._run, self._next_ns = run, media_ns
        # A picture that comes a little early is the one that was meant.
        if media_ns < self._next_ns - self._interval_ns // 10:
            return False
        on_grid = self._next_ns + self._interval_ns
        self._next_ns = on_grid if on_grid > media_ns else media_ns + self._interval_ns
        return True


@dataclass(slots=True)
class _Slot:
    pace: Pace | None
    frame: Frame | None = None
    dropped: int = 0


class FrameExchange:
    """One slot per camera: camera threads put, detector threads take; nothing queues.

    A picture that is not taken before the next one of its camera is dropped and counted. Pictures beyond
    `max_fps` per camera (media time; None lets all through) are passed over and not counted. Any method may
    be called from any thread; only `take` waits.
    """

    def __init__(self, max_fps: float | None = DEFAULT_MAX_FPS) -> None:
        self._max_fps = max_fps
        self._changed = threading.Condition()
        # In the order in which cameras were last served.
        self._slots: dict[str, _Slot] = {}
        self._closed = False

    @property
    def closed(self) -> bool:
        return self._closed

    def put(self, frame: Frame) -> None:
        """Offer a camera's newest picture; ignored once closed."""
        with self._changed:
            if self._closed:
                return
            slot = self._slots.get(frame.camera_id)
            if slot is None:
                slot = self._slots[frame.camera_id] = _Slot(Pace(self._max_fps) if self._max_fps else None)
            if slot.pace is not None and not slot.pace.admits(frame.run, frame.media_ns):
                return
            if slot.frame is not None:
                slot.dropped += 1
            slot.frame = frame
            self._changed.notify()

    def take(self, timeout_s: float) -> Frame | None:
        """The waiting picture of the camera that was served longest ago.

        Waits up to `timeout_s`. None when none came in that time, and always once closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._first_waiting() is not None, timeout_s)
            camera_id = self._first_waiting()
            if self._closed or camera_id is None:
                return None
            slot = self._slots.pop(camera_id)
            self._slots[camera_id] = slot
            frame, slot.frame = slot.frame, None
            return frame

    def remove(self, camera_id: str) -> None:
        """Forget a camera, its waiting picture and its count; stop its thread first."""
        with self._changed:
            self._slots.pop(camera_id, None)

    def dropped(self) -> dict[str, int]:
        """Pictures dropped so far, by camera."""
        with self._changed:
            return {camera_id: slot.dropped for camera_id, slot in self._slots.items()}

    def close(self) -> None:
        """Let go of all pictures and wake all who wait."""
        with self._changed:
            self._closed = True
            for slot in self._slots.values():
                slot.frame = None
            self._changed.notify_all()

    def _first_waiting(self) -> str | None:
        return next((camera_id for camera_id, slot in self._slots.items() if slot.frame is not None), None)
