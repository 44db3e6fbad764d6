"""Who is reminded of a case's deadline, and when. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.cases import Party
from supervision.case_policy import CasePolicy


class ReminderKind(StrEnum):
    SOON = "soon"
    """The deadline is near."""
    OVERDUE = "overdue"
    """It has just passed."""
    STILL = "still"
    """It has passed a while ago."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """number: place in the turn's schedule. parties: who is told."""

    number: int
    kind: ReminderKind
    at: datetime
    parties: tuple[Party, ...]


ABOVE = {
    Party.BUSINESS: Party.CADRE,
    Party.CADRE: Party.OFFICE,
    Party.REGULATOR: Party.OFFICE,
    Party.OFFICE: Party.OFFICE,
}
"""Who hears of it too once the deadline has passed."""


def schedule(owner: Party, turn_at: datetime, due_at: datetime, policy: CasePolicy) -> tuple[Reminder, ...]:
    """Every reminder of one turn, in time. `due_at` is later than `turn_at`."""
    owner_alone, all_told = (owner,), tuple(dict.fromkeys((owner, ABOVE[owner])))
    before = [
        (ReminderKind.SOON, turn_at + (due_at - turn_at) * share, owner_alone)
        for share in sorted(policy.remind_at)
    ]
    after = [(ReminderKind.OVERDUE, due_at, all_told)]
    after += [(ReminderKind.STILL, due_at + wait, all_told) for wait in sorted(policy.remind_after)]
    return tuple(Reminder(number, *item) for number, item in enumerate((*before, *after)))


def next_after(reminders: tuple[Reminder, ...], moment: datetime) -> datetime | None:
    """When the first reminder later than `moment` is due."""
    return next((item.at for item in reminders if item.at > moment), None)
