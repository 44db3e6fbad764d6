"""Self-checks: when they are due, when one is complete, who is reminded, and how completion counts."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from models import catalog, health_log
from models.businesses import Position
from models.cases import Act
from models.database import Database
from models.errors import Conflict
from models.health import HealthKind
from models.opening import OpeningHours
from models.people import Everything, Level, Own, Role
from models.rules import RuleName
from models.self_checks import Filled, SelfCheckKind, Verdict
from models.tables import BusinessRow, PersonRow
from supervision import self_check_areas, self_check_completion, self_check_store
from supervision.calendar import CHINA
from supervision.case_store import Submission
from supervision.self_check_store import Answers, Completion
from supervision.self_checks import (
    DEFAULT_SELF_CHECK_POLICY,
    NotComplete,
    check_complete,
    period_of,
    periods_asked,
    periods_between,
    suggested,
)
from tests.models import scene
from tests.supervision.desk import WORN, Desk

POLICY = DEFAULT_SELF_CHECK_POLICY
DAILY = POLICY.daily
# The evening of the day of the violations; due at 22:00.
DAY = date(2026, 11, 2)
EVENING = datetime(2026, 11, 2, 19, tzinfo=CHINA)
days = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def fine(problem: str | None = None, **notes: str) -> dict[str, tuple[Verdict, str]]:
    verdicts = {item.key: (Verdict.OK, "") for item in DAILY.items}
    if problem is not None:
        verdicts[problem] = (Verdict.PROBLEM, notes.get("note", ""))
    return verdicts


@given(st.sampled_from(SelfCheckKind), days, days)
def test_periods_cover_each_day_once(kind: SelfCheckKind, one: date, other: date) -> None:
    period = period_of(kind, one, POLICY, CHINA)
    assert period.first <= one <= period.last
    assert period_of(kind, period.first, POLICY, CHINA) == period_of(kind, period.last, POLICY, CHINA)
    following = period_of(kind, period.last + timedelta(days=1), POLICY, CHINA)
    assert following.first == period.last + timedelta(days=1)
    assert period.due_at < following.due_at
    assert period.due_at.astimezone(CHINA).date() >= period.last
    since = min(one, other)
    until = min(max(one, other), since + timedelta(days=90))
    found = periods_between(kind, since, until, POLICY, CHINA)
    assert all(since <= item.first <= until for item in found)
    assert [item.first for item in found] == sorted({item.first for item in found})


@given(st.builds(datetime.combine, days, st.times(), st.just(CHINA)))
def test_what_was_due_lately_is_still_asked_for(now: datetime) -> None:
    asked = periods_asked(POLICY, CHINA, now)
    assert [period.kind for period in asked[:3]] == list(SelfCheckKind)
    assert all(period.first <= now.date() <= period.last for period in asked[:3])
    earlier = asked[3:]
    assert all(period.last < now.date() for period in earlier)
    assert [period.due_at for period in earlier] == sorted(period.due_at for period in earlier)
    dailies = [period.first for period in earlier if period.kind is SelfCheckKind.DAILY]
    # Each for seven days after its hour.
    oldest = 7 if now.time() <= DAILY.due else 6
    assert dailies == [now.date() - timedelta(days=back) for back in range(oldest, 0, -1)]


def test_the_minutes_of_a_month_are_asked_for_after_it() -> None:
    def months(now: datetime) -> list[tuple[int, bool]]:
        asked = periods_asked(POLICY, CHINA, now)
        return [(p.first.month, p.due_at < now) for p in asked if p.kind is SelfCheckKind.MONTHLY]

    assert months(datetime(2026, 12, 1, 9, tzinfo=CHINA)) == [(12, False), (11, False)]
    assert months(datetime(2026, 12, 4, 9, tzinfo=CHINA)) == [(12, False), (11, True)]
    assert months(datetime(2026, 12, 11, 9, tzinfo=CHINA)) == [(12, False)]


def test_what_makes_a_record_complete() -> None:
    filled = [Filled(item, Verdict.OK) for item in DAILY.items]
    broken = [Filled(DAILY.items[0], Verdict.PROBLEM, "口罩未戴,已纠正"), *filled[1:]]
    unsaid = [Filled(DAILY.items[0], Verdict.PROBLEM), *filled[1:]]
    officer, principal = Position.OFFICER, Position.PRINCIPAL
    check_complete(DAILY, officer, filled, zero_risk=True, note="", violations=0)
    check_complete(DAILY, officer, broken, zero_risk=False, note="", violations=2)
    check_complete(DAILY, officer, filled, zero_risk=True, note="经核实均为误报", violations=2)
    for position, items, zero_risk, violations in (
        (principal, filled, True, 0),
        (officer, filled[1:], True, 0),
        (officer, filled, False, 0),  # nothing found must be said
        (officer, broken, True, 0),  # and cannot be said beside a problem
        (officer, unsaid, False, 0),
        (officer, filled, True, 2),  # nor against what is on record, without a word
    ):
        with pytest.raises(NotComplete):
            check_complete(DAILY, position, items, zero_risk, "", violations)


def test_a_draft_knows_what_was_seen() -> None:
    draft = suggested(DAILY, {"mask": 2, "cameras": 1})
    problems = {item.item.key for item in draft if item.verdict is Verdict.PROBLEM}
    assert problems == {"mask", "cameras"}


def answers(verdicts: dict[str, tuple[Verdict, str]], zero_risk: bool) -> Answers:
    return Answers("李安全", Position.OFFICER, verdicts, zero_risk, "")


def test_filing_once_and_reading(database: Database) -> None:
    desk = Desk.set_up(database)
    desk.find()
    period = period_of(SelfCheckKind.DAILY, DAY, POLICY, CHINA)
    with database.writing() as session:
        session.add(PersonRow(business_id=desk.shop.id, position="officer", name="李安全"))
        known = self_check_store.known(session, desk.shop.id, period, CHINA)
        assert (dict(known.broken), known.violations) == ({"mask": 1}, 1)
        assert self_check_store.persons(session, desk.shop.id) == [(Position.OFFICER, "李安全")]
    told = answers(fine("mask", note="已提醒戴好"), zero_risk=False)

    def file(now: datetime) -> str:
        with database.writing() as session:
            return self_check_store.file(
                session, desk.shop.id, period, told, POLICY, desk.owner, CHINA, now
            ).id

    check_id = file(EVENING)
    with pytest.raises(Conflict):
        file(EVENING)
    with database.reading() as session:
        check = self_check_store.get(session, Own(desk.shop.id), check_id)
        assert (check.is_late, check.violations, check.person, check.by) == (False, 1, "李安全", "owner")
        assert check == self_check_store.filed(session, desk.shop.id, period)
        listed, _ = self_check_store.page(
            session, Everything(), business_id=None, kind=None, after=None, limit=5
        )
        assert listed == [check]
        nothing, _ = self_check_store.page(
            session, Own("0" * 32), business_id=None, kind=None, after=None, limit=5
        )
        assert nothing == []


def test_completion_counts_in_time_late_and_missing(database: Database) -> None:
    desk = Desk.set_up(database)
    with database.writing() as session:
        silent = scene.business(session, "不报的店")
        for day, hours in ((1, 20), (2, 23), (3, 21)):
            first = date(2026, 11, day)
            period = period_of(SelfCheckKind.DAILY, first, POLICY, CHINA)
            now = datetime(2026, 11, day, hours, tzinfo=CHINA)
            self_check_store.file(
                session, desk.shop.id, period, answers(fine(), zero_risk=True), POLICY, desk.owner, CHINA, now
            )
    since, until = date(2026, 11, 1), date(2026, 11, 5)
    periods = periods_between(SelfCheckKind.DAILY, since, until, POLICY, CHINA)
    now = datetime(2026, 11, 4, 23, tzinfo=CHINA)
    with database.reading() as session:
        board = self_check_completion.completion(session, Everything(), periods, now)
    found = board.businesses
    assert (board.count, board.total) == (2, Completion(due=8, in_time=2, late=1, zero_risk=3))
    counted = {item.business_id: item.completion for item in found}
    assert counted == {
        desk.shop.id: Completion(due=4, in_time=2, late=1, zero_risk=3),
        silent.id: Completion(due=4),
    }
    assert found[0].business_id == silent.id, "who misses most comes first"
    with database.reading() as session:
        shares = self_check_completion.shares_in_time(session, now - timedelta(days=90), now, CHINA)
    assert shares == {desk.shop.id: 0.5, silent.id: 0.0}


def test_what_one_files_of_old_days_makes_them_due_of_nobody(database: Database) -> None:
    desk = Desk.set_up(database)
    told = answers(fine(), zero_risk=True)

    def file(kind: SelfCheckKind, day: date, now: datetime) -> None:
        position = Position.PRINCIPAL if kind is SelfCheckKind.MONTHLY else Position.OFFICER
        verdicts = {item.key: (Verdict.OK, "") for item in POLICY.form(kind).items}
        with database.writing() as session:
            self_check_store.file(
                session, desk.shop.id, period_of(kind, day, POLICY, CHINA),
                replace(told, position=position, verdicts=verdicts), POLICY, desk.owner, CHINA, now,
            )  # fmt: skip

    with database.writing() as session:
        silent = scene.business(session, "不报的店")
    # In the first hour of Thursday there, which is Wednesday in UTC.
    night = datetime(2026, 11, 5, 0, 30, tzinfo=CHINA)
    for kind in SelfCheckKind:
        file(kind, date(2026, 9, 15), night)
    file(SelfCheckKind.DAILY, date(2026, 11, 4), night)
    file(SelfCheckKind.DAILY, date(2026, 11, 5), night + timedelta(hours=20))
    now, since = datetime(2026, 11, 8, 23, tzinfo=CHINA), date(2026, 9, 1)
    counted = {}
    with database.reading() as session:
        for kind in SelfCheckKind:
            for asked in (since, None):
                first, periods = self_check_completion.days_counted(
                    session, kind, asked, now.date(), POLICY, CHINA
                )
                board = self_check_completion.completion(session, Everything(), periods, now)
                counted[kind, asked] = first, board.total
        shares = self_check_completion.shares_in_time(session, now - timedelta(days=90), now, CHINA)
        fell_due = {
            kind: [
                period.first
                for period in self_check_areas.due_between(
                    session, kind, datetime(2026, 9, 1, tzinfo=CHINA), now, CHINA
                )
            ]
            for kind in SelfCheckKind
        }
        before = self_check_completion.days_counted(
            session, SelfCheckKind.DAILY, since, date(2026, 11, 4), POLICY, CHINA
        )
    for asked in (since, None):
        # Two businesses, four days; the week ends on Sunday and the month has not ended.
        assert counted[SelfCheckKind.DAILY, asked] == (
            date(2026, 11, 5), Completion(due=8, in_time=1, zero_risk=1),
        )  # fmt: skip
        assert counted[SelfCheckKind.WEEKLY, asked] == (date(2026, 11, 2), Completion(due=2))
        assert counted[SelfCheckKind.MONTHLY, asked] == (date(2026, 11, 1), Completion())
    assert shares == {desk.shop.id: 0.25, silent.id: 0.0}
    assert fell_due == {
        SelfCheckKind.DAILY: [date(2026, 11, day) for day in (5, 6, 7, 8)],
        SelfCheckKind.WEEKLY: [date(2026, 11, 2)],
        SelfCheckKind.MONTHLY: [],
    }
    assert before == (since, ()), "nobody had begun"
    # What it has filed of those days stays filed.
    with database.reading() as session:
        kept = self_check_store.filed(
            session, desk.shop.id, period_of(SelfCheckKind.DAILY, date(2026, 9, 15), POLICY, CHINA)
        )
    assert kept is not None
    assert kept.filed_at == night


def test_reminded_before_and_after_and_each_once_by_two_workers(database: Database) -> None:
    desk = Desk.set_up(database)
    with database.writing() as session:
        others = [scene.business(session, f"店 {number}") for number in range(20)]
        done = scene.business(session, "已报的店")
        owner = scene.user(session, "done", Role.BUSINESS, done.id)
        period = period_of(SelfCheckKind.DAILY, DAY, POLICY, CHINA)
        self_check_store.file(
            session, done.id, period, answers(fine(), zero_risk=True), POLICY, owner, CHINA, EVENING
        )

    def run(now: datetime) -> list[str]:
        with database.writing() as session:
            told = self_check_store.remind(session, POLICY, CHINA, now)
        return [business for business, of, _ in told if of == period]

    assert run(datetime(2026, 11, 2, 9, tzinfo=UTC)) == [], "17:00 there is too early"
    told, ready = list[str](), threading.Barrier(2)

    def work() -> None:
        ready.wait()
        told.extend(run(EVENING))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(told) == sorted([desk.shop.id, *(shop.id for shop in others)])
    assert run(EVENING) == []
    assert len(run(EVENING + timedelta(hours=4))) == 21, "and once more when it is late"
    assert run(EVENING + timedelta(hours=5)) == []


def test_violations_of_other_days_are_not_of_this_one(database: Database) -> None:
    desk = Desk.set_up(database)
    desk.find(rule=RuleName.HAT)
    tomorrow = period_of(SelfCheckKind.DAILY, DAY + timedelta(days=1), POLICY, CHINA)
    week = period_of(SelfCheckKind.WEEKLY, DAY, POLICY, CHINA)
    with database.reading() as session:
        assert self_check_store.known(session, desk.shop.id, tomorrow, CHINA).violations == 0
        assert self_check_store.known(session, desk.shop.id, week, CHINA).broken == {"hat": 1}


def test_a_camera_that_was_down_before_the_day_began_is_in_its_draft(database: Database) -> None:
    desk = Desk.set_up(database)
    days = {
        back: period_of(SelfCheckKind.DAILY, DAY - timedelta(days=back), POLICY, CHINA) for back in range(3)
    }
    midnight = datetime(2026, 11, 2, tzinfo=CHINA)

    def troubles() -> list[int]:
        with database.reading() as session:
            known = [self_check_store.known(session, desk.shop.id, days[back], CHINA) for back in (2, 1, 0)]
        return [item.broken.get("cameras", 0) for item in known]

    with database.writing() as session:
        health_log.begin(session, desk.camera.id, HealthKind.OFFLINE, midnight - timedelta(hours=10), {})
        health_log.begin(session, desk.camera.id, HealthKind.FROZEN, midnight - timedelta(hours=30), {})
        health_log.end(session, desk.camera.id, HealthKind.FROZEN, midnight - timedelta(hours=26))
    assert troubles() == [1, 1, 1], "frozen the day before yesterday, offline since yesterday"
    with database.writing() as session:
        health_log.end(session, desk.camera.id, HealthKind.OFFLINE, midnight - timedelta(hours=1))
    assert troubles() == [1, 1, 0]


def test_what_a_person_rejected_is_not_in_the_draft(database: Database) -> None:
    desk = Desk.set_up(database)
    wrong = desk.find()
    desk.find(rule=RuleName.HAT)
    period = period_of(SelfCheckKind.DAILY, DAY, POLICY, CHINA)

    def seen() -> dict[str, int]:
        with database.reading() as session:
            return dict(self_check_store.known(session, desk.shop.id, period, CHINA).broken)

    assert seen() == {"mask": 1, "hat": 1}
    desk.act(wrong, Act.REJECT, desk.cadre, WORN)
    assert seen() == {"hat": 1}
    desk.act(wrong, Act.REOPEN, desk.cadre, Submission("看错了"))
    desk.act(wrong, Act.CONFIRM, desk.cadre)
    assert seen() == {"mask": 1, "hat": 1}


def test_nothing_is_due_of_a_new_business_before_its_first_day_nor_of_one_that_is_closed(
    database: Database,
) -> None:
    desk = Desk.set_up(database)
    with database.writing() as session:
        new = catalog.add_business(session, name="新店", level=Level.C, since=date(2026, 11, 4))
        school = scene.business(session, "学校食堂")
        weekdays = OpeningHours.parse("周一至周五 06:30-13:30").days
        session.execute(update(BusinessRow).where(BusinessRow.id == school.id).values(open_days=weekdays))
        # 1 November is a Sunday. What is filed beyond what is due makes up for nothing.
        for shop, day in ((new, 2), (new, 4), (school, 1), (school, 3)):
            period = period_of(SelfCheckKind.DAILY, date(2026, 11, day), POLICY, CHINA)
            told = answers(fine(), zero_risk=True)
            self_check_store.file(
                session, shop.id, period, told, POLICY, desk.owner, CHINA, period.due_at - timedelta(hours=1)
            )
    now = datetime(2026, 11, 5, 23, tzinfo=CHINA)
    periods = periods_between(SelfCheckKind.DAILY, date(2026, 10, 31), date(2026, 11, 5), POLICY, CHINA)
    with database.reading() as session:
        board = self_check_completion.completion(session, Everything(), periods, now)
        shares = self_check_completion.shares_in_time(
            session, datetime(2026, 10, 31, tzinfo=CHINA), now, CHINA
        )
    assert {item.business_id: item.completion for item in board.businesses} == {
        desk.shop.id: Completion(due=6),
        school.id: Completion(due=4, in_time=1, zero_risk=1),
        new.id: Completion(due=2, in_time=1, zero_risk=1),
    }
    assert [item.business_id for item in board.businesses] == [desk.shop.id, school.id, new.id]
    assert board.total == Completion(due=12, in_time=2, zero_risk=2)
    # Since Sunday, the first day on which anybody filed.
    assert shares == {desk.shop.id: 0.0, school.id: 0.25, new.id: 0.5}
    with database.writing() as session:
        sunday = datetime(2026, 11, 8, 21, tzinfo=CHINA)
        noted = self_check_store.remind(session, POLICY, CHINA, sunday)
    daily = {business for business, period, _ in noted if period.kind is SelfCheckKind.DAILY}
    weekly = {business for business, period, _ in noted if period.kind is SelfCheckKind.WEEKLY}
    assert daily == {desk.shop.id, new.id}, "the school is closed on Sundays"
    assert weekly == {desk.shop.id, school.id}, "the new one began in the middle of the week"
