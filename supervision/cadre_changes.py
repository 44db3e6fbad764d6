"""What is reported of cadres, and until when to assign anew. Functions take the caller's session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import Session

from models import cursors
from models.assignment_tables import CadreChangeRow
from models.errors import Conflict
from models.people import Scope, User
from models.tables import UserRow
from supervision import policies
from supervision.assignments import works_in
from supervision.cadre_reminders import reminded_at
from supervision.calendar import WorkingCalendar
from supervision.topics import ASSIGNMENT


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed with a cadre. late: reported, overdue: settled, after the last day for it.

    reminded_at: when the office was last reminded to assign anew.
    """

    id: int
    cadre_id: str
    cadre: str
    happened_on: date
    what: str
    report_by: date
    reported_at: datetime
    reassign_by: date
    settled_at: datetime | None
    reminded_at: datetime | None
    late: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class ChangeCursor:
    """A place in the list of changes: the last one already given."""

    settled_at: datetime | None
    reassign_by: date
    id: int

    def encode(self) -> str:
        settled = self.settled_at.isoformat() if self.settled_at else ""
        return cursors.write(settled, str(self.reassign_by), id=self.id)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises InvalidValue on anything that `encode` did not make."""
        (settled, day), number = cursors.read_numbered(text, 2)
        try:
            settled_at = datetime.fromisoformat(settled).astimezone(UTC) if settled else None
            return cls(settled_at, date.fromisoformat(day), number)
        except (ValueError, OverflowError):
            raise cursors.invalid() from None


def report(
    session: Session,
    cadre: UserRow,
    *,
    happened_on: date,
    what: str,
    by: User,
    now: datetime,
    calendar: WorkingCalendar,
) -> Change:
    """Say that something changed with a cadre; the office then has some working days to assign anew.

    Raises:
        Conflict: it has not happened yet.
    """
    today = calendar.local_day(now)
    if happened_on > today:
        raise Conflict("a change is reported once it has happened")
    policy = policies.in_force(session, ASSIGNMENT, now)
    row = CadreChangeRow(
        user_id=cadre.id,
        happened_on=happened_on,
        what=what.strip(),
        report_by=calendar.working_days_after(happened_on, policy.report_days),
        reported_at=now,
        reported_by=by.id,
        reassign_by=calendar.working_days_after(today, policy.reassign_days),
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    return _change(row, None, calendar, now)


def changes(
    session: Session,
    scope: Scope,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    after: ChangeCursor | None = None,
    limit: int = 50,
) -> tuple[Sequence[Change], ChangeCursor | None]:
    """A page of them, and where the next begins: open ones first, by their last day, then those settled, the
    newest first."""
    settled_at = CadreChangeRow.settled_at
    query = (
        select(CadreChangeRow)
        .join(UserRow, UserRow.id == CadreChangeRow.user_id)
        .where(works_in(scope))
        .order_by(settled_at.is_not(None), settled_at.desc(), CadreChangeRow.reassign_by, CadreChangeRow.id)
    )
    if after is not None:
        beside = tuple_(CadreChangeRow.reassign_by, CadreChangeRow.id) > (after.reassign_by, after.id)
        if after.settled_at is None:
            rest = or_(settled_at.is_not(None), beside)
        else:
            rest = or_(settled_at < after.settled_at, and_(settled_at == after.settled_at, beside))
        query = query.where(rest)
    rows = session.scalars(query.limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = ChangeCursor(last.settled_at, last.reassign_by, last.id) if last else None
    reminded = reminded_at(session, [row.id for row in rows])
    return [_change(row, reminded.get(row.id), calendar, now) for row in rows[:limit]], following


def _change(
    row: CadreChangeRow, reminded: datetime | None, calendar: WorkingCalendar, now: datetime
) -> Change:
    return Change(
        id=row.id,
        cadre_id=row.user_id,
        cadre=row.user.name,
        happened_on=row.happened_on,
        what=row.what,
        report_by=row.report_by,
        reported_at=row.reported_at,
        reassign_by=row.reassign_by,
        settled_at=row.settled_at,
        reminded_at=reminded,
        late=calendar.local_day(row.reported_at) > row.report_by,
        overdue=calendar.local_day(row.settled_at or now) > row.reassign_by,
    )
