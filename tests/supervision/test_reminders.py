"""Reminders: who is told when, and each exactly once however many workers run the job."""

import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from models.case_tables import CaseReminderRow
from models.cases import Act, Party
from models.database import Database
from models.rules import RuleName
from supervision import deadlines
from supervision.case_policy import DEFAULT_POLICY
from supervision.deadlines import Reminding, remind
from supervision.reminders import ReminderKind, next_after, schedule
from tests.supervision.desk import NOON, RULES, WORN, Desk

HOUR = timedelta(hours=1)


def run(desk: Desk) -> list[Reminding]:
    with desk.database.writing() as session:
        return list(remind(session, RULES, desk.now))


def rows(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        query = select(CaseReminderRow).order_by(CaseReminderRow.id)
        return [(row.case_id, row.kind, row.party) for row in session.scalars(query)]


@given(st.sampled_from([party for party in Party if party is not Party.SYSTEM]), st.integers(1, 10_000))
def test_a_schedule_tells_the_owner_before_and_who_is_above_after(owner: Party, minutes: int) -> None:
    due_at = NOON + timedelta(minutes=minutes)
    reminders = schedule(owner, NOON, due_at, DEFAULT_POLICY)
    assert [item.number for item in reminders] == list(range(len(reminders)))
    assert [item.at for item in reminders] == sorted(item.at for item in reminders)
    for item in reminders:
        assert item.at > NOON
        assert item.parties[0] is owner
        assert (item.kind is ReminderKind.SOON) == (item.at < due_at)
        assert item.kind is not ReminderKind.SOON or item.parties == (owner,)
    assert [item.at for item in reminders if item.kind is ReminderKind.OVERDUE] == [due_at]
    moment, walked = NOON, []
    while (coming := next_after(reminders, moment)) is not None:
        walked.append(coming)
        moment = coming
    assert walked == sorted({item.at for item in reminders})


def test_a_turn_is_reminded_of_before_and_after_its_deadline(database: Database) -> None:
    desk = Desk.set_up(database)
    case_id = desk.find()
    desk.act(case_id, Act.CONFIRM, desk.cadre)  # 24 hours to correct
    told = {hours: run(desk.later(hours=hours)) for hours in (0, 17, 18, 19, 24, 25, 48, 95, 96, 400)}
    kinds = {hours: [item.reminder.kind for item in items] for hours, items in told.items() if items}
    assert kinds == {
        18: [ReminderKind.SOON],
        24: [ReminderKind.OVERDUE],
        48: [ReminderKind.STILL],
        96: [ReminderKind.STILL],
    }
    assert Counter((kind, party) for _, kind, party in rows(database)) == {
        ("soon", "business"): 1,
        ("overdue", "business"): 1,
        ("overdue", "cadre"): 1,
        ("still", "business"): 2,
        ("still", "cadre"): 2,
    }


def test_who_acts_in_time_is_left_alone_and_the_next_turn_has_its_own(database: Database) -> None:
    desk = Desk.set_up(database)
    case_id, other = desk.find(), desk.find(rule=RuleName.HAT)
    desk.act(case_id, Act.CONFIRM, desk.cadre)
    desk.act(other, Act.REJECT, desk.cadre, WORN)
    desk.later(hours=17).correct(case_id)
    assert run(desk.later(hours=30)) == []
    late = run(desk.later(hours=17 + 73))
    assert [(item.case_id, item.reminder.kind) for item in late] == [(case_id, ReminderKind.OVERDUE)]
    assert run(desk.later(days=900)) != []
    assert {case for case, *_ in rows(database)} == {case_id}, "an ended case reminds nobody"


def test_what_fell_due_while_nobody_ran_the_job_is_written_and_the_newest_told(database: Database) -> None:
    desk = Desk.set_up(database)
    case_id = desk.find()
    desk.act(case_id, Act.CONFIRM, desk.cadre)
    told = run(desk.later(days=3))
    assert [item.reminder.kind for item in told] == [ReminderKind.STILL]
    assert [kind for _, kind, _ in rows(database)] == ["soon", "overdue", "overdue", "still", "still"]
    assert run(desk.later(days=3)) == []


def test_two_workers_at_once_do_everything_exactly_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "BATCH", 5)
    desk = Desk.set_up(database)
    cases = {desk.find(day * 86_400 + 3) for day in range(24)}
    late, told, ready = desk.later(days=60), list[str](), threading.Barrier(2)

    def work() -> None:
        ready.wait()
        while items := run(late):
            told.extend(item.case_id for item in items)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert run(late) == [], "nothing is left"
    assert Counter(told) == dict.fromkeys(cases, 1)
    assert Counter(rows(database)) == {
        (case, kind, party): times
        for case in cases
        for kind, party, times in (
            ("soon", "cadre", 1),
            ("overdue", "cadre", 1),
            ("overdue", "office", 1),
            ("still", "cadre", 2),
            ("still", "office", 2),
        )
    }


WORKER = """
import sys
from datetime import datetime
from models.database import Database
from supervision.deadlines import remind
from tests.supervision.desk import RULES
database, now = Database(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
sys.stdin.readline()
while True:
    with database.writing() as session:
        told = remind(session, RULES, now)
    for item in told:
        print(item.case_id)
    if not told:
        break
database.close()
"""


def test_two_processes_at_once_do_everything_exactly_once(database: Database) -> None:
    desk = Desk.set_up(database)
    cases = {desk.find(day * 86_400 + 3) for day in range(12)}
    late = desk.later(days=60)
    url = database.url.render_as_string(hide_password=False)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, url, late.now.isoformat()],
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
    assert Counter(told[0] + told[1]) == dict.fromkeys(cases, 1)
    assert len(rows(database)) == 7 * len(cases)
