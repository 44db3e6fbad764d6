"""Which tasks a signed inspection is the record of, and what becomes of its photos; on both databases."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from models import accounts
from models.businesses import Business
from models.database import Database
from models.errors import Conflict, InvalidValue
from models.people import Everything, Level, Role, User
from models.places import PAPERS, Words
from models.risk_tables import RiskRow
from models.tables import BusinessRow
from models.task_tables import TaskRow
from models.tasks import Mode, TaskKind, TaskState, Withdrawal
from supervision import campaigns, inspection_store, task_inspections, task_renewal, task_store
from supervision.calendar import standard_calendar
from supervision.checklists import SHIPPED
from supervision.inspections import Answer, Check, Given, Inspection, Photo, Step, plan_on_site
from supervision.task_store import Task, TaskFilters
from supervision.tasks import Quarter, TaskPolicy
from tests.models import scene

ALL = Everything()
POLICY = TaskPolicy()
Q4 = Quarter(2026, 4)
TODAY = date(2026, 11, 2)
DAILY = Check("daily", Words("台账", "Records"), SHIPPED.items[0].matter)
STEPS = (Step(PAPERS, None, "", PAPERS, (DAILY,)),)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class Street:
    """A filmed business and the cadre who answers for it."""

    database: Database
    shop: str
    cadre: User
    owner: User

    def renew(self, today: date = TODAY) -> None:
        with self.database.writing() as session:
            task_renewal.renew(session, today, noon(today), standard_calendar(), POLICY)

    def add(self, kind: TaskKind) -> str:
        """A task besides those that are due by themselves."""
        with self.database.writing() as session:
            session.add(
                TaskRow(
                    id=f"{kind:x<32}", key=str(kind), business_id=self.shop, kind=str(kind), first_on=TODAY,
                    last_on=TODAY + timedelta(days=5), made_at=noon(TODAY),
                )
            )  # fmt: skip
        return f"{kind:x<32}"

    def tasks(self, today: date = TODAY) -> dict[TaskKind, Task]:
        with self.database.reading() as session:
            found, _ = task_store.page(session, ALL, TaskFilters(), today, POLICY, after=None, limit=9)
        return {task.kind: task for task in found}

    def start(self, mode: Mode, task_id: str | None = None, today: date = TODAY) -> str:
        with self.database.writing() as session:
            task = task_inspections.task_for(session, ALL, self.shop, task_id, mode, today, POLICY)
            return inspection_store.start(
                session, business_id=self.shop, user=self.cadre, mode=mode, checklist="1", steps=STEPS,
                task_id=task, now=noon(today),
            )  # fmt: skip

    def sign(self, inspection_id: str, today: date = TODAY) -> Inspection:
        now = noon(today)
        with self.database.writing() as session:
            inspection_store.sign(session, inspection_id, name="王", conclusion="好", digest="d" * 64, at=now)
            signed = inspection_store.get(session, ALL, self.cadre, inspection_id)
            task_inspections.record(session, ALL, signed, self.cadre, POLICY, today, now)
        return self.read(inspection_id)

    def read(self, inspection_id: str) -> Inspection:
        with self.database.reading() as session:
            return inspection_store.get(session, ALL, self.cadre, inspection_id)


@pytest.fixture
def street(database: Database) -> Street:
    with database.writing() as session:
        shop = scene.business(session, "甲").id
        scene.camera(session, Business(shop, "", Level.B, ""))
        cadre = scene.user(session, "cadre", Role.CADRE)
        owner = scene.user(session, "owner", Role.BUSINESS, shop)
        accounts.assign(session, user_id=cadre.id, business_id=shop, now=noon(date(2026, 1, 5)))
    made = Street(database, shop, cadre, owner)
    made.renew()
    return made


@pytest.mark.parametrize("mode", Mode)
def test_a_look_that_the_risk_has_asked_for_is_the_quarters_too(street: Street, mode: Mode) -> None:
    dynamic = street.add(TaskKind.DYNAMIC)
    begun = street.start(mode, dynamic)
    assert street.read(begun).task_ids == (dynamic,)
    signed = street.sign(begun)
    tasks = street.tasks()
    assert set(signed.task_ids) == {tasks[TaskKind.DYNAMIC].id, tasks[TaskKind.QUARTERLY].id}
    assert {(task.state, task.mode, task.inspection_id) for task in tasks.values()} == {
        (TaskState.DONE, mode, begun)
    }
    with street.database.writing() as session:
        inspection_store.confirm(session, begun, street.owner, "好", noon(TODAY))
        task_inspections.confirm(session, ALL, begun, street.owner, noon(TODAY))
        assert {task_inspections.inspection_of(session, task.id) for task in tasks.values()} == {begun}
    assert {task.confirmed_by for task in street.tasks().values()} == {"owner"}


def test_the_quarters_look_withdraws_what_the_risk_has_asked_for(street: Street) -> None:
    street.add(TaskKind.DYNAMIC)
    quarterly = street.tasks()[TaskKind.QUARTERLY].id
    assert street.sign(street.start(Mode.REMOTE, quarterly)).task_ids == (quarterly,)
    assert street.tasks()[TaskKind.DYNAMIC].withdrawn_because is Withdrawal.LOOKED


def test_what_makes_up_for_a_quarter_is_not_the_next_ones(street: Street) -> None:
    today = Q4.next.first
    street.renew(today)
    with street.database.reading() as session:
        found, _ = task_store.page(session, ALL, TaskFilters(), today, POLICY, after=None, limit=9)
    late, due = found
    assert (late.state, due.state) == (TaskState.OVERDUE, TaskState.OPEN)
    # What is due first is meant where nothing is said.
    signed = street.sign(street.start(Mode.REMOTE, today=today), today)
    assert signed.task_ids == (late.id,)
    with street.database.reading() as session:
        assert task_store.get(session, ALL, due.id, today, POLICY).state is TaskState.OPEN


def test_a_campaign_that_wants_a_visit_is_done_by_one(street: Street) -> None:
    with street.database.writing() as session:
        office = scene.user(session, "office", Role.ADMIN)
        campaign = campaigns.new("元旦", TODAY, TODAY + timedelta(days=10), is_on_site=True)
        campaigns.add(session, campaign, None, office, noon(TODAY))
    street.renew()
    tasks = street.tasks()
    asked, quarterly = tasks[TaskKind.CAMPAIGN].id, tasks[TaskKind.QUARTERLY].id
    with pytest.raises(InvalidValue):
        street.start(Mode.REMOTE, asked)
    # From afar the first one that can be done so is meant, on site the first of all.
    assert street.read(street.start(Mode.REMOTE)).task_ids == (quarterly,)
    visit = street.start(Mode.ON_SITE)
    assert street.read(visit).task_ids == (asked,)
    assert set(street.sign(visit).task_ids) == {asked, quarterly}


def test_what_somebody_has_done_meanwhile_has_another_record(street: Street) -> None:
    quarterly = street.tasks()[TaskKind.QUARTERLY].id
    visit = street.start(Mode.ON_SITE, quarterly)
    with street.database.writing() as session:
        task_store.finish(session, ALL, quarterly, street.cadre, Mode.ON_SITE, "看过", POLICY, noon(TODAY))
    assert street.sign(visit).task_ids == ()
    done = street.tasks()[TaskKind.QUARTERLY]
    assert (done.note, done.inspection_id) == ("看过", None)
    with pytest.raises(Conflict):
        street.start(Mode.ON_SITE, quarterly)


@pytest.mark.parametrize("mode", Mode)
def test_a_look_without_a_task_is_one_where_its_mode_does(street: Street, mode: Mode) -> None:
    """Where the risk is high, a look from afar puts off nothing."""
    with street.database.writing() as session:
        session.execute(update(BusinessRow).values(risk_grade="D"))
        session.add(RiskRow(business_id=street.shop, day=TODAY, score=80.0, every_days=14, reasons=[]))
        quarterly = street.tasks()[TaskKind.QUARTERLY].id
        task_store.finish(session, ALL, quarterly, street.cadre, Mode.ON_SITE, "", POLICY, noon(TODAY))
    later = TODAY + timedelta(days=10)
    assert street.sign(street.start(mode, today=later), later).task_ids == ()
    street.renew(later)
    assert (TaskKind.DYNAMIC in street.tasks(later)) == (mode is Mode.REMOTE)


def test_of_each_mode_there_is_a_draft_with_answers_of_its_own(street: Street) -> None:
    visit, look = street.start(Mode.ON_SITE), street.start(Mode.REMOTE)
    assert street.start(Mode.ON_SITE) == visit != look
    with street.database.writing() as session:
        for inspection, answer in ((visit, Answer.ABSENT), (look, Answer.UNSEEN)):
            inspection_store.answer(session, inspection, PAPERS, "daily", Given(answer), noon(TODAY))
        for inspection, answer in ((visit, Answer.UNSEEN), (look, Answer.ABSENT)):
            with pytest.raises(InvalidValue):
                inspection_store.answer(session, inspection, PAPERS, "daily", Given(answer), noon(TODAY))
    assert (street.read(visit).counts, street.read(look).counts) == (
        {Answer.ABSENT: 1},
        {Answer.UNSEEN: 1},
    )


def test_photos_are_counted_and_those_without_an_answer_go(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, now = street.start(Mode.ON_SITE), noon(TODAY)
    photos = [Photo(f"{number:064x}", 640, 360, 1000) for number in range(4)]
    monkeypatch.setattr(inspection_store, "MOST_PHOTOS", 3)
    with street.database.writing() as session:
        for photo in (*photos[:3], photos[0]):
            inspection_store.add_photo(session, visit, photo, now)
        with pytest.raises(Conflict, match="3 photos"):
            inspection_store.check_room(session, visit)
        with pytest.raises(Conflict, match="3 photos"):
            inspection_store.add_photo(session, visit, photos[3], now)
        given = Given(Answer.PROBLEM, photo_keys=(photos[1].key,))
        inspection_store.answer(session, visit, PAPERS, "daily", given, now)
        foreign = Given(Answer.PROBLEM, photo_keys=(photos[3].key,))
        with pytest.raises(InvalidValue):
            inspection_store.answer(session, visit, PAPERS, "daily", foreign, now)

    def seen(user: User) -> list[bool]:
        with street.database.reading() as session:
            return [inspection_store.may_see_photo(session, ALL, user, photo.key) for photo in photos]

    assert (seen(street.cadre), seen(street.owner)) == ([True, True, True, False], [False] * 4)
    assert street.sign(visit).photos == (photos[1],)
    assert seen(street.cadre) == seen(street.owner) == [False, True, False, False]
    with street.database.writing() as session, pytest.raises(Conflict):
        inspection_store.check_room(session, visit)


def test_the_way_on_foot_keeps_what_the_office_no_longer_names() -> None:
    way = plan_on_site([], SHIPPED, "学校食堂")
    assert [step.key for step in way] == [*sorted(SHIPPED.places), "everywhere", "papers"]
    assert all(step.camera_id is None and step.items for step in way)
