"""Cases at work in the service: rules in force, what violations feed, who is told, and the deadline job."""

from collections.abc import Collection
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from api.bus import EventBus, event
from api.case_schemas import CaseEvent
from api.self_check_schemas import SelfCheckEvent
from models.cases import Party
from models.clock import Clock
from models.database import Database
from supervision import case_files, case_store, policies, self_check_store
from supervision.calendar import CHINA
from supervision.case_policy import CaseRules
from supervision.deadlines import BATCH, remind
from supervision.reminders import ReminderKind
from supervision.topics import CALENDAR, CASES, SELF_CHECKS

log = structlog.get_logger()


class Casework:
    """Any thread; each call is told by its docstring whose transaction it works in."""

    def __init__(self, database: Database, bus: EventBus, clock: Clock) -> None:
        self._database, self._bus, self._clock = database, bus, clock

    def rules(self, session: Session) -> CaseRules:
        """What decides deadlines now: the policies in force."""
        now = self._clock.now()
        calendar = policies.in_force(session, CALENDAR, now).calendar
        return CaseRules(policies.in_force(session, CASES, now), calendar)

    def feed(self, session: Session, violation_id: str) -> tuple[str, str] | None:
        """In the transaction that keeps a violation: put it into its case.

        The ids of the case and its business, if the violation is new to it.
        """
        return case_store.feed(session, violation_id, self.rules(session), self._clock.now())

    def remind(self) -> int:
        """Run the deadline job until nothing is due; how many cases were reminded of.

        A reminder that was written and then could not be told stays to be read in its case.
        """
        now, count = self._clock.now(), 0
        while True:
            with self._database.writing() as session:
                told = remind(session, self.rules(session), now)
            for item in told:
                reminder = item.reminder
                log.info("case.reminded", case=item.case_id, kind=str(reminder.kind))
                self.announce("reminded", item.case_id, item.business_id, reminder.kind, reminder.parties)
            count += len(told)
            if len(told) < BATCH:
                return count

    def remind_of_self_checks(self) -> int:
        """Tell the businesses that have not filed what is due, each once before and once after; how many.

        Who listens is told once for all of them, and reads with what is due whether it is meant.
        """
        now = self._clock.now()
        with self._database.writing() as session:
            policy = policies.in_force(session, SELF_CHECKS, now)
            told = self_check_store.remind(session, policy, CHINA, now)
        if told:
            log.info("self_checks.reminded", count=len(told))
            body = SelfCheckEvent(change="reminded")
            self._bus.publish(event("self_check", "", "", body.model_dump(mode="json")))
        return len(told)

    def announce(
        self,
        change: str,
        case_id: str,
        business_id: str,
        reminder: ReminderKind | None = None,
        parties: Collection[Party] = (),
    ) -> None:
        """Tell who listens, once the transaction is over."""
        body = CaseEvent(change=change, case_id=case_id, reminder=reminder, parties=list(parties))
        with self._database.reading() as session:
            is_told = case_files.is_told(session, case_id)
        self._bus.publish(
            event("case", business_id, "", body.model_dump(mode="json"), is_official=not is_told)
        )

    def warn_of_unknown_year(self) -> None:
        """Say in the log when deadlines may soon fall into a year whose holidays are not known."""
        with self._database.reading() as session:
            calendar = self.rules(session).calendar
        soon = calendar.local_day(self._clock.now()) + timedelta(days=31)
        if not calendar.knows(soon):
            log.warning("calendar.year_unknown", year=soon.year)
