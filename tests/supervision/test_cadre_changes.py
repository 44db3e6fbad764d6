"""What is reported of cadres: due in working days, and listed a page at a time, what is open first."""

from datetime import date, timedelta

import pytest

from models.database import Database
from models.errors import Conflict, InvalidValue
from models.people import InArea
from supervision import cadre_changes
from supervision.cadre_changes import Change, ChangeCursor
from tests.models import scene
from tests.supervision.two_streets import ALL, CALENDAR, TODAY, TwoStreets


@pytest.fixture
def town(database: Database) -> TwoStreets:
    return TwoStreets.set_up(database)


def test_changes_are_due_in_working_days(town: TwoStreets) -> None:
    with pytest.raises(Conflict):
        town.report(0, date(2026, 11, 3))
    # Reported on Monday, the second of November 2026.
    change = town.report(0, date(2026, 9, 28))
    assert change.report_by == CALENDAR.working_days_after(date(2026, 9, 28), 15)
    assert change.late == (change.report_by < TODAY)
    assert change.reassign_by == date(2026, 11, 11)
    assert not change.overdue
    after = scene.NOON + timedelta(days=10)
    (listed,) = town.listed(now=after)
    assert listed.overdue
    assert town.listed(InArea(town.streets[1].path)) == []
    town.settle(0, scene.NOON + timedelta(days=2))
    (listed,) = town.listed(now=after)
    assert not listed.overdue
    assert listed.settled_at is not None


def test_pages_hold_each_change_once_what_is_open_first(town: TwoStreets) -> None:
    for days in range(3):
        later = scene.NOON + timedelta(days=days)
        # Of those reported at once and settled at once the order is that of their numbers.
        for _ in range(2):
            town.report(0, now=later)
        town.settle(0, later)
    for days in (4, 3, 3):
        town.report(1, now=scene.NOON + timedelta(days=days))
    whole = town.listed()
    assert [change.settled_at is None for change in whole] == [True] * 3 + [False] * 6
    assert [change.reassign_by for change in whole[:3]] == sorted(change.reassign_by for change in whole[:3])
    settled = [change.settled_at for change in whole if change.settled_at is not None]
    assert settled == sorted(settled, reverse=True)
    for limit in (1, 2, 3, 4):
        seen: list[Change] = []
        after: ChangeCursor | None = None
        while True:
            with town.database.reading() as session:
                page, after = cadre_changes.changes(
                    session, ALL, CALENDAR, scene.NOON, after=after, limit=limit
                )
            assert len(page) <= limit
            seen += page
            if after is None:
                break
            assert ChangeCursor.decode(after.encode()) == after
        assert seen == whole


@pytest.mark.parametrize(
    "text", ["", "x", "fDIwMjYtMTEtMDJ8eA==", "eHwyMDI2LTExLTAyfDE=", "fDIwMjYtMTEtMDJ8MTIzNDU2Nzg5MDE="]
)
def test_a_cursor_that_is_none(text: str) -> None:
    with pytest.raises(InvalidValue):
        ChangeCursor.decode(text)
