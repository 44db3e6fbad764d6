"""Working days and hours with China's holidays and make-up days, and deadlines counted in them. Pure.

The State Council announces each year's arrangement in the autumn before. The years up to the installed
chinesecalendar's last are known; a later one is put in as data (`Arrangement`). In a year that is not known,
weekends and the statutory days of fixed date are free, and `knows` says that this is a guess.
"""

import bisect
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo

from chinese_calendar import constants

from models.errors import InvalidValue

DAY = timedelta(days=1)
NO_TIME = timedelta()
CHINA = ZoneInfo("Asia/Shanghai")
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of the statutory holidays that the moon does not move."""


class Unit(StrEnum):
    CLOCK_HOURS = "clock_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Term:
    """How long somebody has: `amount` (at least 1) of `unit`."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= 10_000:
            raise InvalidValue(f"a term is 1 to 10000 {self.unit}, not {self.amount}")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One year's holidays and the weekend days worked instead, as announced.

    Raises InvalidValue on a day of another year, and on one that is both.
    """

    year: int
    holidays: frozenset[date]
    make_up_days: frozenset[date]

    def __post_init__(self) -> None:
        if any(day.year != self.year for day in self.holidays | self.make_up_days):
            raise InvalidValue(f"the arrangement of {self.year} holds days of another year")
        if both := self.holidays & self.make_up_days:
            raise InvalidValue(f"{min(both)} cannot be a holiday and a make-up day")


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days and hours are worked.

    hours: spans of local time within a day, in order, not touching each other. zone: whose days they are.
    Raises InvalidValue on hours that are empty, out of order or overlapping.
    """

    arrangements: tuple[Arrangement, ...]
    hours: tuple[tuple[time, time], ...]
    zone: tzinfo

    def __post_init__(self) -> None:
        edges = [edge for span in self.hours for edge in span]
        if not edges or any(one >= other for one, other in itertools.pairwise(edges)):
            raise InvalidValue("working hours are spans within a day, in order, apart from each other")

    def with_arrangement(self, arrangement: Arrangement) -> Self:
        """Knows this year as given, whether or not it knew it before."""
        others = tuple(item for item in self.arrangements if item.year != arrangement.year)
        return replace(self, arrangements=(*others, arrangement))

    # Days

    def knows(self, day: date) -> bool:
        """Whether the arrangement of that day's year is known; otherwise its working days are a guess."""
        return any(item.year == day.year for item in self.arrangements)

    def is_working_day(self, day: date) -> bool:
        for item in self.arrangements:
            if item.year == day.year:
                return day in item.make_up_days or (day.weekday() < 5 and day not in item.holidays)
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS

    def working_days_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself does not count; `day` for a count of 0."""
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def next_working_day(self, day: date) -> date:
        day += DAY
        while not self.is_working_day(day):
            day += DAY
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; 0 if `end` is not later."""
        return sum(self.is_working_day(start + DAY * step) for step in range(1, (end - start).days + 1))

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    # Hours

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from one instant to a later one; zero if it is not later."""
        day, last, worked = self.local_day(start), self.local_day(end), NO_TIME
        while day <= last:
            for opens, closes in self._spans(day):
                worked += max(NO_TIME, min(end, closes) - max(start, opens))
            day += DAY
        return worked

    def after_working_time(self, start: datetime, duration: timedelta) -> datetime:
        """The first instant by which `duration` (above zero) has been worked since `start`."""
        if duration <= NO_TIME:
            raise InvalidValue("a duration of working time is above zero")
        day, left = self.local_day(start), duration
        while True:
            for opens, closes in self._spans(day):
                begin = max(start, opens)
                if closes - begin >= left:
                    return begin + left
                left -= max(NO_TIME, closes - begin)
            day = self.next_working_day(day)

    def closing_time(self, day: date) -> datetime:
        """When a working day's last hours end. Deadlines in days fall due then (民法典 art. 203)."""
        return datetime.combine(day, self.hours[-1][1], self.zone)

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.is_working_day(day):
            return []
        return [
            (datetime.combine(day, opens, self.zone), datetime.combine(day, closes, self.zone))
            for opens, closes in self.hours
        ]

    # Deadlines

    def due(self, start: datetime, term: Term) -> datetime:
        """When a term that begins at `start` (aware) is over. Later starts never fall due earlier."""
        match term.unit:
            case Unit.CLOCK_HOURS:
                return start + timedelta(hours=term.amount)
            case Unit.WORKING_HOURS:
                return self.after_working_time(start, timedelta(hours=term.amount))
            case Unit.WORKING_DAYS:
                return self.closing_time(self.working_days_after(self.local_day(start), term.amount))

    def is_certain(self, start: datetime, end: datetime) -> bool:
        """Whether every year from one instant to the other is known."""
        years = range(self.local_day(start).year, self.local_day(end).year + 1)
        return all(self.knows(date(year, 1, 1)) for year in years)


EIGHT_HOURS = ((time(8, 30), time(12)), (time(13, 30), time(18)))


def standard_calendar(
    extra: Iterable[Arrangement] = (),
    hours: tuple[tuple[time, time], ...] = EIGHT_HOURS,
    zone: tzinfo = CHINA,
) -> WorkingCalendar:
    """China's; `extra` adds or replaces years."""
    calendar = WorkingCalendar(arrangements=_shipped(), hours=hours, zone=zone)
    for arrangement in extra:
        calendar = calendar.with_arrangement(arrangement)
    return calendar


@cache
def _shipped() -> tuple[Arrangement, ...]:
    holidays, make_up_days = sorted(constants.holidays), sorted(constants.workdays)

    def within(days: list[date], year: int) -> frozenset[date]:
        first = bisect.bisect_left(days, date(year, 1, 1))
        return frozenset(days[first : bisect.bisect_left(days, date(year + 1, 1, 1))])

    return tuple(
        Arrangement(year, within(holidays, year), within(make_up_days, year))
        for year in range(holidays[0].year, holidays[-1].year + 1)
    )
