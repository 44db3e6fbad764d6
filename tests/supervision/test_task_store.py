"""Tasks in the database: made once, whoever asks; followed through transfers; counted right."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from models import accounts
from models.areas import Area, AreaKind
from models.businesses import Business, BusinessStatus
from models.database import Database
from models.errors import Conflict, InvalidValue, NotFound
from models.people import AssignedTo, Everything, InArea, Level, Own, Role, Scope, User
from models.risk_tables import RiskRow
from models.tables import BusinessRow, CameraRow
from models.task_tables import TaskRow
from models.tasks import Mode, TaskKind, TaskState, Withdrawal
from supervision import areas, campaigns, task_renewal, task_store
from supervision.calendar import standard_calendar
from supervision.campaigns import CampaignCursor
from supervision.risk import urgency
from supervision.task_store import Done, Grouping, Task, TaskCursor, TaskFilters
from supervision.tasks import Quarter, TaskPolicy
from tests.models import scene

ZONE = ZoneInfo("Asia/Shanghai")
POLICY = TaskPolicy()
Q4 = Quarter(2026, 4)
TODAY = date(2026, 11, 2)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


@dataclass
class Town:
    """Two streets with a business each, one cadre for both, and a third business that nobody looks after."""

    database: Database
    county: Area
    streets: Sequence[Area]
    shops: Sequence[str]
    cadre: User

    def renew(self, today: date) -> int:
        with self.database.writing() as session:
            return task_renewal.renew(session, today, noon(today), standard_calendar(), POLICY)

    def tasks(self, today: date, *states: TaskState) -> Sequence[Task]:
        with self.database.reading() as session:
            found, more = task_store.page(
                session, Everything(), TaskFilters(states), today, POLICY, after=None, limit=100
            )
        assert more is None
        return found

    def finish(self, task: Task, day: date, user: User | None = None) -> None:
        with self.database.writing() as session:
            task_store.finish(
                session, Everything(), task.id, user or self.cadre, Mode.REMOTE, "好", POLICY, noon(day)
            )


@pytest.fixture
def town(database: Database) -> Town:
    with database.writing() as session:
        county = areas.add_area(session, name="港城", kind=AreaKind.COUNTY)
        streets = [
            areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=county) for name in ("东街", "西街")
        ]
        shops = [scene.business(session, name).id for name in ("甲", "乙", "丙")]
        for shop, street in zip(shops, (*streets, None), strict=True):
            session.execute(
                update(BusinessRow)
                .where(BusinessRow.id == shop)
                .values(area_id=street.id if street else None)
            )
        for shop in shops[:2]:
            scene.camera(session, Business(shop, "", Level.B, ""))
        cadre = scene.user(session, "cadre", Role.CADRE)
        for shop in shops[:2]:
            accounts.assign(session, user_id=cadre.id, business_id=shop, now=noon(date(2026, 1, 5)))
    return Town(database, county, streets, shops, cadre)


def test_each_business_has_one_quarterly_task_however_often_one_asks(town: Town) -> None:
    assert town.renew(TODAY) == 3
    assert [town.renew(day) for day in (TODAY, TODAY + timedelta(days=1), Q4.last)] == [0, 0, 0]
    tasks = town.tasks(TODAY)
    assert {(task.business_id, task.kind, task.first, task.last) for task in tasks} == {
        (shop, TaskKind.QUARTERLY, Q4.first, Q4.last) for shop in town.shops
    }
    assert {task.business_name: task.cadres for task in tasks} == {
        "甲": ("cadre",), "乙": ("cadre",), "丙": (),
    }  # fmt: skip
    assert town.renew(Q4.next.first) == 3
    overdue = town.tasks(Q4.next.first, TaskState.OVERDUE)
    assert {task.last for task in overdue} == {Q4.last}


def test_several_workers_at_once_make_each_task_once(town: Town) -> None:
    start, made = threading.Barrier(3), []

    def work() -> None:
        start.wait(10)
        made.append(town.renew(TODAY))

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    with town.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TaskRow)) == 3
    assert len(made) == 3


def test_a_task_goes_over_with_its_business(town: Town) -> None:
    town.renew(TODAY)
    with town.database.writing() as session:
        successor = scene.user(session, "successor", Role.CADRE)
        accounts.withdraw(session, user_id=town.cadre.id, business_id=town.shops[0], now=noon(TODAY))
        accounts.assign(session, user_id=successor.id, business_id=town.shops[0], now=noon(TODAY))
    assert town.renew(TODAY) == 0
    for user, shop in ((successor, town.shops[0]), (town.cadre, town.shops[1])):
        with town.database.reading() as session:
            found, _ = task_store.page(
                session, AssignedTo(user.id), TaskFilters(), TODAY, POLICY, after=None, limit=9
            )
        assert [task.business_id for task in found] == [shop]


def test_done_once_and_confirmed_by_the_business(town: Town) -> None:
    town.renew(TODAY)
    task = town.tasks(TODAY)[0]
    with town.database.writing() as session:
        owner = scene.user(session, "owner", Role.BUSINESS, town.shops[0])
        with pytest.raises(Conflict):
            task_store.confirm(session, Everything(), task.id, owner, noon(TODAY))
    town.finish(task, TODAY)
    with pytest.raises(Conflict):
        town.finish(task, TODAY)
    with town.database.writing() as session:
        task_store.confirm(session, Everything(), task.id, owner, noon(TODAY))
        task_store.confirm(session, Everything(), task.id, town.cadre, noon(TODAY + timedelta(days=1)))
    [done] = town.tasks(TODAY, TaskState.DONE)
    assert (done.mode, done.note, done.confirmed_by) == (Mode.REMOTE, "好", "owner")
    assert done.confirmed_at == noon(TODAY)


def test_what_is_outside_the_scope_is_not_there(town: Town) -> None:
    town.renew(TODAY)
    foreign = next(task for task in town.tasks(TODAY) if task.business_id == town.shops[1])
    with town.database.writing() as session:
        for scope in (Own(town.shops[0]), InArea(town.streets[0].path), AssignedTo("0" * 32)):
            with pytest.raises(NotFound):
                task_store.get(session, scope, foreign.id, TODAY, POLICY)
            with pytest.raises(NotFound):
                task_store.finish(
                    session, scope, foreign.id, town.cadre, Mode.ON_SITE, "", POLICY, noon(TODAY)
                )


def test_high_risk_must_be_seen_on_site(town: Town) -> None:
    with town.database.writing() as session:
        session.execute(update(BusinessRow).values(risk_grade="D"))
    town.renew(TODAY)
    task = town.tasks(TODAY)[0]
    assert not task.may_be_remote
    with pytest.raises(InvalidValue):
        town.finish(task, TODAY)


def test_without_a_camera_or_a_word_nothing_was_seen_from_afar(town: Town) -> None:
    town.renew(TODAY)
    tasks = {task.business_id: task for task in town.tasks(TODAY)}
    filmed, unfilmed = tasks[town.shops[0]], tasks[town.shops[2]]
    assert (filmed.may_be_remote, unfilmed.may_be_remote) == (True, False)
    strict = replace(POLICY, remote_by_note=False)
    refused = (
        (unfilmed, "好", POLICY, "without an accepted camera"),
        (filmed, "", POLICY, "what was seen"),
        (filmed, "好", strict, "signed inspection"),
    )
    for task, note, policy, why in refused:
        with town.database.writing() as session, pytest.raises(InvalidValue, match=why):
            task_store.finish(
                session, Everything(), task.id, town.cadre, Mode.REMOTE, note, policy, noon(TODAY)
            )
    with town.database.writing() as session:
        visited = replace(POLICY, on_site_by_note=False)
        with pytest.raises(InvalidValue, match="signed inspection"):
            task_store.finish(
                session, Everything(), filmed.id, town.cadre, Mode.ON_SITE, "好", visited, noon(TODAY)
            )
        task_store.finish(
            session, Everything(), filmed.id, town.cadre, Mode.REMOTE, "", strict, noon(TODAY),
            is_inspection=True,
        )  # fmt: skip
        session.execute(update(CameraRow).values(accepted_at=None))
    town.renew(Q4.next.first)
    assert not any(task.may_be_remote for task in town.tasks(Q4.next.first, TaskState.OPEN))


def test_nothing_is_due_of_a_business_that_does_not_work(town: Town) -> None:
    def become(status: BusinessStatus) -> None:
        with town.database.writing() as session:
            session.execute(
                update(BusinessRow).where(BusinessRow.id == town.shops[0]).values(status=str(status))
            )
        town.renew(TODAY)

    town.renew(TODAY)
    become(BusinessStatus.SUSPENDED)
    assert [task.business_id for task in town.tasks(TODAY, TaskState.WITHDRAWN)] == [town.shops[0]]
    become(BusinessStatus.ACTIVE)
    assert town.tasks(TODAY, TaskState.WITHDRAWN) == []
    assert len(town.tasks(TODAY, TaskState.OPEN)) == 3


def test_a_campaign_asks_in_its_area_alone(town: Town) -> None:
    with town.database.writing() as session:
        office = scene.user(session, "office", Role.ADMIN)
        campaign = campaigns.new("元旦", TODAY, TODAY + timedelta(days=10), levels=["B"], is_on_site=True)
        campaigns.add(session, campaign, town.streets[0].id, office, noon(TODAY))
        other = campaigns.new("别的级别", TODAY, TODAY, levels=["A"])
        campaigns.add(session, other, None, office, noon(TODAY))
    town.renew(TODAY)
    [asked] = [task for task in town.tasks(TODAY) if task.kind is TaskKind.CAMPAIGN]
    assert (asked.business_id, asked.campaign) == (town.shops[0], "元旦")
    assert not asked.may_be_remote
    assert town.renew(TODAY + timedelta(days=3)) == 0


def test_a_campaign_is_shortened_and_called_off_and_what_is_done_stays(town: Town) -> None:
    day, top = TODAY + timedelta(days=2), InArea(town.county.path)
    with town.database.writing() as session:
        office = scene.user(session, "office", Role.ADMIN)
        campaign = campaigns.new("元旦", TODAY, TODAY + timedelta(days=30))
        campaigns.add(session, campaign, town.county.id, office, noon(TODAY))
    town.renew(TODAY)

    def asked(*states: TaskState) -> list[Task]:
        return [task for task in town.tasks(TODAY, *states) if task.kind is TaskKind.CAMPAIGN]

    def change(last: date | None, reason: str = "寒潮", scope: Scope = top) -> None:
        with town.database.writing() as session:
            campaigns.change(
                session, scope, campaign.id, last=last, reason=reason, user=office, today=TODAY,
                now=noon(TODAY),
            )  # fmt: skip

    def standing(scope: Scope) -> list[tuple[int, int, bool]]:
        with town.database.reading() as session:
            found, _ = campaigns.page(session, scope, TODAY)
        return [(item.due, item.done, item.may_change) for item in found]

    with pytest.raises(NotFound):
        change(day, scope=InArea(town.streets[0].path))
    for wrong in (TODAY - timedelta(days=1), day):
        with pytest.raises(InvalidValue):
            change(wrong, "" if wrong == day else "寒潮")
    change(day)
    assert {task.last for task in asked()} == {day}
    town.finish(asked()[0], TODAY)
    assert standing(top) == [(2, 1, True)]
    assert [due for due, _, _ in standing(InArea(town.streets[0].path))] == [1]
    assert standing(Own(town.shops[2])) == []
    change(None, "另有安排")
    assert town.renew(TODAY) == 0
    assert [task.withdrawn_because for task in asked(TaskState.WITHDRAWN)] == [Withdrawal.CANCELLED]
    assert len(asked(TaskState.DONE)) == 1
    with town.database.reading() as session:
        item = campaigns.get(session, top, campaign.id, TODAY)
    assert [(made.last, made.reason, made.by) for made in item.changes] == [
        (day, "寒潮", "office"), (None, "另有安排", "office"),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        change(day)


def test_campaigns_come_a_page_at_a_time_and_only_those_that_concern_the_reader(town: Town) -> None:
    east, west = town.streets
    with town.database.writing() as session:
        office = scene.user(session, "office", Role.ADMIN)
        for number in range(7):
            begins = TODAY - timedelta(days=number)
            campaign = campaigns.new(f"第{number}次", begins, begins + timedelta(days=3))
            area = east if number % 2 else west
            campaigns.add(session, campaign, area.id, office, noon(begins))
        called_off = campaigns.new("取消", TODAY, TODAY + timedelta(days=3))
        campaigns.add(session, called_off, None, office, noon(TODAY))
        campaigns.change(
            session, Everything(), called_off.id, last=None, reason="寒潮", user=office, today=TODAY,
            now=noon(TODAY),
        )  # fmt: skip
    town.renew(TODAY)

    def walk(scope: Scope, over: bool | None = None) -> list[str]:
        seen: list[str] = []
        after: CampaignCursor | None = None
        while True:
            with town.database.reading() as session:
                found, after = campaigns.page(session, scope, TODAY, over=over, after=after, limit=2)
            assert len(found) == 2 or after is None
            seen += [item.campaign.name for item in found]
            if after is None:
                return seen
            assert CampaignCursor.decode(after.encode()) == after

    with town.database.reading() as session:
        whole, _ = campaigns.page(session, Everything(), TODAY)
        with pytest.raises(NotFound):
            campaigns.get(session, InArea(east.path), called_off.id, TODAY)
    assert walk(Everything()) == [item.campaign.name for item in whole]
    assert [item.campaign.last for item in whole] == sorted(
        (item.campaign.last for item in whole), reverse=True
    )
    assert walk(Everything(), False) == ["第0次", "第1次", "第2次", "第3次"]
    assert set(walk(Everything(), True)) == {"第4次", "第5次", "第6次", "取消"}
    assert walk(InArea(east.path)) == ["第1次", "第3次", "第5次"]
    everything = {item.campaign.name for item in whole}
    assert set(walk(InArea(town.county.path, is_whole=True))) == everything
    # Where another area is at the top as well, what concerns all is neither's.
    assert set(walk(InArea(town.county.path))) == everything - {"取消"}
    # Of another street's no task concerns them, however many of those there are before.
    assert walk(Own(town.shops[0])) == ["第1次", "第3次"]


def test_of_those_due_on_a_day_the_most_urgent_comes_first(town: Town) -> None:
    """By the rule that is back-tested: how much of its interval each has waited, then its score."""
    scores = {town.shops[0]: (5.0, 90), town.shops[1]: (31.0, 45), town.shops[2]: (80.0, 10)}
    with town.database.writing() as session:
        for shop, (score, every_days) in scores.items():
            session.add(RiskRow(business_id=shop, day=TODAY, score=score, every_days=every_days, reasons=[]))
        accounts.assign(session, user_id=town.cadre.id, business_id=town.shops[2], now=noon(TODAY))
    town.renew(TODAY)

    def order(today: date) -> list[str]:
        due = town.tasks(today, TaskState.OPEN)
        return [task.business_id for task in due if task.kind is TaskKind.QUARTERLY]

    def said(today: date) -> list[str]:
        waited = {shop: (today - date(2026, 1, 5)).days for shop in town.shops[:2]}
        waited[town.shops[2]] = (today - TODAY).days
        return sorted(town.shops, key=lambda shop: -urgency(*scores[shop], waited[shop]))

    assert order(TODAY) == said(TODAY) == [town.shops[1], town.shops[0], town.shops[2]]
    # Every day anew: who has just been answered for catches up if the risk is high.
    later = TODAY + timedelta(days=55)
    town.renew(later)
    assert order(later) == said(later) == [town.shops[1], town.shops[2], town.shops[0]]


@pytest.mark.parametrize("text", ["", "x", "MjAyNi0xMS0wMnxuYW58YQ==", "MjAyNi0xMS0wMg=="])
def test_a_cursor_that_is_none(text: str) -> None:
    with pytest.raises(InvalidValue):
        TaskCursor.decode(text)


def test_pages_show_each_task_once(town: Town) -> None:
    for quarter in range(8):
        town.renew(Quarter(2025 + quarter // 4, quarter % 4 + 1).first)
    seen, after = [], None
    while True:
        with town.database.reading() as session:
            part, after = task_store.page(
                session, Everything(), TaskFilters(), TODAY, POLICY, after=after, limit=5
            )
        seen += [task.id for task in part]
        if after is None:
            break
        assert TaskCursor.decode(after.encode()) == after
    assert len(seen) == len(set(seen)) == 16
    assert seen == [task.id for task in town.tasks(TODAY)]


def test_completion_counts_who_was_in_time(town: Town) -> None:
    town.renew(TODAY)
    first, second = (
        next(task for task in town.tasks(TODAY) if task.business_id == shop) for shop in town.shops[:2]
    )
    town.finish(first, Q4.last)
    late = Q4.next.first
    town.finish(second, late)
    with town.database.reading() as session:
        counted = {by: task_store.completion(session, Everything(), Q4, late, by, ZONE) for by in Grouping}
        within = task_store.completion(session, InArea(town.county.path), Q4, late, Grouping.LEVEL, ZONE)
    open_one, timely, tardy = Done(1, 0, 0, 1), Done(1, 1, 1, 0), Done(1, 1, 0, 0)
    assert counted[Grouping.AREA] == {
        town.streets[0].id: timely, town.streets[1].id: tardy, "": open_one,
    }  # fmt: skip
    assert counted[Grouping.LEVEL] == {"B": Done(3, 2, 1, 1)}
    assert counted[Grouping.CADRE] == {town.cadre.id: Done(2, 2, 1, 0), "": open_one}
    assert within == {"B": Done(2, 2, 1, 0)}
