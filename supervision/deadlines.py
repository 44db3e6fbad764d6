"""The deadline job: reminds of deadlines that come near or have passed, each reminder exactly once.

However many workers run it at once: on PostgreSQL each takes cases that no other holds, on SQLite one waits
for the other; and a reminder is a row under a unique key, written with what follows from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.case_tables import CaseReminderRow, CaseRow
from models.cases import Party
from supervision.case_policy import CaseRules
from supervision.case_rows import standing_of
from supervision.reminders import Reminder, next_after, schedule

BATCH = 100


@dataclass(frozen=True, slots=True)
class Reminding:
    """What was just told: the case, and its newest reminder."""

    case_id: str
    business_id: str
    reminder: Reminder


def remind(session: Session, rules: CaseRules, now: datetime) -> Sequence[Reminding]:
    """Write the reminders due by now of up to `BATCH` cases, those waiting longest first.

    Takes the caller's writing session, and is to be called again, in another transaction, while it returns
    as many as that. What fell due while nobody ran the job is written too, and the newest of each case told.
    """
    query = (
        select(CaseRow)
        .where(CaseRow.remind_at <= now)
        .order_by(CaseRow.remind_at, CaseRow.id)
        .limit(BATCH)
        .with_for_update(of=CaseRow, skip_locked=True)
    )
    told = []
    for row in session.scalars(query).all():
        reminders = _schedule(row, rules)
        written = _written(session, row)
        due = [item for item in reminders if item.at <= now and item.number not in written]
        for item in due:
            session.add_all(_rows(row, item, now))
        row.remind_at = next_after(reminders, now)
        if due:
            told.append(Reminding(row.id, row.business_id, due[-1]))
    session.flush()
    return told


def _schedule(row: CaseRow, rules: CaseRules) -> tuple[Reminder, ...]:
    standing = standing_of(row)
    if standing.owner is None or standing.due_at is None:
        return ()
    return schedule(standing.owner, row.turn_at, standing.due_at, rules.policy)


def _written(session: Session, row: CaseRow) -> set[int]:
    query = select(CaseReminderRow.number).where(
        CaseReminderRow.case_id == row.id, CaseReminderRow.turn == row.turn
    )
    return set(session.scalars(query))


def _rows(row: CaseRow, reminder: Reminder, now: datetime) -> list[CaseReminderRow]:
    assert row.due_at is not None, "only what is open is reminded of"

    def told(party: Party) -> CaseReminderRow:
        return CaseReminderRow(
            case_id=row.id,
            turn=row.turn,
            number=reminder.number,
            kind=str(reminder.kind),
            party=str(party),
            due_at=row.due_at,
            at=now,
        )

    return [told(party) for party in reminder.parties]
