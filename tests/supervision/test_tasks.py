"""Which supervision is due, across quarter ends and re-runs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.tasks import Mode, TaskKind
from supervision.calendar import standard_calendar
from supervision.tasks import Campaign, DueTask, Quarter, Standing, TaskPolicy, asks_sooner, tasks_due

CALENDAR = standard_calendar()
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
SHOP = Standing("b" * 32, "restaurant", "B", date(2020, 1, 1), None, 90)
SPRING = Campaign("spring", "春节", date(2027, 1, 25), date(2027, 2, 5), grades=frozenset({"C", "D"}))


def due(standing: Standing, today: date, *campaigns: Campaign) -> dict[str, DueTask]:
    tasks = list(tasks_due(standing, today, CALENDAR.working_days_after(today, 5), campaigns))
    keyed = {task.key: task for task in tasks}
    assert len(keyed) == len(tasks)
    return keyed


@given(days)
def test_every_day_is_in_one_quarter(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert Quarter.of(quarter.last) == Quarter.of(quarter.first) == quarter
    assert quarter.next == Quarter.of(quarter.last + timedelta(days=1)) > quarter
    assert Quarter.parse(str(quarter)) == quarter


@pytest.mark.parametrize("text", ["2026", "2026-Q5", "2026-Q0", "Q4-2026", "2026-Qx", ""])
def test_what_is_no_quarter(text: str) -> None:
    with pytest.raises(InvalidValue):
        Quarter.parse(text)


@given(days, st.integers(0, 700))
def test_each_quarter_has_one_quarterly_task_however_often_one_asks(begin: date, span: int) -> None:
    """Asked every day, as the service does, or on some days only: the keys are the quarters."""
    calm = replace(SHOP, every_days=400, looked=begin)
    asked = [begin + timedelta(days=offset) for offset in range(span + 1)]
    keys = {key for day in asked for key in due(calm, day) if key.startswith("quarterly")}
    assert keys == {f"quarterly:{calm.business_id}:{Quarter.of(day)}" for day in asked}
    assert {
        key for day in (asked[0], asked[-1]) for key in due(calm, day) if key.startswith("quarterly")
    } <= keys


@given(days, st.none() | days, st.integers(1, 120), st.none() | days)
def test_no_task_ends_before_it_begins_lies_in_the_future_or_is_late_at_once(
    today: date, opened: date | None, every_days: int, looked: date | None
) -> None:
    standing = replace(SHOP, opened=opened, every_days=every_days, looked=looked)
    for task in due(standing, today, SPRING).values():
        assert task.first <= task.last
        assert task.first <= today <= task.last
        assert task.business_id == standing.business_id
        if task.kind is TaskKind.DYNAMIC:
            assert CALENDAR.working_days_between(today, task.last) >= 5


def test_who_opens_at_the_end_of_a_quarter_is_first_due_in_the_next() -> None:
    late = replace(SHOP, opened=date(2026, 12, 25), every_days=400)
    assert due(late, date(2026, 12, 28)) == {}
    assert [task.last for task in due(late, date(2027, 1, 2)).values()] == [date(2027, 3, 31)]


def test_a_campaign_asks_those_it_means() -> None:
    during = date(2027, 2, 1)
    for grade, count in (("A", 1), ("D", 2), (None, 1)):
        assert len(due(replace(SHOP, grade=grade, looked=during), during, SPRING)) == count
    assert len(due(replace(SHOP, grade="D", looked=during), date(2027, 2, 6), SPRING)) == 1


def dynamic(standing: Standing, today: date) -> list[tuple[date, date]]:
    found = [task for task in due(standing, today).values() if task.kind is TaskKind.DYNAMIC]
    assert bool(found) <= asks_sooner(standing, today, TaskPolicy())
    return [(task.first, task.last) for task in found]


def test_high_risk_asks_sooner_and_a_finished_look_begins_anew() -> None:
    risky = replace(SHOP, every_days=15, looked=date(2026, 10, 9))
    assert dynamic(risky, date(2026, 10, 16)) == []
    assert dynamic(risky, date(2026, 10, 17)) == [(date(2026, 10, 17), date(2026, 10, 24))]
    # Whose risk rose long after the last look has some days from when that is known, not from back then.
    assert dynamic(risky, date(2026, 11, 20)) == [(date(2026, 11, 20), date(2026, 11, 27))]
    assert dynamic(replace(risky, every_days=90), date(2026, 11, 20)) == []
    assert dynamic(replace(risky, looked=date(2026, 11, 20)), date(2026, 11, 21)) == []


def test_who_was_never_looked_at_is_asked_for_from_when_somebody_answers_for_it() -> None:
    new = replace(SHOP, every_days=15, opened=date(2026, 10, 12))
    assert dynamic(new, date(2026, 10, 19)) == []
    assert dynamic(new, date(2026, 10, 20)) == [(date(2026, 10, 20), date(2026, 10, 27))]
    nobodys = replace(new, opened=None)
    assert [task.kind for task in due(nobodys, date(2026, 12, 1)).values()] == [TaskKind.QUARTERLY]


def test_the_quarters_own_task_does_where_it_is_due_no_later() -> None:
    risky = replace(SHOP, every_days=45, looked=date(2026, 9, 20))
    # Wanted by 4 November, before the quarter ends; known only when that ends first.
    assert dynamic(risky, date(2026, 12, 20)) == [(date(2026, 12, 20), date(2026, 12, 25))]
    assert dynamic(risky, date(2026, 12, 28)) == []
    assert asks_sooner(risky, date(2026, 12, 28), TaskPolicy())
    # The quarter's look has been had: nothing else asks.
    done = replace(risky, every_days=15, looked=date(2026, 12, 18))
    assert dynamic(done, date(2026, 12, 28)) == [(date(2026, 12, 28), date(2027, 1, 5))]


def test_where_remote_does_not_do() -> None:
    policy = TaskPolicy()
    assert not policy.accepts(Mode.REMOTE, "D", is_filmed=True)
    assert policy.accepts(Mode.REMOTE, "C", is_filmed=True)
    assert policy.accepts(Mode.REMOTE, None, is_filmed=True)
    assert not policy.accepts(Mode.REMOTE, "A", is_filmed=False)
    assert policy.accepts(Mode.ON_SITE, "D", is_filmed=False)


def test_a_campaign_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidValue):
        replace(SPRING, last=date(2027, 1, 1))


@pytest.mark.parametrize("days", [-1, 400])
def test_days_that_are_none_are_refused(days: int) -> None:
    with pytest.raises(InvalidValue):
        TaskPolicy(response_days=days)
