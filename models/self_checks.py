"""Self-checks of a business (三件事): daily control, weekly check, monthly dispatch."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.businesses import Position
from models.places import Words


class SelfCheckKind(StrEnum):
    """日管控, 周排查, 月调度."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Verdict(StrEnum):
    """What a form says of one item. NONE: the business has nothing of the kind."""

    OK = "ok"
    PROBLEM = "problem"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FormItem:
    key: str
    text: Words


@dataclass(frozen=True, slots=True)
class Filled:
    """An item as it was filled in; the text is kept, for the form may change."""

    item: FormItem
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """A filed record; never changed. first and last: the days it is about, both included.

    zero_risk: the business says in so many words that it found nothing (零风险). title: of the record, as
    policy had it. person: who answers for it, in which of the three positions; by: whose account filed it.
    violations: how many the service had kept of those days.
    """

    id: str
    business_id: str
    business_name: str
    kind: SelfCheckKind
    first: date
    last: date
    due_at: datetime
    title: Words
    person: str
    position: Position
    by: str
    filed_at: datetime
    items: tuple[Filled, ...]
    zero_risk: bool
    note: str
    violations: int

    @property
    def is_late(self) -> bool:
        return self.filed_at > self.due_at
