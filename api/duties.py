"""What is due at work in the service: risk scores, the tasks that follow, drafts of bulletins, reminders."""

from datetime import date, timedelta, tzinfo

import structlog
from sqlalchemy.orm import Session

from api.assignment_schemas import CadreChangeEvent
from api.bulletin_schemas import BulletinEvent
from api.bus import EventBus, event
from models import online
from models.clock import Clock
from models.database import Database
from models.errors import Conflict
from models.people import Everything
from supervision import (
    bulletin_store,
    cadre_reminders,
    policies,
    risk_store,
    self_check_completion,
    task_renewal,
)
from supervision.bulletins import is_empty
from supervision.calendar import CHINA
from supervision.risk_store import Shares
from supervision.topics import ASSIGNMENT, CALENDAR, RISK, TASKS

log = structlog.get_logger()

RENEW_S = 3600.0
"""How often scores and tasks are brought up to date; a new day needs nothing else to begin."""


class Duties:
    """Threads: any. Several services on one database may renew at once."""

    def __init__(self, database: Database, bus: EventBus, clock: Clock) -> None:
        self._database, self._bus, self._clock = database, bus, clock
        self.zone: tzinfo = CHINA
        """Whose days are meant."""

    @property
    def today(self) -> date:
        return self._clock.now().astimezone(self.zone).date()

    def renew(self) -> None:
        """Work the scores out, and make the tasks that should exist."""
        now, today = self._clock.now(), self.today
        with self._database.reading() as session:
            policy = policies.in_force(session, RISK, now)
            since = now - timedelta(days=policy.period_days)
            times = online.by_business(session, Everything(), since, now)
            checks = self_check_completion.shares_in_time(session, since, now, self.zone)
        rates = {business_id: time.rate for business_id, time in times.items() if time.rate is not None}
        with self._database.writing() as session:
            scored = risk_store.renew(session, today, now, Shares(checks, rates), policy)
        with self._database.writing() as session:
            made = self.renew_tasks(session)
        log.info("duties.renewed", scored=scored, tasks_made=made)
        self.draft_bulletins()

    def renew_tasks(self, session: Session) -> int:
        """Make the tasks that should exist, in the caller's writing session; how many were missing."""
        now = self._clock.now()
        calendar = policies.in_force(session, CALENDAR, now).calendar
        return task_renewal.renew(session, self.today, now, calendar, policies.in_force(session, TASKS, now))

    def draft_bulletins(self) -> int:
        """Make the drafts of the periods that are just over; how many this worker has made."""
        now, made = self._clock.now(), 0
        with self._database.reading() as session:
            wanted = bulletin_store.missing(session, self.today, now)
        for area, kind, first in wanted:
            try:
                with self._database.reading() as session:
                    prepared = bulletin_store.prepare(session, area, kind, first, self.zone, now)
                if is_empty(prepared.content.whole.figures):
                    continue
                with self._database.writing() as session:
                    bulletin_store.keep(session, prepared, by=None, now=now)
                made += 1
            except Conflict:
                # Another worker was first.
                continue
        if made:
            log.info("bulletins.drafted", count=made)
        return made

    def remind_of_changes(self) -> int:
        """Remind the offices of cadres' changes that are to be settled soon, or were to be; of how many.

        Who listens is told once for all of them, and reads in its own list whether it is meant.
        """
        now = self._clock.now()
        with self._database.writing() as session:
            calendar = policies.in_force(session, CALENDAR, now).calendar
            days = policies.in_force(session, ASSIGNMENT, now).remind_days
            told = cadre_reminders.remind(session, days, calendar, now)
        if told:
            log.info("cadre_changes.reminded", count=len(told))
            body = CadreChangeEvent(change="reminded")
            self._bus.publish(event("cadre_change", "", "", body.model_dump(mode="json")))
        return len(told)

    def announce_bulletin(self, change: str) -> None:
        """Tell who listens that there is news of bulletins."""
        body = BulletinEvent(change=change)
        self._bus.publish(event("bulletin", "", "", body.model_dump(mode="json")))
