"""Working days, working hours and the deadlines counted in them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from supervision.calendar import Arrangement, Term, Unit, WorkingCalendar, standard_calendar
from supervision.policies import InvalidPolicy
from supervision.topics import CALENDAR as CALENDAR_TOPIC

CALENDAR = standard_calendar()
ZONE = ZoneInfo("Asia/Shanghai")

# Across the known years and, from 2027 on, into those that nobody has announced yet.
days = st.dates(date(2023, 12, 1), date(2028, 2, 1))
moments = st.integers(0, 1_500 * 86_400).map(
    lambda s: datetime(2023, 12, 1, tzinfo=UTC) + timedelta(seconds=s)
)
spans = st.timedeltas(timedelta(microseconds=1), timedelta(hours=200))
terms = st.builds(Term, st.integers(1, 60), st.sampled_from(Unit))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        ("2026-01-01", False),  # New Year
        ("2026-01-04", True),  # a Sunday worked for it
        ("2026-02-17", False),  # spring festival
        ("2026-02-14", True),  # a Saturday worked for it
        ("2026-10-07", False),
        ("2026-10-10", True),
        ("2026-11-21", False),  # a plain Saturday
        ("2026-11-24", True),
        ("2027-01-01", False),  # not announced, yet of fixed date
        ("2027-01-04", True),
    ],
)
def test_days_as_announced(day: str, is_worked: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is is_worked


@pytest.mark.parametrize(
    ("start", "term", "due"),
    [
        ("2026-02-13T17:00", Term(2, Unit.CLOCK_HOURS), "2026-02-13T19:00"),
        ("2026-02-13T17:00", Term(2, Unit.WORKING_HOURS), "2026-02-14T09:30"),  # the worked Saturday
        ("2026-02-14T17:00", Term(2, Unit.WORKING_HOURS), "2026-02-24T09:30"),  # after the holiday
        ("2026-11-24T11:30", Term(1, Unit.WORKING_HOURS), "2026-11-24T14:00"),  # over noon
        ("2026-11-24T08:30", Term(8, Unit.WORKING_HOURS), "2026-11-24T18:00"),
        ("2026-11-24T03:00", Term(1, Unit.WORKING_DAYS), "2026-11-25T18:00"),  # the first day does not count
        ("2026-09-30T10:00", Term(1, Unit.WORKING_DAYS), "2026-10-08T18:00"),
        ("2026-12-31T10:00", Term(1, Unit.WORKING_DAYS), "2027-01-04T18:00"),
    ],
)
def test_deadlines(start: str, term: Term, due: str) -> None:
    assert CALENDAR.due(at(start), term) == at(due)


def test_a_year_that_is_not_known_says_so_and_can_be_put_in() -> None:
    new_year, next_sunday = date(2027, 1, 4), date(2027, 1, 10)
    assert CALENDAR.knows(date(2026, 12, 31))
    assert not CALENDAR.knows(new_year)
    assert not CALENDAR.is_certain(at("2026-12-30T09:00"), at("2027-01-05T18:00"))
    told = standard_calendar([Arrangement(2027, frozenset({new_year}), frozenset({next_sunday}))])
    assert told.is_certain(at("2026-12-30T09:00"), at("2027-01-05T18:00"))
    assert not told.is_working_day(new_year)
    assert told.is_working_day(next_sunday)
    # A known year gives way to what the policy says of it.
    corrected = standard_calendar([Arrangement(2026, frozenset({date(2026, 11, 24)}), frozenset())])
    assert not corrected.is_working_day(date(2026, 11, 24))


def test_what_makes_no_calendar_is_refused() -> None:
    with pytest.raises(InvalidValue):
        Arrangement(2027, frozenset({date(2026, 1, 1)}), frozenset())
    with pytest.raises(InvalidValue):
        Arrangement(2027, frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 1)}))
    with pytest.raises(InvalidValue):
        Term(0, Unit.WORKING_DAYS)
    for hours in ((), ((time(9), time(9)),), ((time(9), time(12)), (time(11), time(17)))):
        with pytest.raises(InvalidValue):
            WorkingCalendar((), hours, ZONE)
    with pytest.raises(InvalidValue):
        CALENDAR.after_working_time(at("2026-11-24T09:00"), timedelta())


@given(days, st.integers(0, 60))
def test_counting_days_undoes_adding_them(day: date, count: int) -> None:
    later = CALENDAR.working_days_after(day, count)
    assert CALENDAR.working_days_between(day, later) == count
    assert count == 0 or CALENDAR.is_working_day(later)


@given(days, st.integers(0, 30), st.integers(0, 30))
def test_days_add_up(day: date, one: int, other: int) -> None:
    there = CALENDAR.working_days_after(CALENDAR.working_days_after(day, one), other)
    assert there == CALENDAR.working_days_after(day, one + other)


@given(days, days, days)
def test_days_between_add_up(one: date, two: date, three: date) -> None:
    first, second, third = sorted((one, two, three))
    whole = CALENDAR.working_days_between(first, third)
    assert whole == CALENDAR.working_days_between(first, second) + CALENDAR.working_days_between(
        second, third
    )


@given(moments, spans)
def test_measuring_time_undoes_adding_it(start: datetime, duration: timedelta) -> None:
    assert CALENDAR.working_time_between(start, CALENDAR.after_working_time(start, duration)) == duration


@given(moments, spans, spans)
def test_time_adds_up(start: datetime, one: timedelta, other: timedelta) -> None:
    there = CALENDAR.after_working_time(CALENDAR.after_working_time(start, one), other)
    assert there == CALENDAR.after_working_time(start, one + other)


@given(moments, moments, terms)
def test_later_starts_never_fall_due_earlier(one: datetime, other: datetime, term: Term) -> None:
    earlier, later = sorted((one, other))
    assert earlier < CALENDAR.due(earlier, term) <= CALENDAR.due(later, term)


@given(moments, st.integers(1, 59), st.sampled_from(Unit))
def test_longer_terms_fall_due_later(start: datetime, amount: int, unit: Unit) -> None:
    assert CALENDAR.due(start, Term(amount, unit)) < CALENDAR.due(start, Term(amount + 1, unit))


def test_a_year_is_put_in_as_policy() -> None:
    form = CALENDAR_TOPIC.encode(CALENDAR_TOPIC.default)
    form["years"] = [{"year": 2027, "holidays": ["2027-01-01", "2027-01-04"], "make_up_days": ["2027-01-10"]}]
    policy = CALENDAR_TOPIC.decode(form)
    assert CALENDAR_TOPIC.decode(CALENDAR_TOPIC.encode(policy)) == policy
    calendar = policy.calendar
    assert calendar.knows(date(2027, 6, 1))
    assert calendar.due(at("2026-12-31T10:00"), Term(1, Unit.WORKING_DAYS)) == at("2027-01-05T18:00")
    for broken in (
        {"years": [{"year": 2027, "holidays": ["2026-01-04"], "make_up_days": []}]},
        {"hours": [{"opens": "18:00", "closes": "08:00"}]},
    ):
        with pytest.raises(InvalidPolicy):
            CALENDAR_TOPIC.decode(form | broken)
