"""The office is reminded to assign anew what a cadre had: before the last day is over, and after, each once.

However many workers run it at once: a reminder is a row under a unique key. Takes the caller's session.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from models.assignment_tables import CadreChangeRow, CadreReminderRow
from models.database import insert_into
from models.people import Scope
from models.tables import UserRow, UtcDateTime
from supervision.assignments import works_in
from supervision.calendar import WorkingCalendar

OPEN = CadreChangeRow.settled_at.is_(None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many changes are near the last day on which to assign anew, and past it. next_by: the first of the
    last days that are near."""

    near: int
    next_by: date | None
    overdue: int


def remind(session: Session, days: int, calendar: WorkingCalendar, now: datetime) -> Sequence[int]:
    """Note each change that is to be settled within so many working days, or was to be.

    Returns the numbers of those that were noted now. What became near while nobody ran this is late alone.
    """
    today = calendar.local_day(now)
    near = _note(session, _is_near(today, days, calendar), False, now)
    return [*near, *_note(session, _is_overdue(today), True, now)]


def waiting(session: Session, scope: Scope, days: int, calendar: WorkingCalendar, now: datetime) -> Waiting:
    """Of those who work within the scope."""
    today = calendar.local_day(now)
    near, overdue = _is_near(today, days, calendar), _is_overdue(today)
    query = (
        select(
            func.count().filter(near),
            func.min(CadreChangeRow.reassign_by).filter(near),
            func.count().filter(overdue),
        )
        .select_from(CadreChangeRow)
        .join(UserRow, UserRow.id == CadreChangeRow.user_id)
        .where(OPEN, works_in(scope))
    )
    return Waiting(*session.execute(query).one())


def reminded_at(session: Session, change_ids: Collection[int]) -> Mapping[int, datetime]:
    """When the office was last reminded of each of which it was."""
    query = (
        select(CadreReminderRow.change_id, func.max(CadreReminderRow.at))
        .where(CadreReminderRow.change_id.in_(change_ids))
        .group_by(CadreReminderRow.change_id)
    )
    return {change_id: at for change_id, at in session.execute(query)}  # noqa: C416 (rows are not pairs)


def _is_near(today: date, days: int, calendar: WorkingCalendar) -> ColumnElement[bool]:
    return CadreChangeRow.reassign_by.between(today, calendar.working_days_after(today, days))


def _is_overdue(today: date) -> ColumnElement[bool]:
    return CadreChangeRow.reassign_by < today


def _note(session: Session, which: ColumnElement[bool], is_late: bool, now: datetime) -> Sequence[int]:
    noted = (
        select(CadreReminderRow.at)
        .where(CadreReminderRow.change_id == CadreChangeRow.id, CadreReminderRow.is_late == is_late)
        .exists()
    )
    new = select(CadreChangeRow.id, literal(is_late), literal(now, UtcDateTime())).where(OPEN, which, ~noted)
    statement = insert_into(session, CadreReminderRow).from_select(["change_id", "is_late", "at"], new)
    return session.scalars(statement.on_conflict_do_nothing().returning(CadreReminderRow.change_id)).all()
