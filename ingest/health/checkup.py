"""One camera's health, check by check."""

from collections.abc import Mapping
from datetime import datetime

from ingest.health.clock import StreamClock
from ingest.health.confirm import Confirmation, HealthNews
from ingest.health.judge import Judge, Observation
from ingest.health.look import PERIOD_S, Look, Looker
from ingest.health.view import Reference
from ingest.health.vitals import Counts, Rates
from models.cameras import CameraStatus
from models.health import Detail, HealthKind

_LATE = 1.5
"""Periods without a new look after which a check is made all the same."""


class Checkup:
    """Gathers what is known of a camera and judges it every `period_s` or so.

    `looker` is fed by the camera's thread, `check` is called by another, often.
    ongoing: what is known to be wrong already. reference: the accepted view. is_fixed: see Judge.
    """

    def __init__(
        self,
        ongoing: Mapping[HealthKind, Detail] | None = None,
        reference: Reference | None = None,
        period_s: float = PERIOD_S,
        *,
        is_fixed: bool = True,
    ) -> None:
        self.looker = Looker(period_s)
        self.rates: Rates | None = None
        self._period_s = period_s
        self._judge = Judge(reference, is_fixed=is_fixed)
        self._confirmation = Confirmation(ongoing)
        self._checked_at: datetime | None = None
        self._look: Look | None = None
        self._run: int | None = None
        self._counts = Counts()
        self._leaps = 0

    @property
    def ongoing(self) -> frozenset[HealthKind]:
        """What is wrong now; any thread."""
        return self._confirmation.ongoing

    @property
    def look(self) -> Look | None:
        """The look last judged."""
        return self._look

    def check(
        self, now: datetime, status: CameraStatus, counts: Counts, clock: StreamClock
    ) -> list[HealthNews]:
        """Judge if it is time to; what begins and ends by it.

        now: aware UTC, later than before unless our own clock was set back. counts: what has come so far.
        """
        look = self.looker.latest
        is_new = look is not None and look is not self._look
        passed_s = (now - self._checked_at).total_seconds() if self._checked_at else None
        if passed_s is None or passed_s < 0:
            self._start_span(now, status, counts, clock)
            return []
        if passed_s < self._period_s * (0.5 if is_new else _LATE):
            return []
        same_run = status.run == self._run
        self.rates = Rates.between(self._counts, counts, passed_s) if same_run else None
        leaps = max(0, clock.leaps - self._leaps) if same_run else 0
        self._start_span(now, status, counts, clock)
        self._look = look
        seen = Observation(now, status, look if is_new else None, self.rates, clock.offset_s, leaps)
        return self._confirmation.add(now, self._judge.judge(seen))

    def _start_span(self, now: datetime, status: CameraStatus, counts: Counts, clock: StreamClock) -> None:
        self._checked_at, self._run = now, status.run
        self._counts, self._leaps = counts, clock.leaps
