"""What is due at work in the service: each business's risk score and the supervision tasks that follow."""

from datetime import date, tzinfo

import structlog

from models import online
from models.clock import Clock
from models.database import Database
from models.people import Everything
from supervision import policies, risk_store, self_check_store, task_store
from supervision.calendar import CHINA
from supervision.risk_store import PERIOD, Shares
from supervision.topics import RISK, TASKS

log = structlog.get_logger()

RENEW_S = 3600.0
"""How often scores and tasks are brought up to date; a new day needs nothing else to begin."""


class Duties:
    """Threads: any. Several services on one database may renew at once."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.zone: tzinfo = CHINA
        """Whose days are meant."""

    @property
    def today(self) -> date:
        return self._clock.now().astimezone(self.zone).date()

    def renew(self) -> None:
        """Work the scores out, and make the tasks that should exist."""
        now, today = self._clock.now(), self.today
        with self._database.reading() as session:
            times = online.by_business(session, Everything(), now - PERIOD, now)
            checks = self_check_store.shares_in_time(session, now - PERIOD, now, self.zone)
        rates = {business_id: time.rate for business_id, time in times.items() if time.rate is not None}
        with self._database.writing() as session:
            policy = policies.in_force(session, RISK, now)
            scored = risk_store.renew(session, today, now, Shares(checks, rates), policy)
        with self._database.writing() as session:
            made = task_store.renew(session, today, now, self.zone, policies.in_force(session, TASKS, now))
        log.info("duties.renewed", scored=scored, tasks_made=made)
