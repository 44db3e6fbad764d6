"""From findings to kept violations: pictures first, then the row, in order and again until it works."""

import heapq
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, tzinfo

import structlog

from alerts.evidence import EvidenceStore
from alerts.findings import Change, Finding, Snapshot
from alerts.snapshots import Picture, take
from models.errors import InvalidValue, NotFound
from models.violations import Evidence, Violation

Keep = Callable[[Violation, tuple[Evidence, ...]], None]
OnKept = Callable[[Change, Violation, tuple[Evidence, ...]], None]

log = structlog.get_logger(__name__)

# Waits in seconds before each further try: a restart of the database passes unnoticed, and an outage of
# a quarter of an hour loses nothing that fits the capacity.
DELAYS_S: tuple[float, ...] = (0.5, 1, 2, 4, 8, 15, 30, 60, 120, 240, 480)
# Another try cannot change these.
HOPELESS = (NotFound, InvalidValue)


@dataclass(slots=True)
class _Job:
    """One finding on its way. Once encoded it holds the pictures in place of the frame."""

    change: Change
    violation: Violation
    snapshot: Snapshot | None
    is_new_best: bool
    pictures: tuple[Picture, ...] = ()
    tries: int = 0


class Recorder:
    """Keeps findings: both pictures in the store, then `keep` writes the row, then `on_kept` hears of it.

    keep: called in a thread of the pool; idempotent, with the pair of pictures that shows the violation
    best so far. on_kept: called there too, after keep; what it raises is logged and changes nothing.
    Findings of one violation are kept one after the other in the order of `submit`; different violations
    do not wait for each other, and of updates that wait behind one another only the last is kept. What
    fails is tried again after each of `delays_s` and then given up; at most `capacity` findings wait.
    pool: the caller's, who closes it after the recorder. zone: the time zone of captions.

    `submit` may be called from any thread and never waits for disk or database.
    """

    def __init__(
        self,
        store: EvidenceStore,
        keep: Keep,
        pool: Executor,
        on_kept: OnKept | None = None,
        *,
        zone: tzinfo = UTC,
        capacity: int = 128,
        delays_s: Sequence[float] = DELAYS_S,
    ) -> None:
        self._store, self._keep, self._pool, self._on_kept = store, keep, pool, on_kept
        self._zone, self._capacity, self._delays_s = zone, capacity, tuple(delays_s)
        self._changed = threading.Condition()
        self._chains: dict[str, deque[_Job]] = {}
        self._due: list[tuple[float, str]] = []
        self._shown: dict[str, tuple[Evidence, ...]] = {}
        self._waiting = self._lost = 0
        self._is_closing = False
        self._thread = threading.Thread(target=self._dispatch, name="recorder", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Findings accepted and not yet kept or given up."""
        return self._waiting

    @property
    def lost(self) -> int:
        """Findings refused or given up since the start."""
        return self._lost

    def submit(self, finding: Finding) -> bool:
        """Accept a finding; False, and logged, when there is no room or the recorder is closed."""
        job = _Job(finding.change, finding.violation, finding.best, finding.is_new_best)
        violation_id = finding.violation.id
        with self._changed:
            chain = self._chains.get(violation_id, deque())
            # Not the first of the chain, which may be under way.
            supersedes = len(chain) > 1 and chain[-1].change is Change.UPDATED
            if self._is_closing or self._waiting - supersedes >= self._capacity:
                self._lost += 1
                self._shown.pop(violation_id, None)
                log.error("finding refused", waiting=self._waiting, **_names(job))
                return False
            if supersedes:
                job.is_new_best |= chain.pop().is_new_best
            self._waiting += 1 - supersedes
            chain.append(job)
            self._chains[violation_id] = chain
            if len(chain) == 1:
                self._wake(violation_id, 0.0)
        return True

    def close(self, timeout_s: float = 10.0) -> int:
        """Refuse more, try what waits once more at once, and wait for it; returns how many are left.

        What is left is given up. Again is the same as once.
        """
        with self._changed:
            self._is_closing = True
            self._due = [(0.0, violation_id) for _, violation_id in self._due]
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._waiting, timeout_s)
            left = self._waiting
            self._lost += left
            self._waiting = 0
            self._chains.clear()
            self._due.clear()
            self._changed.notify_all()
        self._thread.join()
        if left:
            log.error("findings left at close", left=left)
        return left

    def _dispatch(self) -> None:
        """The recorder's thread: hands each violation whose time has come to the pool."""
        with self._changed:
            while self._waiting or not self._is_closing:
                wait_s = self._due[0][0] - time.monotonic() if self._due else None
                if wait_s is None or wait_s > 0:
                    self._changed.wait(wait_s)
                    continue
                _, violation_id = heapq.heappop(self._due)
                try:
                    self._pool.submit(self._advance, violation_id)
                except RuntimeError as error:
                    self._settle(violation_id, error)

    def _advance(self, violation_id: str) -> None:
        """A pool thread: the violation's first job. No other thread works on this violation meanwhile."""
        with self._changed:
            chain = self._chains.get(violation_id)
            if not chain:
                return
            job = chain[0]
        try:
            evidence = self._record(job)
        except Exception as error:  # whatever the store or the database raises
            with self._changed:
                self._settle(violation_id, error)
            return
        self._announce(job, evidence)
        with self._changed:
            self._settle(violation_id, None)

    def _record(self, job: _Job) -> tuple[Evidence, ...]:
        shown = self._shown.get(job.violation.id)
        if shown is None or job.is_new_best:
            shown = self._stored(job)
        self._keep(job.violation, shown)
        if job.change is Change.ENDED:
            self._shown.pop(job.violation.id, None)
        else:
            self._shown[job.violation.id] = shown
        return shown

    def _stored(self, job: _Job) -> tuple[Evidence, ...]:
        if job.snapshot is not None:
            job.pictures, job.snapshot = take(job.snapshot, self._zone), None
        return tuple(
            Evidence(
                key=self._store.put(picture.content),
                kind=picture.kind,
                captured_at=picture.captured_at,
                width=picture.width,
                height=picture.height,
                size_bytes=len(picture.content),
                boxes=picture.boxes,
                stream=picture.stream,
            )
            for picture in job.pictures
        )

    def _announce(self, job: _Job, evidence: tuple[Evidence, ...]) -> None:
        if self._on_kept is None:
            return
        try:
            self._on_kept(job.change, job.violation, evidence)
        except Exception:  # a listener's fault is not the evidence's
            log.exception("listener failed", **_names(job))

    def _settle(self, violation_id: str, error: Exception | None) -> None:
        """With the lock held: the first job of the violation is done, given up, or tried again later."""
        chain = self._chains.get(violation_id)
        if not chain:
            return
        job = chain[0]
        if error is not None:
            job.tries += 1
            is_hopeless = isinstance(error, HOPELESS) or job.tries > len(self._delays_s)
            why = f"{type(error).__name__}: {error}"
            if not is_hopeless and not (self._is_closing and job.tries > 1):
                delay_s = 0.0 if self._is_closing else self._delays_s[job.tries - 1]
                log.warning(
                    "finding not kept yet", error=why, tries=job.tries, retry_s=delay_s, **_names(job)
                )
                self._wake(violation_id, delay_s)
                return
            self._lost += 1
            self._shown.pop(violation_id, None)
            log.error("finding given up", error=why, tries=job.tries, **_names(job))
        chain.popleft()
        self._waiting -= 1
        if chain:
            self._wake(violation_id, 0.0)
        else:
            del self._chains[violation_id]
        self._changed.notify_all()

    def _wake(self, violation_id: str, delay_s: float) -> None:
        heapq.heappush(self._due, (time.monotonic() + delay_s, violation_id))
        self._changed.notify_all()


def _names(job: _Job) -> dict[str, str]:
    return {
        "change": job.change,
        "violation_id": job.violation.id,
        "camera_id": job.violation.camera_id,
        "rule": job.violation.rule,
    }
