"""One camera at work: its connection, its rules, its live feed, and what it has to say of itself."""

import threading
from collections.abc import Callable, Mapping, Sequence, Set

import structlog

from alerts.association import Judgement, Vote
from alerts.findings import Finding
from alerts.monitor import CameraMonitor
from api.bus import EventBus, Kind, event
from api.live import Feed
from api.schemas import BoxOut, CameraEvent, DetectionsEvent, StatusOut
from ingest.attention import Attention
from ingest.camera import CameraWorker
from ingest.mailbox import FrameExchange
from ingest.rtsp import RtspSource
from ingest.source import Picture
from models.businesses import Camera
from models.cameras import CameraState, CameraStatus
from models.clock import Clock
from models.detections import Label
from models.rules import DEFAULT_RULES, RuleName
from models.tracks import TrackedFrame

log = structlog.get_logger()


class RunningCamera:
    """Joins the camera's thread, the detector's thread and the event loop for one camera.

    `_on_picture` and `_on_status` run on the camera's thread, `observe` on the detector's; the monitor is
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
        analysed_fps: float,
        report: Callable[[Finding], object],
    ) -> None:
        self.camera = camera
        self._exchange, self._feed, self._bus, self._report = exchange, feed, bus, report
        self._monitor = CameraMonitor(DEFAULT_RULES)
        self._lock = threading.Lock()
        self._clock = clock
        self._source: RtspSource | None = None
        self._passes: bool | None = None
        self._attention = Attention(analysed_fps)
        self._worker = CameraWorker(
            camera.id,
            self._open,
            next_run,
            exchange.put,
            self._on_status,
            admits=self._on_picture,
            clock=clock,
        )

    def start(self) -> None:
        self._worker.start()

    def stop(self) -> None:
        """End the camera's thread, then what was going on. Blocks for a read's time-out at most."""
        self._worker.stop()
        self._exchange.remove(self.camera.id)
        self._finish()

    @property
    def status(self) -> CameraStatus:
        return self._worker.status

    @property
    def is_idle(self) -> bool:
        """Whether nobody has moved or been seen for a while."""
        return self._attention.is_idle

    @property
    def passes_to_browsers(self) -> bool | None:
        """Whether a browser takes the packets as they are; None while the camera sends nothing."""
        return self._passes

    def observe(self, tracked: TrackedFrame) -> None:
        """Judge what the detector saw."""
        if (tracked.detections.class_id == Label.PERSON).any():
            self._attention.people_seen(tracked.frame.run, tracked.frame.media_ns)
        with self._lock:
            findings = self._monitor.observe(tracked)
            accused = frozenset(self._monitor.ongoing)
            judged = dict(self._monitor.judgements)
        for finding in findings:
            self._report(finding)
        if self._bus.wants_detections(self.camera.id):
            self._publish("detections", _boxes(tracked, accused, judged, self._pts(tracked)))

    def _pts(self, tracked: TrackedFrame) -> int:
        return self._feed.pts_of(tracked.frame.media_ns, passes=bool(self._passes))

    def _open(self, run: int) -> RtspSource:
        self._source = RtspSource(
            self.camera.id,
            self.camera.url,
            run,
            on_packet=self._feed.packet,
            skims=lambda: self._attention.is_idle and not self._feed.reencoded,
            clock=self._clock,
        )
        return self._source

    def _on_picture(self, picture: Picture) -> bool:
        self._feed.picture(picture)
        return self._attention.admits(picture)

    def _on_status(self, status: CameraStatus) -> None:
        online = status.state is CameraState.ONLINE
        if not online and self._passes is not None:
            self._finish()
        source = self._source
        self._passes = (
            source.info.codec == "h264" and not source.info.has_b_frames if online and source else None
        )
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

    def _publish(self, kind: Kind, body: CameraEvent | DetectionsEvent) -> None:
        self._bus.publish(event(kind, self.camera.business.id, self.camera.id, body.model_dump(mode="json")))


Accused = tuple[int, RuleName]


def _boxes(
    tracked: TrackedFrame, accused: Set[Accused], judged: Mapping[Accused, Judgement], pts: int
) -> DetectionsEvent:
    """What a browser draws: people by track, and the boxes that speak of them."""
    frame, found = tracked.frame, tracked.detections
    owners = {judgement.row: key for key, judgement in judged.items() if judgement.row is not None}

    def unit(box: Sequence[float]) -> tuple[float, float, float, float]:
        left, top, right, bottom = (float(value) for value in box)
        width, height = frame.width, frame.height
        return (
            round(left / width, 4),
            round(top / height, 4),
            round(right / width, 4),
            round(bottom / height, 4),
        )

    boxes = [
        BoxOut(
            label=Label.PERSON.text,
            score=round(track.score, 3),
            xyxy=unit(track.xyxy),
            track_id=track.track_id,
            alert=any(track_id == track.track_id for track_id, _ in accused),
        )
        for track in tracked.tracks
    ]
    for row, (xyxy, score, class_id) in enumerate(zip(found.xyxy, found.score, found.class_id, strict=True)):
        if class_id == Label.PERSON:
            continue
        owner = owners.get(row)
        boxes.append(
            BoxOut(
                label=Label(class_id).text,
                score=round(float(score), 3),
                xyxy=unit(xyxy.tolist()),
                track_id=owner[0] if owner else None,
                alert=owner in accused and judged[owner].vote is Vote.MISSING if owner else False,
            )
        )
    return DetectionsEvent(
        camera_id=frame.camera_id,
        run=frame.run,
        media_ns=frame.media_ns,
        pts=pts,
        captured_at=frame.captured_at,
        width=frame.width,
        height=frame.height,
        boxes=boxes,
    )
