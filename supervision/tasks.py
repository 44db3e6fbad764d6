"""Which supervision is due: every business each quarter, before holidays, and sooner where the risk is high.

Pure: what is known of a business in, the tasks that should exist out. A task's key says what it is for, so
that asking again, by any number of workers, names the same tasks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Self

from models.errors import InvalidValue
from models.tasks import Mode, TaskKind
from supervision.risk import urgency


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year; number from 1 to 4."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise InvalidValue(f"a quarter is 1 to 4, not {self.number}")

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `2026-Q4`."""
        year, mark, number = text.partition("-Q")
        if not (mark and year.isdecimal() and number.isdecimal()):
            raise InvalidValue(f"a quarter is written like 2026-Q4, not {text!r}")
        return cls(int(year), int(number))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Self:
        return type(self)(self.year + self.number // 4, self.number % 4 + 1)


@dataclass(frozen=True, slots=True)
class Campaign:
    """The office wants these businesses looked at between two days, both included.

    kinds, grades, levels: which businesses, empty for all of them. is_on_site: a remote look does not do.
    """

    id: str
    name: str
    first: date
    last: date
    kinds: frozenset[str] = frozenset()
    grades: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    is_on_site: bool = False

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidValue("a campaign cannot end before it begins")


@dataclass(frozen=True, slots=True)
class TaskPolicy:
    """on_site_grades: risk grades for which a remote look does not do. remote_by_note, on_site_by_note:
    whether what was seen, in the cadre's words, does as the record of such a look; else only a signed
    inspection.

    notice_days: a dynamic task appears this long before it is due. response_days: working days that whoever
    is asked for a look has at the least. newcomer_days: who opens with fewer days
    of the quarter left is first due in the next. calm_days: whose risk asks for a look no more often than
    this has the quarter's task alone.
    """

    on_site_grades: frozenset[str] = field(default=frozenset({"D"}))
    remote_by_note: bool = True
    on_site_by_note: bool = True
    notice_days: int = 7
    response_days: int = 5
    newcomer_days: int = 10
    calm_days: int = 90

    def __post_init__(self) -> None:
        days = self.notice_days, self.response_days, self.newcomer_days, self.calm_days
        if min(days) < 0 or max(days) > 366:
            raise InvalidValue("days are 0 to 366")

    def accepts(self, mode: Mode, grade: str | None, *, is_filmed: bool) -> bool:
        """Whether a task may be done this way at a business of this risk grade. is_filmed: it has a camera
        in use whose picture somebody has accepted, without which there is nothing to see from afar."""
        return mode is Mode.ON_SITE or (is_filmed and grade not in self.on_site_grades)

    def by_note(self, mode: Mode) -> bool:
        return self.on_site_by_note if mode is Mode.ON_SITE else self.remote_by_note


DEFAULT_TASK_POLICY = TaskPolicy()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a business stands with supervision.

    kind, grade: as the register has them; grade is None where none was given. opened: first day on which
    somebody answered for it, None while nobody has. looked: day of the latest finished look of any kind, None
    before the first. every_days: how often its risk asks for one. score: the risk's. level: of
    the cadres who answer for it.
    """

    business_id: str
    kind: str
    grade: str | None
    opened: date | None
    looked: date | None
    every_days: int
    score: float = 0.0
    level: str = ""

    @property
    def wanted(self) -> date | None:
        """By when its risk asks for the next look; None while nobody has ever answered for it."""
        since = self.looked or self.opened
        return since + timedelta(days=self.every_days) if since is not None else None

    def rank(self, today: date) -> float:
        """Its place among those that are due on the same day, smallest first. Whoever nobody has ever
        answered for counts as having waited for one interval."""
        since = self.looked or self.opened
        waited = (today - since).days if since is not None else self.every_days
        return -round(urgency(self.score, self.every_days, waited), 4)


@dataclass(frozen=True, slots=True)
class DueTask:
    """A task that should exist. Days are both included."""

    key: str
    business_id: str
    kind: TaskKind
    first: date
    last: date


def tasks_due(
    standing: Standing,
    today: date,
    soonest: date,
    campaigns: Sequence[Campaign] = (),
    policy: TaskPolicy = DEFAULT_TASK_POLICY,
) -> Iterator[DueTask]:
    """The tasks that should exist for this business today, done or not.

    soonest: the first day by which whoever is asked for a look today can be expected to have finished it. A
    dynamic task is one made today; where one is open already, it stays as it is.
    """
    quarter = Quarter.of(today)
    business_id = standing.business_id
    if _has_quarterly(standing, quarter, policy):
        yield DueTask(
            f"quarterly:{business_id}:{quarter}", business_id, TaskKind.QUARTERLY, quarter.first, quarter.last
        )
    for campaign in campaigns:
        if campaign.first <= today <= campaign.last and _meant(campaign, standing):
            key = f"campaign:{business_id}:{campaign.id}"
            yield DueTask(key, business_id, TaskKind.CAMPAIGN, campaign.first, campaign.last)
    if standing.wanted is not None and asks_sooner(standing, today, policy):
        due = max(standing.wanted, soonest)
        if not _quarter_does(standing, due, today, policy):
            key = f"dynamic:{business_id}:{today.isoformat()}"
            yield DueTask(key, business_id, TaskKind.DYNAMIC, today, due)


def asks_sooner(standing: Standing, today: date, policy: TaskPolicy) -> bool:
    """Whether its risk asks for a look of its own now: an open dynamic task stays only while it does."""
    wanted = standing.wanted
    return (
        wanted is not None
        and standing.every_days < policy.calm_days
        and today >= wanted - timedelta(days=policy.notice_days)
        and not _quarter_does(standing, wanted, today, policy)
    )


def _quarter_does(standing: Standing, due: date, today: date, policy: TaskPolicy) -> bool:
    """Whether the quarter's task is due by then, and still to be done."""
    quarter = Quarter.of(today)
    is_done = standing.looked is not None and standing.looked >= quarter.first
    return due >= quarter.last and not is_done and _has_quarterly(standing, quarter, policy)


def _has_quarterly(standing: Standing, quarter: Quarter, policy: TaskPolicy) -> bool:
    return standing.opened is None or (quarter.last - standing.opened).days >= policy.newcomer_days


def _meant(campaign: Campaign, standing: Standing) -> bool:
    return (
        (not campaign.kinds or standing.kind in campaign.kinds)
        and (not campaign.grades or standing.grade in campaign.grades)
        and (not campaign.levels or standing.level in campaign.levels)
    )
