"""One camera's life: connect, read, notice trouble, try again."""

import random
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from ingest.redact import redact
from ingest.source import Picture, Source, SourceError, StreamInfo
from models.cameras import CameraState, CameraStatus, Trouble
from models.clock import Clock, SystemClock
from models.frames import Frame

log = structlog.get_logger()

STALLED_FOR_S = 30.0
"""A camera that stays silent longer than this is no longer called stalled but offline."""

_LEAST_WAIT_S = 0.1


class Backoff:
    """How long from one attempt to the next: stepwise longer, and from the start again once all was well.

    steps: seconds; the last one repeats. jitter: share by which a step is varied either way, so that
    cameras that failed together do not come back together. rand: yields numbers in [0, 1).
    """

    def __init__(
        self,
        steps: Sequence[float] = (0.5, 1.0, 2.0, 3.0),
        jitter: float = 0.2,
        healthy_s: float = 10.0,
        rand: Callable[[], float] = random.random,
    ) -> None:
        self._steps = steps
        self._jitter = jitter
        self._healthy_s = healthy_s
        self._rand = rand
        self._failures = 0

    def wait_s(self, streamed_s: float) -> float:
        """Seconds to wait after a session that brought pictures for `streamed_s`, 0 if it brought none."""
        if streamed_s >= self._healthy_s:
            self._failures = 0
        step = self._steps[min(self._failures, len(self._steps) - 1)]
        self._failures += 1
        return step * (1 + self._jitter * (2 * self._rand() - 1))


def online(status: CameraStatus, run: int, info: StreamInfo, now: datetime) -> CameraStatus:
    """The status of a camera that has just sent a picture."""
    return replace(
        status,
        state=CameraState.ONLINE,
        since=status.since if status.state is CameraState.ONLINE else now,
        run=run,
        trouble=None,
        detail=None,
        codec=info.codec,
        width=info.width,
        height=info.height,
        fps=info.fps,
    )


def in_trouble(status: CameraStatus, error: SourceError, now: datetime) -> CameraStatus:
    """The status of a camera whose session or attempt ended with this error.

    A camera that fell silent is stalled, and remains so while it lets attempts go unanswered, for
    STALLED_FOR_S; everything else is offline.
    """
    silent_s = (now - status.since).total_seconds() if status.state is CameraState.STALLED else STALLED_FOR_S
    if error.trouble is Trouble.TIMEOUT and silent_s < STALLED_FOR_S:
        return status
    state = CameraState.STALLED if error.trouble is Trouble.STALLED else CameraState.OFFLINE
    return replace(
        status,
        state=state,
        since=status.since if state is status.state else now,
        trouble=error.trouble,
        detail=error.detail,
    )


class CameraWorker:
    """Keeps one camera connected, in a thread of its own, until stopped.

    open_source: makes the source of a run, not yet open. next_run: the number of the next run; asked
    for anew only once a run has been used. admits: whether a picture is wanted, asked of each in order; only
    of those is a frame made. admits, on_frame, on_status: called in the camera's thread and expected to
    return soon; what they raise is logged and the camera goes on. on_status gets every change but that of
    `last_frame_at` alone. arrivals: what to iterate in place of the source's pictures, for a stream that is
    not always decoded: None is a sign of life without a picture.
    """

    def __init__(
        self,
        camera_id: str,
        open_source: Callable[[int], Source],
        next_run: Callable[[], int],
        on_frame: Callable[[Frame], None],
        on_status: Callable[[CameraStatus], None],
        *,
        admits: Callable[[Picture], bool] = lambda _: True,
        arrivals: Callable[[], Iterator[Picture | None]] | None = None,
        clock: Clock | None = None,
        backoff: Backoff | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_source = open_source
        self._next_run = next_run
        self._on_frame = on_frame
        self._admits = admits
        self._arrivals = arrivals
        self._on_status = on_status
        self._clock = clock or SystemClock()
        self._backoff = backoff or Backoff()
        self._monotonic = monotonic
        self._log = log.bind(camera=camera_id)
        self._status = CameraStatus(camera_id, CameraState.CONNECTING, self._clock.now())
        self._last_frame_at: datetime | None = None
        self._unused_run: int | None = None
        self._first_frame: float | None = None
        self._frames_refused = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.run, name=f"camera-{camera_id}", daemon=True)

    @property
    def status(self) -> CameraStatus:
        """The status as of now; any thread."""
        return replace(self._status, last_frame_at=self._last_frame_at)

    @property
    def last_frame_at(self) -> datetime | None:
        """When a frame last arrived (aware UTC); any thread."""
        return self._last_frame_at

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """End the thread and tell whether it ended in time; a blocked read ends with its own time-out."""
        self._stopping.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def run(self) -> None:
        """Session after session until stopped; the thread's own function.

        The wait counts from when an attempt began that came to nothing, because a camera that leaves it
        unanswered has been waited for already.
        """
        self._tell()
        while not self._stopping.is_set():
            began, self._first_frame = self._monotonic(), None
            try:
                self.run_once()
            except SourceError as error:
                trouble = error
            except Exception as error:
                self._log_failure("camera.session_failed", error)
                trouble = SourceError(
                    Trouble.UNREADABLE, "The service itself failed to read this camera; its log says why."
                )
            if self._stopping.is_set():
                return
            self._become(in_trouble(self._status, trouble, self._clock.now()))
            ended = self._monotonic()
            if self._first_frame is None:
                wait_s = self._backoff.wait_s(0) - (ended - began)
            else:
                wait_s = self._backoff.wait_s(ended - self._first_frame)
            self._stopping.wait(max(_LEAST_WAIT_S, wait_s))

    def run_once(self) -> None:
        """One session: connect, read until it ends. Returns only when stopped, or else raises SourceError."""
        if self._unused_run is None:
            self._unused_run = self._next_run()
        run = self._unused_run
        source = self._open_source(run)
        try:
            source.open()
            self._unused_run = None
            for picture in self._arrivals() if self._arrivals else source.pictures():
                if self._stopping.is_set():
                    return
                received_at = picture.captured_at if picture else self._clock.now()
                self._came(run, received_at, source.info)
                if picture:
                    self._arrived(picture)
        finally:
            source.close()
        raise SourceError(Trouble.CLOSED, "The stream has ended.")

    def _came(self, run: int, received_at: datetime, info: StreamInfo) -> None:
        self._last_frame_at = received_at
        if self._first_frame is None:
            self._first_frame = self._monotonic()
        self._become(online(self._status, run, info, received_at))

    def _arrived(self, picture: Picture) -> None:
        try:
            if self._admits(picture):
                self._on_frame(picture.frame())
            self._frames_refused = False
        except Exception as error:
            # Once, not for each of some dozen pictures a second.
            if not self._frames_refused:
                self._log_failure("camera.frame_refused", error)
            self._frames_refused = True

    def _become(self, status: CameraStatus) -> None:
        if status != self._status:
            self._status = status
            self._tell()

    def _tell(self) -> None:
        status = self.status
        self._log.info(
            f"camera.{status.state}",
            run=status.run,
            trouble=status.trouble,
            detail=status.detail,
            size=status.width and f"{status.width}x{status.height}",
        )
        try:
            self._on_status(status)
        except Exception as error:
            self._log_failure("camera.status_refused", error)

    def _log_failure(self, event: str, error: Exception) -> None:
        self._log.error(event, error=redact("".join(traceback.format_exception(error))))
