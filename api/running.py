"""One camera at work: its connection, its rules, its live feed, and what it has to say of itself."""

import threading
from collections.abc import Callable

import structlog

from alerts.findings import Finding
from alerts.monitor import CameraMonitor
from api.bus import EventBus, event
from api.live import Feed
from api.schemas import BoxOut, CameraEvent, DetectionsEvent, StatusOut
from ingest.camera import CameraWorker
from ingest.exchange import FrameExchange
from ingest.rtsp import RtspSource
from models.businesses import Camera
from models.cameras import CameraState, CameraStatus
from models.clock import Clock
from models.frames import Frame
from models.rules import DEFAULT_RULES
from models.tracks import TrackedFrame

log = structlog.get_logger()


class RunningCamera:
    """Joins the camera's thread, the detector's thread and the event loop for one camera.

    `on_frame` and `on_status` run on the camera's thread, `observe` on the detector's; the monitor is
    guarded by a lock because a lost connection ends what was going on while a last frame may be in work.
    """

    def __init__(
        self,
        camera: Camera,
        *,
        exchange: FrameExchange,
        feed: Feed,
        bus: EventBus,
        clock: Clock,
        next_run: Callable[[], int],
        report: Callable[[Finding], None],
    ) -> None:
        self.camera = camera
        self._exchange, self._feed, self._bus, self._report = exchange, feed, bus, report
        self._monitor = CameraMonitor(DEFAULT_RULES)
        self._lock = threading.Lock()
        self._passes: bool | None = None
        self.status = CameraStatus(camera.id, CameraState.CONNECTING, clock.now())
        self._worker = CameraWorker(
            camera.id,
            lambda run: RtspSource(camera.id, run, camera.url, clock=clock, on_packet=feed.packet),
            next_run=next_run,
            on_frame=self._on_frame,
            on_status=self._on_status,
            clock=clock,
        )

    def start(self) -> None:
        self._worker.start()

    def request_stop(self) -> None:
        self._worker.request_stop()

    def join(self) -> None:
        """Wait for the camera's thread, then end what was going on."""
        self._worker.join()
        self._exchange.remove(self.camera.id)
        self._finish()

    @property
    def passes_to_browsers(self) -> bool | None:
        """Whether a browser takes the packets as they are; None while no stream is known."""
        if self.status.state is not CameraState.ONLINE:
            return None
        return self.status.codec == "h264" and not self._worker.has_b_frames

    def observe(self, tracked: TrackedFrame) -> None:
        """Judge what the detector saw."""
        with self._lock:
            findings = self._monitor.observe(tracked)
            accused = self._monitor.accused
        for finding in findings:
            self._report(finding)
        if self._bus.wants_detections(self.camera.id):
            self._publish("detections", _boxes(tracked, accused))

    def _on_frame(self, frame: Frame) -> None:
        self._feed.frame(frame)
        self._exchange.put(frame)

    def _on_status(self, status: CameraStatus) -> None:
        was, self.status = self.status, status
        if status.state is not CameraState.ONLINE and was.state is CameraState.ONLINE:
            self._finish()
        log.info(
            "camera.status",
            camera=self.camera.id,
            state=str(status.state),
            trouble=status.trouble and str(status.trouble),
            detail=status.detail,
        )
        self._publish("camera", CameraEvent(camera_id=self.camera.id, status=StatusOut.of(status)))

    def _finish(self) -> None:
        with self._lock:
            findings = self._monitor.finish()
        for finding in findings:
            self._report(finding)

    def _publish(self, kind: "EventKind", body: CameraEvent | DetectionsEvent) -> None:
        self._bus.publish(event(kind, self.camera.business.id, self.camera.id, body.model_dump(mode="json")))
