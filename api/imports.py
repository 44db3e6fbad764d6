"""Imports of lists on behalf of people: one at a time, in a thread of its own, watched while it goes on."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import uuid4

import structlog

from models.clock import Clock
from models.database import Database
from models.errors import BrightkitchenError, Conflict, NotFound
from models.people import User
from supervision.city_import import Report, import_list, read_list
from supervision.city_rows import Listing
from supervision.sheets import Flaw, Unreadable

log = structlog.get_logger()

MOST_KEPT = 20
"""Finished imports whose reports can still be read."""


class ImportState(StrEnum):
    READING = "reading"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Cancelled(Exception):
    """The person does not want it any more."""


@dataclass(eq=False)
class ImportJob:
    """done, total: rows. failure: for people, when it failed. Written by its thread, read by any."""

    id: str
    user: User
    listing: Listing
    dry_run: bool
    state: ImportState = ImportState.READING
    done: int = 0
    total: int = 0
    report: Report | None = None
    failure: str = ""
    flaw: Flaw | None = None
    """Why the file cannot be taken in, where it is that."""
    flawed: tuple[str, ...] = ()
    """The columns that the flaw is about."""
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def is_running(self) -> bool:
        return self.state in (ImportState.READING, ImportState.WRITING)

    def advance(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self.cancelled.is_set():
            raise Cancelled


class Imports:
    """All imports since the start. Its methods may be called from any thread."""

    def __init__(self, database: Database, clock: Clock, on_done: Callable[[], None]) -> None:
        self._database, self._clock, self._on_done = database, clock, on_done
        self._jobs: dict[str, ImportJob] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="import")

    def start(self, user: User, listing: Listing, content: bytes, *, dry_run: bool) -> ImportJob:
        """Raises Conflict while another one goes on."""
        job = ImportJob(uuid4().hex, user, listing, dry_run)
        with self._lock:
            if any(item.is_running for item in self._jobs.values()):
                raise Conflict("another import is going on; wait until it is done")
            for old in list(self._jobs)[: -MOST_KEPT + 1]:
                del self._jobs[old]
            self._jobs[job.id] = job
        self._pool.submit(self._run, job, content)
        return job

    def get(self, job_id: str, user: User) -> ImportJob:
        """One's own; raises NotFound alike for another's."""
        job = self._jobs.get(job_id)
        if job is None or job.user.id != user.id:
            raise NotFound("no such import")
        return job

    def close(self) -> None:
        """End what goes on."""
        for job in list(self._jobs.values()):
            job.cancelled.set()
        self._pool.shutdown()

    def _run(self, job: ImportJob, content: bytes) -> None:
        try:
            rows = read_list(content, job.listing)
            job.advance(0, len(rows))
            job.state = ImportState.WRITING
            report = import_list(
                self._database, job.listing, rows, user=job.user, now=self._clock.now(), dry_run=job.dry_run,
                progress=job.advance,
            )  # fmt: skip
            if not job.dry_run:
                self._on_done()
            job.report, job.state = report, ImportState.DONE
            log.info(
                "import.done", listing=str(job.listing), user=job.user.username, dry_run=job.dry_run,
                rows=report.rows, added=report.added, changed=report.changed, skipped=report.skipped,
            )  # fmt: skip
        except Cancelled:
            job.state = ImportState.CANCELLED
        except Unreadable as error:
            job.flaw, job.flawed = error.flaw, error.names
            job.failure, job.state = str(error), ImportState.FAILED
        except BrightkitchenError as error:
            job.failure, job.state = str(error), ImportState.FAILED
        except Exception:
            log.exception("import.failed", listing=str(job.listing))
            job.failure, job.state = "it could not be completed; try it again", ImportState.FAILED
