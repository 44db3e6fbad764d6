"""From many camera threads to the detector: one waiting picture per camera, the newest."""

import threading
from dataclasses import dataclass

from models.frames import Frame


@dataclass(slots=True)
class _Slot:
    frame: Frame | None = None
    dropped: int = 0


class FrameExchange:
    """One slot per camera: camera threads put, detector threads take; nothing queues.

    A picture that is not taken before the next one of its camera is dropped and counted: a machine that
    cannot keep up slows every camera down and starves none. Any method may be called from any thread; only
    `take` waits.
    """

    def __init__(self) -> None:
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
                slot = self._slots[frame.camera_id] = _Slot()
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
