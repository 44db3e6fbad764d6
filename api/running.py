"""One camera at work: its connection, its rules, its live feed, and what it has to say of itself."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

import structlog

from alerts.association import Judgement, Vote
from alerts.clips import ClipOrder
from alerts.findings import Finding
from alerts.monitor import CameraMonitor
from api.bus import EventBus, Kind, event
from api.live import Feed
from api.schemas import BoxOut, CameraEvent, DetectionsEvent, StatusOut
from api.streams import KeptStream, MainStream
from ingest.attention import Attention
from ingest.camera import CameraWorker
from ingest.health.checkup import Checkup
from ingest.health.clock import StreamClock
from ingest.health.confirm import HealthNews
from ingest.mailbox import FrameExchange
from ingest.publication import Inlet
from ingest.ring import Moment, Still
from ingest.source import Picture, Source
from models.businesses import Camera, CameraKind
from models.cameras import CameraState, CameraStatus, StreamName
from models.clock import Clock
from models.detections import Label
from models.frames import Frame
from models.rules import DEFAULT_RULES, RuleName
from models.tracks import TrackedFrame
from supervision.calendar import CHINA

log = structlog.get_logger()


class RunningCamera:
    """Joins the camera's threads, the detector's thread and the event loop for one camera.

    Where the camera has a sub stream, that one is analysed and its main stream is read beside it, in a
    thread of its own, and only kept. `_on_picture` and `_on_status` run on the thread of the stream that is
    analysed, `observe` on the detector's; the monitor is guarded by a lock because a lost connection ends
    what was going on while a last frame may be in work.

    feed: gives the live feed of one of the camera's streams. inlet: where it comes in if it publishes.
    """

    def __init__(
        self,
        camera: Camera,
        *,
        exchange: FrameExchange,
        feed: Callable[[StreamName], Feed],
        inlet: Inlet,
        bus: EventBus,
        clock: Clock,
        next_run: Callable[[], int],
        analysed_fps: float,
        report: Callable[[Finding], object],
        order_clip: Callable[[ClipOrder], object],
        checkup: Checkup,
    ) -> None:
        self.camera, self.checkup = camera, checkup
        self._exchange, self._bus, self._report, self._order_clip = exchange, bus, report, order_clip
        self._monitor = CameraMonitor(DEFAULT_RULES, camera.zones, CHINA, self._main_of)
        self._lock = threading.Lock()
        published = inlet if camera.kind is CameraKind.WHIP else None
        main = KeptStream(camera.id, StreamName.MAIN, camera.url, feed(StreamName.MAIN), clock, published)
        self._streams = {StreamName.MAIN: main}
        self._main: MainStream | None = None
        if camera.sub_url is not None:
            self._streams[StreamName.SUB] = KeptStream(
                camera.id, StreamName.SUB, camera.sub_url, feed(StreamName.SUB), clock
            )
            self._main = MainStream(
                main, camera_id=camera.id, next_run=next_run, on_status=self._tell_status, clock=clock
            )
        self._analysed = self._streams.get(StreamName.SUB, main)
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
        if self._main is not None:
            self._main.start()

    def stop(self) -> None:
        """End the camera's threads, then what was going on. Blocks for a read's time-out at most."""
        self._worker.stop()
        if self._main is not None:
            self._main.stop()
        self._exchange.remove(self.camera.id)
        self._finish()

    def configure(self, camera: Camera) -> None:
        """Go on with other settings of the same source; any thread, one at a time."""
        self.camera = camera
        with self._lock:
            self._monitor.zones = camera.zones
        if camera.accepted_at is None:
            self._finish()

    @property
    def status(self) -> CameraStatus:
        status = self._worker.status
        return replace(status, main=self._main.status) if self._main else status

    @property
    def is_idle(self) -> bool:
        """Whether nobody has moved or been seen for a while."""
        return self._attention.is_idle

    @property
    def streams(self) -> Mapping[StreamName, KeptStream]:
        """By name; one, or two."""
        return self._streams

    def watchable(self, wanted: StreamName | None) -> Sequence[KeptStream]:
        """The streams that send something now, in the order in which they suit a viewer.

        That is the one asked for, by default the smaller; then the other.
        """
        default = StreamName.SUB if wanted is None else wanted
        first_last = sorted(self._streams.values(), key=lambda stream: stream.name is not default)
        return [stream for stream in first_last if stream.passes is not None]

    def instant_of(self, stream: StreamName, pts: int) -> datetime | None:
        """When a picture that viewers see at `pts` was taken, for `still`; None for one of an earlier run."""
        kept = self._streams[stream]
        newest = kept.ring.newest_run
        if newest is None:
            return None
        media_ns = kept.feed.media_ns_of(pts, passes=bool(kept.passes))
        return kept.ring.instant(Moment(newest, media_ns)) if media_ns >= 0 else None

    def still(self, at: datetime) -> Frame:
        """The main stream's picture at an instant of the last `ingest.ring.MOST_S` seconds, in full size.

        at: aware; the present for what the camera sees now, `Frame.captured_at` for what the detector was
        given, `instant_of` for what is on somebody's screen. The picture is within a frame interval or two of
        what the other stream showed then. Any thread but the event loop's: it decodes from the keyframe
        before, and where the stream is a little behind it waits `ingest.ring.LATE_S` at most.

        Raises:
            StillMissing: the main stream has no picture of that instant (any more), or a damaged one.
        """
        return self.undeveloped(at).frame()

    def undeveloped(self, at: datetime) -> Still:
        """As `still`, but still compressed: quick, and it lasts when the ring has moved on. Any thread."""
        return Still(self._streams[StreamName.MAIN].ring, at)

    def observe(self, tracked: TrackedFrame) -> None:
        """Judge what the detector saw; before the camera is accepted nobody is judged, nor shown."""
        if (tracked.detections.class_id == Label.PERSON).any():
            self._attention.people_seen(tracked.frame.run, tracked.frame.media_ns)
        if self.camera.accepted_at is None:
            return
        with self._lock:
            findings = self._monitor.observe(tracked)
            accused = frozenset(self._monitor.ongoing)
            judged = dict(self._monitor.judgements)
        self._tell(findings)
        if self._bus.wants_detections(self.camera.id):
            pts = self._analysed.pts_of(tracked.frame.media_ns)
            self._publish("detections", _boxes(tracked, accused, judged, pts, self._main_pts(tracked, pts)))

    def _main_pts(self, tracked: TrackedFrame, pts: int) -> int | None:
        main = self._streams[StreamName.MAIN]
        if self._analysed is main:
            return pts
        at = self._analysed.ring.instant(Moment(tracked.frame.run, tracked.frame.media_ns))
        moment = main.ring.moment(at) if at and main.passes is not None else None
        return main.pts_of(moment.media_ns) if moment else None

    def _open(self, run: int) -> Source:
        feed = self._analysed.feed
        return self._analysed.open(run, skims=lambda: self._attention.is_idle and not feed.reencoded)

    @property
    def camera_clock(self) -> StreamClock:
        """What the stream that is analysed tells of the camera's clock; any thread."""
        return self._analysed.camera_clock

    def check_health(self, now: datetime) -> Sequence[HealthNews]:
        """What begins and ends to be wrong with the stream that is analysed, and with a main stream beside it
        that does not come. One thread, often."""
        counts = self._analysed.vitals.counts
        return self.checkup.check(now, self.status, counts, self.camera_clock)

    def _on_picture(self, picture: Picture) -> bool:
        self._analysed.feed.picture(picture)
        self.checkup.looker.see(picture)
        return self._attention.admits(picture)

    def _on_status(self, status: CameraStatus) -> None:
        if status.state is not CameraState.ONLINE and self._analysed.passes is not None:
            self._finish()
        self._analysed.note(status)
        log.info(
            "camera.status",
            camera=self.camera.id,
            state=str(status.state),
            trouble=status.trouble and str(status.trouble),
            detail=status.detail,
        )
        self._tell_status()

    def _tell_status(self) -> None:
        self._publish("camera", CameraEvent(camera_id=self.camera.id, status=StatusOut.of(self.status)))

    def _finish(self) -> None:
        with self._lock:
            findings = self._monitor.finish()
        self._tell(findings)

    def _tell(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._report(finding)
            if finding.is_new_best:
                self._order_clip(self._clip_of(finding))

    def _clip_of(self, finding: Finding) -> ClipOrder:
        """Of the main stream, or where that has no picture then, of the one analysed."""
        frame, stream = finding.best.frame, self._analysed
        moment, at = Moment(frame.run, frame.media_ns), frame.captured_at
        main = self._streams[StreamName.MAIN]
        if stream is not main:
            lead = main.ring.lead_to(stream.ring.instant(moment) or at)
            if lead is not None:
                stream, at = main, lead.captured_at
                moment = Moment(lead.units[-1].run, lead.units[-1].shown_ns)
        return ClipOrder(finding.violation.id, stream.ring, stream.name, moment, at)

    def _main_of(self, frame: Frame) -> Still | None:
        if self._main is None:
            return None
        at = self._analysed.ring.instant(Moment(frame.run, frame.media_ns))
        return self.undeveloped(at or frame.captured_at)

    def _publish(self, kind: Kind, body: CameraEvent | DetectionsEvent) -> None:
        self._bus.publish(event(kind, self.camera.business.id, self.camera.id, body.model_dump(mode="json")))


Accused = tuple[int, RuleName]


def _boxes(
    tracked: TrackedFrame,
    accused: Set[Accused],
    judged: Mapping[Accused, Judgement],
    pts: int,
    main_pts: int | None,
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
        main_pts=main_pts,
        captured_at=frame.captured_at,
        width=frame.width,
        height=frame.height,
        boxes=boxes,
    )
