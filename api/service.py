"""The composition root: everything that runs, made and joined in one place."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar

import structlog

from alerts.clips import ClipRecorder
from alerts.evidence import FolderEvidenceStore
from alerts.findings import Change
from alerts.recorder import Recorder
from alerts.shadow import Shadow
from api.bus import EventBus, event
from api.capture_schemas import CaptureEvent
from api.casework import Casework
from api.chores import Chore
from api.duties import RENEW_S, Duties
from api.health_desk import HealthDesk
from api.ice import Ice
from api.imports import Imports
from api.inspection_schemas import InspectionEvent
from api.kept import Kept
from api.live import LiveHub
from api.ports import UdpPorts
from api.probing import Prober
from api.publishing import PublishHub
from api.rights import Rights
from api.running import RunningCamera
from api.schemas import ViolationEvent, ViolationOut
from api.settings import Settings
from api.streams import KeptStream
from api.throttle import Throttle
from detector.loop import CameraCounts, DetectorLoop
from detector.protocol import Detector
from ingest.health.checkup import Checkup
from ingest.health.look import PERIOD_S
from ingest.mailbox import FrameExchange
from models import accounts, catalog, history
from models.businesses import Camera
from models.cameras import CameraState, CameraStatus, StreamName, Trouble
from models.clock import Clock, SystemClock
from models.database import Database
from models.history import Record
from models.people import AssignedTo, Everything, Scope, User
from models.tracks import TrackedFrame
from models.violations import ClipTrouble, Evidence, Violation
from supervision.calendar import CHINA
from supervision.captures import Capture
from supervision.inspections import Inspection

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")

MOST_UNKEPT = 32
"""Findings waiting to be kept beyond which the disk or the database is taken to be in trouble."""

REMIND_S = 20.0
"""How often deadlines are looked at."""

SELF_CHECKS_S = 600.0
"""How often it is looked who has not filed a self-check: one query over all businesses."""

CHANGES_S = 600.0
"""How often it is looked which cadres' changes wait: they are due by the day."""

OPTIMIZE_S = 3600.0
"""How often the database measures itself."""

FIGURES_S = 30.0
"""How old figures of whole areas may be: they count hundreds of thousands of rows."""

RTP_WRAP = 1 << 32

CHECKS_PER_PERIOD = 4
"""How often in a period of the health check somebody asks whether a check is due."""

SYNC_S = 2.0
"""How often the list of cameras and the right to watch live are read anew."""


class Service:
    """The running service. Made and stopped on the event loop; see each part for its threads."""

    def __init__(
        self,
        settings: Settings,
        detector: Detector,
        clock: Clock | None = None,
        shadow: Shadow | None = None,
        health_period_s: float = PERIOD_S,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.monotonic = time.monotonic
        self.database = Database(settings.database)
        self.evidence = FolderEvidenceStore(settings.evidence_dir)
        self.bus = EventBus()
        self.cases = Casework(self.database, self.bus, self.clock)
        self.health = HealthDesk(self.database, self.evidence, self.bus, self.clock, health_period_s)
        self.duties = Duties(self.database, self.bus, self.clock)
        self._chores = (
            Chore(OPTIMIZE_S, self.database.optimize, done_at=self.monotonic()),
            Chore(REMIND_S, self.cases.remind),
            Chore(SELF_CHECKS_S, self.cases.remind_of_self_checks),
            Chore(CHANGES_S, self.duties.remind_of_changes),
            Chore(RENEW_S, self.duties.renew),
        )
        self.throttle = Throttle()
        self.figures = Kept(FIGURES_S, self.monotonic)
        self.tips_by_sender = Throttle(most=3, pause=timedelta(minutes=10))
        self.tips_by_business = Throttle(most=20, pause=timedelta(hours=1))
        self.prober = Prober()
        self.stopping = False
        self._cameras: dict[str, RunningCamera] = {}
        self._rights = Rights(self.database, self.clock, self._running_camera)
        self._exchange = FrameExchange()
        self._detecting = DetectorLoop(detector, self._exchange, self._observe)
        self._shadow = shadow
        self._writers = ThreadPoolExecutor(2, thread_name_prefix="evidence")
        self._recorder = Recorder(
            self.evidence,
            self._keep,
            self._writers,
            self._on_kept,
            zone=CHINA,
        )
        self._clips = ClipRecorder(
            self.evidence, self._keep_clip, self._writers, self._on_clip_kept, self.clock
        )
        self.imports = Imports(self.database, self.clock, self.database.optimize)
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="service")
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        loop = self._loop = asyncio.get_running_loop()
        self.bus.attach(loop)
        ports = self.settings.udp_range
        self.ice = Ice(self.settings, ports and UdpPorts(loop, *ports), self.clock)
        self.live = LiveHub(loop, self.ice)
        self.publishing = PublishHub(loop, self.ice, self.clock)
        await self.in_thread(self._prepare)
        self._detecting.start()
        if self._shadow is not None:
            self._shadow.start()
        await self._sync()
        self._tasks = [loop.create_task(self._keep_in_sync()), loop.create_task(self._check_health())]

    def end_streams(self) -> None:
        """Let the event streams end, which would keep the web server waiting. On the event loop."""
        self.stopping = True
        self.bus.wake_all()

    async def stop(self) -> None:
        self.end_streams()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.prober.close()
        await self.live.close_all()
        await self.publishing.close_all()
        await self.in_thread(self.imports.close)
        await self.in_thread(self._halt, list(self._cameras.values()))
        self._pool.shutdown()
        self.bus.detach()
        self.database.close()

    def _prepare(self) -> None:
        self.database.migrate()
        self.database.optimize()
        self.evidence.sweep_temporary()
        with self.database.writing() as session:
            ended = history.end_unfinished(session)
        if ended:
            log.info("violations.ended_after_restart", count=ended)
        self.cases.warn_of_unknown_year()
        self.health.start()

    def _halt(self, running: list[RunningCamera]) -> None:
        with ThreadPoolExecutor(max(1, len(running))) as stopping:
            list(stopping.map(RunningCamera.stop, running))
        self.health.stop()
        self._exchange.close()
        self._detecting.stop()
        if self._shadow is not None:
            self._shadow.stop()
        self._recorder.close()
        self._clips.close()
        self._writers.shutdown()

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking work off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(work, *args, **kwargs))

    def after(self, delay_s: float, work: Callable[[], None]) -> None:
        """Do something on a thread after a while, unless the service has stopped by then. Any thread."""

        def begin() -> None:
            if not self.stopping:
                self._pool.submit(work)

        self._loop.call_soon_threadsafe(self._loop.call_later, delay_s, begin)

    # Cameras

    async def _keep_in_sync(self) -> None:
        while True:
            await asyncio.sleep(SYNC_S)
            try:
                for chore in self._chores:
                    if chore.take(self.monotonic()):
                        await self.in_thread(chore.work)
                await self._sync()
                await self._end_lost_rights()
            except Exception:
                # The database may be away for a while; cameras and viewers go on as they are.
                log.exception("service.sync_failed")

    async def _sync(self) -> None:
        """Make the running cameras those of the database: added, removed and changed ones."""
        wanted = {camera.id: camera for camera in await self.in_thread(self._list_cameras)}
        gone = []
        for key, item in self._cameras.items():
            camera = wanted.get(key)
            if camera is None or not camera.is_fed_like(item.camera):
                gone.append(item)
            elif camera != item.camera:
                await self.in_thread(item.configure, camera)
        for running in gone:
            del self._cameras[running.camera.id]
            await self.in_thread(running.stop)
            await self.in_thread(
                self.health.let_go, running.camera.id, for_good=running.camera.id not in wanted
            )
        for camera in wanted.values():
            if camera.id not in self._cameras:
                checkup = await self.in_thread(self.health.take_on, camera)
                self._cameras[camera.id] = self._run(camera, checkup)
                self._cameras[camera.id].start()

    def _run(self, camera: Camera, checkup: Checkup) -> RunningCamera:
        return RunningCamera(
            camera,
            exchange=self._exchange,
            feed=partial(self.live.feed, camera.id),
            inlet=self.publishing.inlet(camera.id),
            bus=self.bus,
            clock=self.clock,
            next_run=partial(self._next_run, camera.id),
            analysed_fps=self.settings.analysed_fps,
            report=self._recorder.submit,
            order_clip=self._clips.order,
            checkup=checkup,
        )

    def _list_cameras(self) -> list[Camera]:
        with self.database.reading() as session:
            return list(catalog.list_sources(session))

    def _next_run(self, camera_id: str) -> int:
        with self.database.writing() as session:
            return catalog.next_run(session, camera_id)

    def camera_in_scope(self, camera_id: str, scope: Scope) -> Camera:
        with self.database.reading() as session:
            return catalog.get_camera(session, scope, camera_id)

    def visible(self, scope: Scope, business_ids: Collection[str]) -> frozenset[str]:
        with self.database.reading() as session:
            return catalog.visible(session, scope, business_ids)

    def assigned(self, scope: Scope) -> frozenset[str]:
        """The businesses that a cadre is responsible for now; none for other scopes, which do not change."""
        if not isinstance(scope, AssignedTo):
            return frozenset()
        with self.database.reading() as session:
            return catalog.assigned_to(session, scope)

    def _running_camera(self, camera_id: str) -> Camera | None:
        running = self._cameras.get(camera_id)
        return running.camera if running else None

    def status_of(self, camera_id: str) -> CameraStatus:
        running = self._cameras.get(camera_id)
        if running is None:
            return CameraStatus(camera_id, CameraState.CONNECTING, self.clock.now())
        return running.status

    def status(self, camera: Camera) -> CameraStatus:
        """How the camera is doing; one without a source is offline."""
        if camera.has_source:
            return self.status_of(camera.id)
        since, reason = camera.accepted_at or self.clock.now(), "This camera has no address yet."
        return CameraStatus(camera.id, CameraState.OFFLINE, since, trouble=Trouble.NO_ADDRESS, detail=reason)

    async def _check_health(self) -> None:
        while True:
            await asyncio.sleep(self.health.period_s / CHECKS_PER_PERIOD)
            try:
                await self.in_thread(self.health.check, list(self._cameras.values()))
            except Exception:
                # What could not be kept waits for the next time.
                log.exception("service.health_check_failed")

    @property
    def running(self) -> Mapping[str, RunningCamera]:
        """A copy."""
        return dict(self._cameras)

    def detector_counts(self) -> Mapping[str, CameraCounts]:
        return self._detecting.counts()

    def dropped(self) -> Mapping[str, int]:
        """Frames not analysed because the detector was busy, by camera."""
        return self._exchange.dropped()

    @property
    def findings_waiting(self) -> int:
        return self._recorder.waiting

    @property
    def clips_waiting(self) -> int:
        return self._clips.waiting

    def watchable(self, camera_id: str, wanted: StreamName | None) -> Sequence[KeptStream]:
        """What of the camera can be watched now, what suits the viewer best first."""
        running = self._cameras.get(camera_id)
        return running.watchable(wanted) if running else ()

    def shown_at(self, camera_id: str, stream: StreamName, pts: int) -> datetime | None:
        """When the picture was taken that a viewer of the stream sees at `pts`; None where that is not known.

        pts: 1/90000 s, right up to multiples of 2^32, as RTP time stamps are.
        """
        running = self._cameras.get(camera_id)
        kept = running and (running.streams.get(stream) or running.streams[StreamName.MAIN])
        newest = kept and kept.ring.moment(self.clock.now())
        if not running or not kept or not newest:
            return None
        now = kept.pts_of(newest.media_ns)
        return running.instant_of(kept.name, now - (now - pts + RTP_WRAP // 2) % RTP_WRAP + RTP_WRAP // 2)

    def _observe(self, tracked: TrackedFrame) -> None:
        running = self._cameras.get(tracked.frame.camera_id)
        if running is not None:
            running.observe(tracked)
        if self._shadow is not None and running is not None and running.camera.accepted_at is not None:
            self._shadow.offer(tracked)

    # Violations

    def _keep(self, violation: Violation, evidence: tuple[Evidence, ...]) -> None:
        with self.database.writing() as session:
            history.keep(session, violation, evidence, self.clock.now())
            fed = self.cases.feed(session, violation.id)
        if fed is not None:
            self.cases.announce("fed", *fed)

    def _keep_clip(self, violation_id: str, clip: Evidence | ClipTrouble) -> None:
        with self.database.writing() as session:
            history.keep_clip(session, violation_id, clip, self.clock.now())

    def _on_kept(self, change: Change, violation: Violation, _: tuple[Evidence, ...]) -> None:
        self._announce_newest(str(change), violation.id)

    def _on_clip_kept(self, violation_id: str) -> None:
        self._announce_newest(str(Change.UPDATED), violation_id)

    def _announce_newest(self, change: str, violation_id: str) -> None:
        with self.database.reading() as session:
            record = history.get(session, Everything(), violation_id)
        self.announce(change, record)

    def announce_reviewed(self, violation_id: str) -> None:
        with self.database.reading() as session:
            record = history.get(session, Everything(), violation_id)
        self.announce("reviewed", record)

    def announce(self, change: str, record: Record) -> None:
        """Tell who listens. Any thread."""
        body = ViolationEvent(change=change, violation=ViolationOut.of(record)).model_dump(mode="json")
        self.bus.publish(event("violation", record.business_id, record.camera.id, body))

    def announce_capture(self, change: str, capture: Capture) -> None:
        """Tell who listens. Any thread."""
        body = CaptureEvent(
            change=change,
            capture_id=capture.id,
            camera_id=capture.camera.id,
            camera_name=capture.camera.name,
            by=capture.by,
        )
        camera_id = capture.camera.id
        self.bus.publish(event("capture", capture.business_id, camera_id, body.model_dump(mode="json")))

    def announce_inspection(self, change: str, inspection: Inspection) -> None:
        """Tell who listens. Any thread."""
        body = InspectionEvent(change=change, inspection_id=inspection.id, by=inspection.inspector)
        self.bus.publish(event("inspection", inspection.business_id, "", body.model_dump(mode="json")))

    # Rights

    def sign_out(self, token: str) -> None:
        with self.database.writing() as session:
            accounts.close_session(session, token=token)

    async def _end_lost_rights(self) -> None:
        for watch in await self.in_thread(self._rights.lost_by_viewers, self.live.watches):
            log.info("live.right_ended", watch=watch.id, camera=watch.camera_id)
            await self.live.close(watch.id)
        for publisher in await self.in_thread(self._rights.lost_by_publishers, self.publishing.publishers):
            log.info("publishing.right_ended", publication=publisher.id, camera=publisher.camera_id)
            await self.publishing.close(publisher.id)

    def log_view(self, what: str, user: User, **of: str) -> None:
        """Every look at a picture leaves a line."""
        log.info("picture.viewed", what=what, user=user.username, role=str(user.role), **of)

    def check(self) -> Mapping[str, str]:
        """What the service needs to do its work, each "ok" or what is wrong."""
        checks = {"detector": "ok" if self._detecting.is_alive else "the detector thread has stopped"}
        try:
            self.database.ping()
            checks["database"] = "ok"
        except Exception:
            log.exception("health.database")
            checks["database"] = "cannot be reached"
        waiting = self._recorder.waiting
        checks["evidence"] = "ok" if waiting < MOST_UNKEPT else f"{waiting} findings wait to be kept"
        return checks
