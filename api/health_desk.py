"""Where camera health is checked, kept and told."""

import threading
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2
import numpy as np
import structlog
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from alerts.evidence import EvidenceStore
from api.bus import EventBus, event
from api.health_schemas import HealthEvent, HealthFindingOut
from api.running import RunningCamera
from ingest.decoding import to_bgr
from ingest.health.checkup import Checkup
from ingest.health.confirm import HealthChange, HealthNews
from ingest.health.look import PERIOD_S
from ingest.health.view import VIEW_SIZE, Reference
from models import health_log, online
from models.businesses import Camera, CameraKind
from models.clock import Clock
from models.database import Database
from models.errors import BrightkitchenError
from models.health import HealthKind
from models.health_log import HealthRecord
from models.people import Everything

log = structlog.get_logger()

MOST_UNKEPT = 1000
"""What waits for the database beyond this is given up, the oldest first."""

_EXTEND = timedelta(seconds=30)
_JPEG_QUALITY = 85
_UNSEEN = frozenset(
    {
        HealthKind.OFFLINE,
        HealthKind.STALLED,
        HealthKind.MAIN_LOST,
        HealthKind.WRONG_CLOCK,
        HealthKind.LOW_FPS,
    }
)
"""Kinds of which a picture shows nothing."""


@dataclass(slots=True)
class _Unkept:
    camera: Camera
    news: HealthNews
    picture_key: str | None


class HealthDesk:
    """Checks all cameras, writes down what begins and ends, and tells those who listen.

    Any thread but the event loop's: every method blocks, on the database, on judging or on one another.
    """

    def __init__(
        self,
        database: Database,
        evidence: EvidenceStore,
        bus: EventBus,
        clock: Clock,
        period_s: float = PERIOD_S,
    ) -> None:
        self._database, self._evidence, self._bus, self._clock = database, evidence, bus, clock
        self.period_s = period_s
        self._unkept: deque[_Unkept] = deque(maxlen=MOST_UNKEPT)
        self._watches: dict[str, str] = {}
        self._lock = threading.Lock()
        self._extended_at = clock.now()

    def start(self) -> None:
        """End what a former process left open of cameras that are gone; all else goes on."""
        with self._database.writing() as session:
            ended = health_log.end_of_the_gone(session, self._clock.now())
        if ended:
            log.info("health.ended_of_the_gone", count=ended)

    def take_on(self, camera: Camera) -> Checkup:
        """The checkup of a camera about to start.

        From now on it is wanted, if it is accepted and not one that somebody publishes when it suits them.
        """
        is_fixed = camera.kind is CameraKind.RTSP
        with self._lock, self._database.writing() as session:
            known = health_log.ongoing(session, camera.id)
            if camera.accepted_at is not None and is_fixed:
                self._watches[camera.id] = online.begin_watch(session, camera.id, self._clock.now())
        return Checkup(known, self._reference(camera), self.period_s, is_fixed=is_fixed)

    def let_go(self, camera_id: str, *, for_good: bool) -> None:
        """A camera has stopped. for_good: it was deleted, and nothing is wrong with it any more."""
        now = self._clock.now()
        with self._lock, self._database.writing() as session:
            if (watch := self._watches.pop(camera_id, None)) is not None:
                online.extend_watches(session, [watch], now)
            ended = health_log.end_all(session, camera_id, now) if for_good else []
            records = [health_log.get(session, Everything(), finding_id) for finding_id in ended]
        for record in records:
            self.announce(HealthChange.ENDED, record)

    def check(self, cameras: Collection[RunningCamera]) -> None:
        """Check those whose time has come, and keep what is new. Call it a few times per period."""
        now = self._clock.now()
        with self._lock:
            for running in cameras:
                for news in running.check_health(now):
                    self._unkept.append(_Unkept(running.camera, news, self._picture(running, news)))
            while self._unkept:
                self._keep(self._unkept[0])
                self._unkept.popleft()
            if now - self._extended_at >= _EXTEND:
                self._extend(now)

    def stop(self) -> None:
        """The service stops: findings go on, but what was wanted ends here."""
        with self._lock:
            self._extend(self._clock.now())

    def announce(self, change: HealthChange | str, record: HealthRecord) -> None:
        """Tell who listens. Any thread."""
        body = HealthEvent(change=str(change), finding=HealthFindingOut.of(record)).model_dump(mode="json")
        self._bus.publish(event("health", record.business_id, record.camera.id, body))

    def _extend(self, now: datetime) -> None:
        with self._database.writing() as session:
            online.extend_watches(session, self._watches.values(), now)
        self._extended_at = now

    def _keep(self, item: _Unkept) -> None:
        news, camera_id = item.news, item.camera.id
        with self._database.writing() as session:
            found: str | None
            match news.change:
                case HealthChange.BEGAN:
                    found = health_log.begin(
                        session, camera_id, news.kind, news.at, news.detail, item.picture_key
                    )
                case HealthChange.EXPLAINED:
                    found = health_log.explain(session, camera_id, news.kind, news.detail)
                case HealthChange.ENDED:
                    found = health_log.end(session, camera_id, news.kind, news.at)
            record = health_log.get(session, Everything(), found) if found else None
        log.info(f"health.{news.change}", camera=camera_id, kind=str(news.kind), **news.detail)
        if record is not None:
            self.announce(news.change, record)

    def _picture(self, running: RunningCamera, news: HealthNews) -> str | None:
        """The key of what the camera shows; a finding is worth keeping without it too."""
        look = running.checkup.look
        if look is None or news.change is not HealthChange.BEGAN or news.kind in _UNSEEN:
            return None
        try:
            return self._evidence.put(_jpeg(look.raw))
        except BrightkitchenError as error:
            log.warning("health.picture_not_kept", camera=running.camera.id, error=str(error))
            return None

    def _reference(self, camera: Camera) -> Reference | None:
        if camera.reference_key is None:
            return None
        try:
            content = self._evidence.read(camera.reference_key)
        except BrightkitchenError as error:
            log.warning("health.no_reference", camera=camera.id, error=str(error))
            return None
        image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
        if image is None:
            log.warning("health.no_reference", camera=camera.id, error="not a picture")
            return None
        return Reference(np.asarray(cv2.resize(image, VIEW_SIZE, interpolation=cv2.INTER_AREA), np.uint8))


def in_order(kinds: Collection[HealthKind]) -> Sequence[HealthKind]:
    """As HealthKind lists them: what matters most first."""
    return [kind for kind in HealthKind if kind in kinds]


def _jpeg(raw: VideoFrame) -> bytes:
    image = to_bgr(raw, VideoReformatter())
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1].tobytes()
