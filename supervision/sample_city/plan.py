"""How large the made-up city is, and how far back it remembers."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property

from models.people import Level
from supervision.calendar import CHINA
from supervision.tasks import Quarter

QUARTERS = 4
"""Whole quarters before the one that goes on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Counts are exact. filmed: businesses with cameras of their own.

    tiers: cadres by the level they answer for; what is left of `cadres` are the villages'.
    levels: businesses by level; what is left of `businesses` is level D.
    daily_days, weekly_weeks, months: how far back self-checks of each kind go. A whole year of daily ones
    would be seven million rows.
    """

    districts: int = 3
    towns: int = 24
    villages: int = 200
    businesses: int = 19_000
    cadres: int = 1_593
    filmed: int = 2_000
    inspections: int = 240
    tiers: dict[Level, int] = field(default_factory=lambda: {Level.A: 12, Level.B: 45, Level.C: 336})
    levels: dict[Level, int] = field(default_factory=lambda: {Level.A: 36, Level.B: 450, Level.C: 3_514})
    daily_days: int = 14
    weekly_weeks: int = 6
    months: int = 12


SMALL = Plan(
    districts=2,
    towns=4,
    villages=8,
    businesses=120,
    cadres=40,
    filmed=30,
    inspections=6,
    tiers={Level.A: 1, Level.B: 3, Level.C: 12},
    levels={Level.A: 2, Level.B: 6, Level.C: 30},
    daily_days=3,
    weekly_weeks=2,
    months=2,
)
"""For tests."""


@dataclass(frozen=True)
class Times:
    """now: aware. zone: whose days are meant."""

    now: datetime
    zone: tzinfo = CHINA

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """The whole quarters, oldest first, and the one that goes on."""
        found = [Quarter.of(self.today)]
        for _ in range(QUARTERS):
            found.insert(0, Quarter.of(found[0].first - timedelta(days=1)))
        return tuple(found)

    @cached_property
    def first(self) -> date:
        """The first day of the history."""
        return self.quarters[0].first

    def at(self, day: date, hour: float) -> datetime:
        """hour: of the local day, with its fraction."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return midnight.astimezone(UTC) + timedelta(hours=hour)
