"""The office is reminded of a cadre's change before its last day and after, each once however many run it."""

import subprocess
import sys
import threading
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.assignment_tables import CadreReminderRow
from models.database import Database
from models.people import InArea, Scope
from supervision import cadre_reminders
from supervision.cadre_reminders import Waiting
from supervision.calendar import Arrangement, WorkingCalendar
from tests.models import scene
from tests.supervision.two_streets import ALL, CALENDAR, TwoStreets

DAYS = 2


@pytest.fixture
def town(database: Database) -> TwoStreets:
    return TwoStreets.set_up(database)


def run(database: Database, days: float, calendar: WorkingCalendar = CALENDAR) -> list[int]:
    """Of what is reminded so many days after noon of the second of November 2026, a Monday."""
    with database.writing() as session:
        return list(cadre_reminders.remind(session, DAYS, calendar, scene.NOON + timedelta(days=days)))


def rows(database: Database) -> list[tuple[int, bool]]:
    with database.reading() as session:
        query = select(CadreReminderRow).order_by(CadreReminderRow.change_id, CadreReminderRow.is_late)
        return [(row.change_id, row.is_late) for row in session.scalars(query)]


def waiting(town: TwoStreets, days: float, scope: Scope = ALL) -> Waiting:
    with town.database.reading() as session:
        return cadre_reminders.waiting(session, scope, DAYS, CALENDAR, scene.NOON + timedelta(days=days))


def test_the_office_is_reminded_two_working_days_before_and_once_it_is_late(town: TwoStreets) -> None:
    change = town.report(0)
    assert change.reassign_by == date(2026, 11, 11)
    told = {days: run(town.database, days) for days in range(40)}
    # Monday the ninth, and the day after the last one.
    assert {days: ids for days, ids in told.items() if ids} == {7: [change.id], 10: [change.id]}
    assert rows(town.database) == [(change.id, False), (change.id, True)]
    (listed,) = town.listed()
    assert listed.reminded_at == scene.NOON + timedelta(days=10)


def test_holidays_that_the_office_has_put_in_bring_the_reminder_forward(town: TwoStreets) -> None:
    change = town.report(0)
    off = frozenset({date(2026, 11, 9), date(2026, 11, 10)})
    known = next(item for item in CALENDAR.arrangements if item.year == 2026)
    calendar = CALENDAR.with_arrangement(Arrangement(2026, known.holidays | off, known.make_up_days))
    told = {days: run(town.database, days, calendar) for days in range(8)}
    # Friday the sixth: of what follows only the eleventh is worked up to the last day.
    assert {days: ids for days, ids in told.items() if ids} == {3: [change.id]}


def test_who_has_assigned_anew_is_left_alone(town: TwoStreets) -> None:
    town.report(0)
    late = town.report(1)
    town.settle(0, scene.NOON + timedelta(days=1))
    assert run(town.database, 7) == [late.id]
    town.settle(1, scene.NOON + timedelta(days=8))
    assert run(town.database, 40) == []
    assert waiting(town, 40) == Waiting(0, None, 0)


def test_what_became_near_while_nobody_ran_it_is_late_alone(town: TwoStreets) -> None:
    change = town.report(0)
    assert run(town.database, 20) == [change.id]
    assert rows(town.database) == [(change.id, True)]
    assert run(town.database, 20) == []


def test_what_waits_is_counted_of_ones_own_area(town: TwoStreets) -> None:
    east, west = (InArea(street.path) for street in town.streets)
    first = town.report(0)
    second = town.report(1, now=scene.NOON + timedelta(days=1))
    assert waiting(town, 6) == Waiting(0, None, 0)
    assert waiting(town, 7) == Waiting(1, first.reassign_by, 0)
    assert waiting(town, 8) == Waiting(2, first.reassign_by, 0)
    assert waiting(town, 10) == Waiting(1, second.reassign_by, 1)
    assert waiting(town, 10, west) == Waiting(1, second.reassign_by, 0)
    assert waiting(town, 10, east) == Waiting(0, None, 1)
    # Seeing what waits reminds nobody.
    assert rows(town.database) == []


def test_two_workers_at_once_remind_exactly_once(town: TwoStreets) -> None:
    changes = [town.report(number % 2).id for number in range(40)]
    told: list[int] = []
    for days in (8, 30):
        ready = threading.Barrier(2)

        def work(days: int = days, ready: threading.Barrier = ready) -> None:
            ready.wait(10)
            told.extend(run(town.database, days))

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert Counter(told) == dict.fromkeys(changes, 2)
    assert rows(town.database) == [(change, late) for change in sorted(changes) for late in (False, True)]


WORKER = """
import sys
from datetime import datetime
from models.database import Database
from supervision.cadre_reminders import remind
from tests.supervision.two_streets import CALENDAR
database, now = Database(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
sys.stdin.readline()
with database.writing() as session:
    told = remind(session, 2, CALENDAR, now)
print(*told)
database.close()
"""


def test_two_processes_at_once_remind_exactly_once(town: TwoStreets) -> None:
    changes = [town.report(number % 2).id for number in range(20)]
    url = town.database.url.render_as_string(hide_password=False)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, url, (scene.NOON + timedelta(days=30)).isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent.parent,
        )
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [worker.communicate(timeout=60)[0].split() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert Counter(map(int, told[0] + told[1])) == dict.fromkeys(changes, 1)
