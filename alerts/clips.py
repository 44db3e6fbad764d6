"""From violations to clips: what the camera sent before and after, cut once it has come, kept as it is."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta

import av
import structlog

from alerts.evidence import EvidenceStore
from alerts.recorder import DELAYS_S
from ingest.mp4 import Mp4, NotCarried, as_mp4, of_one_form
from ingest.ring import Moment, PacketRing
from ingest.still import Unit
from models.cameras import StreamName
from models.clock import Clock
from models.errors import InvalidValue
from models.violations import ClipTrouble, Evidence, EvidenceKind

log = structlog.get_logger(__name__)

BEFORE_S = AFTER_S = 10.0
SAME_S = 5.0
"""A better picture so near to the one a clip was made around needs no other clip."""
MOST_HELD_BYTES = 128 << 20
"""Of clips that are cut and cannot be kept yet; what is beyond is given up."""
_SLACK_S = 1.0
_MOST_REMEMBERED = 1024

Keep = Callable[[str, Evidence | ClipTrouble], None]


@dataclass(frozen=True, slots=True, eq=False)
class ClipOrder:
    """A clip around a moment of what `ring` keeps of `stream`; at: that moment's instant (aware)."""

    violation_id: str
    ring: PacketRing
    stream: StreamName
    moment: Moment
    at: datetime


@dataclass(slots=True, eq=False)
class _Job:
    """An order on its way: waiting, then cut, then a file, then stored."""

    order: ClipOrder
    due: float
    units: Sequence[Unit] | None = None
    file: Mp4 | None = None
    result: Evidence | ClipTrouble | None = None
    tries: int = 0
    is_under_way: bool = False

    @property
    def is_cut(self) -> bool:
        return self.units is not None or self.result is not None

    @property
    def held_bytes(self) -> int:
        return len(self.file.content) if self.file else sum(len(unit.data) for unit in self.units or ())


class ClipRecorder:
    """Cuts each clip AFTER_S after its moment, keeps it in the store, and then has `keep` write it down.

    keep: called in a thread of the pool with the violation's id and the clip, or why there is none;
    idempotent, and free to raise while the violation itself is not kept yet. on_kept: called after it; what
    it raises is logged. What fails is tried again after each of `delays_s`; then the violation is left
    without a clip and that is said. A connection that ended makes a shorter clip; a process that is killed
    makes none. Of one violation a further clip is made only around a moment more than SAME_S off.

    At most `capacity` clips wait and MOST_HELD_BYTES of them are held. pool: the caller's, who closes it
    after this. `order` may be called from any thread and waits for nothing.
    """

    def __init__(
        self,
        store: EvidenceStore,
        keep: Keep,
        pool: Executor,
        on_kept: Callable[[str], None],
        clock: Clock,
        *,
        after_s: float = AFTER_S,
        capacity: int = 128,
        delays_s: Sequence[float] = DELAYS_S,
    ) -> None:
        self._store, self._keep, self._pool, self._on_kept = store, keep, pool, on_kept
        self._clock, self._after_s = clock, after_s
        self._capacity, self._delays_s = capacity, tuple(delays_s)
        self._changed = threading.Condition()
        self._jobs: list[_Job] = []
        self._latest: OrderedDict[str, ClipOrder] = OrderedDict()
        self._is_closing = False
        self._thread = threading.Thread(target=self._dispatch, name="clips", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Clips ordered and not yet kept or given up."""
        return len(self._jobs)

    @property
    def held_bytes(self) -> int:
        with self._changed:
            return sum(job.held_bytes for job in self._jobs)

    def order(self, order: ClipOrder) -> bool:
        """Accept an order, or find it served by one before; False, and logged, when there is no room."""
        age_s = (self._clock.now() - order.at).total_seconds()
        due = time.monotonic() + max(0.0, self._after_s + _SLACK_S - age_s)
        with self._changed:
            # One that is still waiting is of a picture that is the best no more.
            outdated = [
                job for job in self._jobs if job.order.violation_id == order.violation_id and not job.is_cut
            ]
            latest = self._latest.get(order.violation_id)
            if not outdated and latest is not None and _near(latest, order):
                return True
            self._jobs = [job for job in self._jobs if job not in outdated]
            if self._is_closing or len(self._jobs) >= self._capacity:
                log.error("clip refused", waiting=len(self._jobs), violation_id=order.violation_id)
                return False
            self._jobs.append(_Job(order, due))
            self._latest[order.violation_id] = order
            self._latest.move_to_end(order.violation_id)
            if len(self._latest) > _MOST_REMEMBERED:
                self._latest.popitem(last=False)
            self._changed.notify_all()
        return True

    def close(self, timeout_s: float = 10.0) -> int:
        """Refuse more, cut at once what waits, and wait until it is kept; returns how many are left."""
        with self._changed:
            self._is_closing = True
            for job in self._jobs:
                job.due = 0.0
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._jobs, timeout_s)
            left = len(self._jobs)
            self._jobs.clear()
            self._changed.notify_all()
        self._thread.join()
        if left:
            log.error("clips left at close", left=left)
        return left

    def _dispatch(self) -> None:
        """The recorder's thread: cuts what is due and hands it to the pool."""
        with self._changed:
            while self._jobs or not self._is_closing:
                idle = [job for job in self._jobs if not job.is_under_way]
                job = min(idle, key=lambda job: job.due, default=None)
                wait_s = None if job is None else job.due - time.monotonic()
                if job is None or wait_s is None or wait_s > 0:
                    self._changed.wait(wait_s)
                    continue
                job.is_under_way = True
                self._cut(job)
                try:
                    self._pool.submit(self._advance, job)
                except RuntimeError as error:
                    self._settle(job, error)

    def _cut(self, job: _Job) -> None:
        """With the lock held: take hold of the packets before they are gone."""
        if job.is_cut:
            return
        order = job.order
        units = order.ring.around(order.moment, BEFORE_S, self._after_s)
        size = sum(len(unit.data) for unit in units)
        if sum(other.held_bytes for other in self._jobs) + size > MOST_HELD_BYTES:
            log.error("clip given up", error="too many wait to be kept", violation_id=order.violation_id)
            job.result = ClipTrouble.FAILED
        elif not units:
            job.result = ClipTrouble.GONE
        else:
            job.units = units

    def _advance(self, job: _Job) -> None:
        """A pool thread."""
        try:
            if job.result is None:
                job.result = self._stored(job)
            self._keep(job.order.violation_id, job.result)
        except Exception as error:  # whatever the store or the database raises
            with self._changed:
                self._settle(job, error)
            return
        try:
            self._on_kept(job.order.violation_id)
        except Exception:  # a listener's fault is not the evidence's
            log.exception("listener failed", violation_id=job.order.violation_id)
        with self._changed:
            self._settle(job, None)

    def _stored(self, job: _Job) -> Evidence | ClipTrouble:
        order = job.order
        assert job.units
        if job.file is None:
            units = of_one_form(job.units, order.moment.media_ns)
            try:
                job.file = as_mp4(units)
            except NotCarried:
                return ClipTrouble.CODEC
            except av.FFmpegError as error:
                log.error("clip not written", error=error.strerror, violation_id=order.violation_id)
                return ClipTrouble.FAILED
            job.units = units[:1]
        lead = timedelta(microseconds=(order.moment.media_ns - job.units[0].decoded_ns) // 1000)
        return Evidence(
            key=self._store.put(job.file.content),
            kind=EvidenceKind.CLIP,
            captured_at=order.at - lead,
            width=job.file.width,
            height=job.file.height,
            size_bytes=len(job.file.content),
            stream=order.stream,
            duration_ms=job.file.duration_ms,
        )

    def _settle(self, job: _Job, error: Exception | None) -> None:
        """With the lock held: the job is done, given up, or tried again later."""
        job.is_under_way = False
        if error is not None and job in self._jobs:
            job.tries += 1
            why = f"{type(error).__name__}: {error}"
            names = {"violation_id": job.order.violation_id, "error": why, "tries": job.tries}
            is_last = isinstance(error, InvalidValue) or job.tries > len(self._delays_s)
            if not is_last and not (self._is_closing and job.tries > 1):
                delay_s = 0.0 if self._is_closing else self._delays_s[job.tries - 1]
                log.warning("clip not kept yet", retry_s=delay_s, **names)
                job.due = time.monotonic() + delay_s
                self._changed.notify_all()
                return
            log.error("clip given up", **names)
            if not isinstance(job.result, ClipTrouble) and not self._is_closing:
                job.result, job.units, job.file, job.due = ClipTrouble.FAILED, None, None, 0.0
                self._changed.notify_all()
                return
        if job in self._jobs:
            self._jobs.remove(job)
        self._changed.notify_all()


def _near(one: ClipOrder, other: ClipOrder) -> bool:
    apart_ns = abs(one.moment.media_ns - other.moment.media_ns)
    return one.ring is other.ring and one.moment.run == other.moment.run and apart_ns <= SAME_S * 1e9
