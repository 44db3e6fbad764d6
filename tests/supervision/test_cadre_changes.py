"""What is reported of cadres: due in working days, and listed a page at a time, what is open first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from models import accounts
from models.areas import Area, AreaKind
from models.database import Database
from models.errors import Conflict, InvalidValue
from models.people import Everything, InArea, Role, Scope, User
from supervision import areas, assignments, cadre_changes
from supervision.cadre_changes import Change, ChangeCursor
from supervision.calendar import standard_calendar
from tests.models import scene

CALENDAR = standard_calendar()
ALL = Everything()
TODAY = date(2026, 11, 2)


@dataclass(frozen=True)
class Town:
    """Two streets, each with a cadre, and the office of both."""

    database: Database
    streets: tuple[Area, Area]
    cadres: tuple[User, User]
    office: User

    def report(
        self, of: int, happened_on: date = TODAY, *, what: str = "调动", now: datetime = scene.NOON
    ) -> Change:
        with self.database.writing() as session:
            row = assignments.get_cadre(session, ALL, self.cadres[of].id)
            return cadre_changes.report(
                session, row, happened_on=happened_on, what=what, by=self.office, now=now, calendar=CALENDAR
            )

    def settle(self, of: int, now: datetime) -> None:
        with self.database.writing() as session:
            assignments.settle(session, self.cadres[of].id, by=self.office, now=now)

    def listed(self, scope: Scope = ALL, now: datetime = scene.NOON) -> list[Change]:
        with self.database.reading() as session:
            found, following = cadre_changes.changes(session, scope, CALENDAR, now)
        assert following is None
        return list(found)


@pytest.fixture
def town(database: Database) -> Town:
    with database.writing() as session:
        top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
        east, west = (
            areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=top) for name in ("东街", "西街")
        )

        def person(name: str, role: Role, area: Area) -> User:
            return accounts.add_user(
                session, username=name, name=name, role=role, password_hash=None, area_id=area.id
            )

        cadres = person("wang", Role.CADRE, east), person("li", Role.CADRE, west)
        return Town(database, (east, west), cadres, person("office", Role.OFFICE, top))


def test_changes_are_due_in_working_days(town: Town) -> None:
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


def test_pages_hold_each_change_once_what_is_open_first(town: Town) -> None:
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
