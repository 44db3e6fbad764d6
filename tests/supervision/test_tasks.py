"""Which supervision is due, across quarter ends and re-runs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidValue
from models.tasks import Mode, TaskKind
from supervision.tasks import Campaign, DueTask, Quarter, Standing, TaskPolicy, tasks_due

days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
SHOP = Standing("b" * 32, "restaurant", "B", date(2020, 1, 1), None, 90)
SPRING = Campaign("spring", "春节", date(2027, 1, 25), date(2027, 2, 5), grades=frozenset({"C", "D"}))


def due(standing: Standing, today: date, *campaigns: Campaign) -> dict[str, DueTask]:
    tasks = list(tasks_due(standing, today, campaigns))
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


@given(days, days, st.integers(1, 120), st.none() | days)
def test_no_task_ends_before_it_begins_or_lies_in_the_future(
    today: date, opened: date, every_days: int, looked: date | None
) -> None:
    standing = replace(SHOP, opened=opened, every_days=every_days, looked=looked)
    for task in due(standing, today, SPRING).values():
        assert task.first <= task.last
        assert task.first <= today or task.kind is TaskKind.QUARTERLY
        assert task.business_id == standing.business_id


def test_who_opens_at_the_end_of_a_quarter_is_first_due_in_the_next() -> None:
    late = replace(SHOP, opened=date(2026, 12, 25), every_days=400)
    assert due(late, date(2026, 12, 28)) == {}
    assert [task.last for task in due(late, date(2027, 1, 2)).values()] == [date(2027, 3, 31)]


def test_a_campaign_asks_those_it_means() -> None:
    during = date(2027, 2, 1)
    for grade, count in (("A", 1), ("D", 2), (None, 1)):
        assert len(due(replace(SHOP, grade=grade, looked=during), during, SPRING)) == count
    assert len(due(replace(SHOP, grade="D", looked=during), date(2027, 2, 6), SPRING)) == 1


def test_high_risk_asks_sooner_and_a_finished_look_begins_anew() -> None:
    risky = replace(SHOP, every_days=15, looked=date(2026, 10, 1))
    assert not any(task.kind is TaskKind.DYNAMIC for task in due(risky, date(2026, 10, 8)).values())
    first = [task for task in due(risky, date(2026, 10, 10)).values() if task.kind is TaskKind.DYNAMIC]
    assert [(task.first, task.last) for task in first] == [(date(2026, 10, 9), date(2026, 10, 16))]
    # Not done and overdue: still the same task.
    later = [task for task in due(risky, date(2026, 11, 20)).values() if task.kind is TaskKind.DYNAMIC]
    assert later == first
    again = replace(risky, looked=date(2026, 11, 20))
    assert not any(task.kind is TaskKind.DYNAMIC for task in due(again, date(2026, 11, 21)).values())


def test_where_remote_does_not_do() -> None:
    policy = TaskPolicy()
    assert not policy.accepts(Mode.REMOTE, "D")
    assert policy.accepts(Mode.REMOTE, "C")
    assert policy.accepts(Mode.REMOTE, None)
    assert policy.accepts(Mode.ON_SITE, "D")


def test_a_campaign_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidValue):
        replace(SPRING, last=date(2027, 1, 1))
