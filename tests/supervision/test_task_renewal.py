"""Dynamic tasks through whatever happens to a business: asked for in time, and only while they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import accounts
from models.database import Database, insert_into
from models.people import Everything, Role, User
from models.risk_tables import RiskRow
from models.tables import AssignmentRow
from models.task_tables import TaskRow
from models.tasks import Mode, TaskKind, TaskState, Withdrawal
from supervision import task_renewal, task_store
from supervision.calendar import CHINA, standard_calendar
from supervision.task_store import Task, TaskFilters
from supervision.tasks import Quarter, TaskPolicy
from tests.databases import copy_of_migrated
from tests.models import scene

POLICY, CALENDAR = TaskPolicy(), standard_calendar()
BEGIN = date(2026, 9, 7)
ALL = Everything()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)


@dataclass
class Shop:
    """A business of one cadre, seen day by day. made: on which day each dynamic task appeared."""

    database: Database
    id: str
    cadres: Sequence[User]
    today: date = BEGIN
    every_days: int = POLICY.calm_days
    looked: date | None = None
    answered_by: int = 0
    made: dict[str, date] = field(default_factory=dict)

    @classmethod
    def open(cls, database: Database) -> "Shop":
        with database.writing() as session:
            shop = scene.business(session)
            cadres = [scene.user(session, name, Role.CADRE) for name in ("one", "other")]
            accounts.assign(session, user_id=cadres[0].id, business_id=shop.id, now=noon(BEGIN))
        return cls(database, shop.id, cadres)

    def renew(self) -> int:
        with self.database.writing() as session:
            return task_renewal.renew(session, self.today, noon(self.today), CALENDAR, POLICY)

    def tasks(self, *states: TaskState) -> Sequence[Task]:
        with self.database.reading() as session:
            found, _ = task_store.page(
                session, ALL, TaskFilters(states), self.today, POLICY, after=None, limit=500
            )
        return found

    def dynamic(self) -> list[Task]:
        due = self.tasks(TaskState.OPEN, TaskState.OVERDUE)
        return [task for task in due if task.kind is TaskKind.DYNAMIC]

    def ask(self, every_days: int) -> None:
        """The score has changed: so often a look is wanted."""
        self.every_days = every_days
        row = {"business_id": self.id, "day": self.today, "score": 50.0, "every_days": every_days}
        with self.database.writing() as session:
            insert = insert_into(session, RiskRow).values(row | {"reasons": []})
            update = insert.on_conflict_do_update(
                index_elements=["business_id"], set_={"every_days": every_days}
            )
            session.execute(update)

    def look(self, kind: TaskKind) -> None:
        """Do a task of that kind, if one is open."""
        due = [task for task in self.tasks(TaskState.OPEN, TaskState.OVERDUE) if task.kind is kind]
        if not due:
            return
        with self.database.writing() as session:
            cadre = self.cadres[self.answered_by]
            task_store.finish(session, ALL, due[0].id, cadre, Mode.ON_SITE, "", POLICY, noon(self.today))
        self.looked = self.today
        assert self.dynamic() == []

    def hand_over(self) -> None:
        old, new = self.cadres[self.answered_by], self.cadres[1 - self.answered_by]
        with self.database.writing() as session:
            accounts.withdraw(session, user_id=old.id, business_id=self.id, now=noon(self.today))
            accounts.assign(session, user_id=new.id, business_id=self.id, now=noon(self.today))
        self.answered_by = 1 - self.answered_by

    def check(self) -> None:
        """What must hold after every renewal."""
        assert self.renew() == 0
        known = self.rows()
        new = [row for row in known if row.kind == TaskKind.DYNAMIC and row.id not in self.made]
        for row in new:
            assert row.first_on == self.today
            assert CALENDAR.working_days_between(self.today, row.last_on) >= POLICY.response_days
            self.made[row.id] = self.today
        wanted = (self.looked or BEGIN) + timedelta(days=self.every_days)
        is_asked = self.every_days < POLICY.calm_days and self.today >= wanted - timedelta(
            days=POLICY.notice_days
        )
        assert len(self.dynamic()) <= is_asked
        if is_asked and not self.dynamic():
            # The quarter's task is still to be done and due sooner; or today's has been withdrawn today.
            soonest = max(wanted, CALENDAR.working_days_after(self.today, POLICY.response_days))
            quarter = Quarter.of(self.today)
            is_covered = soonest >= quarter.last and (self.looked is None or self.looked < quarter.first)
            assert is_covered or self.today in self.made.values()

    def rows(self) -> Sequence[TaskRow]:
        with self.database.reading() as session:
            return session.scalars(select(TaskRow)).all()


steps = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 50)),
    st.tuples(st.just("ask"), st.sampled_from([10, 15, 45, 90])),
    st.tuples(st.just("look"), st.sampled_from([TaskKind.QUARTERLY, TaskKind.DYNAMIC])),
    st.tuples(st.just("hand over"), st.none()),
)


@given(st.lists(steps, min_size=4, max_size=14))
@settings(max_examples=40)
def test_what_is_asked_for_is_open_and_nothing_else(happens: list[tuple[str, object]]) -> None:
    """Whatever scores, looks and transfers do: never late when it is made, never open unasked, made once."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{copy_of_migrated(Path(folder) / 'city.db')}")
        shop = Shop.open(database)
        for what, much in happens:
            before = {row.id: row.done_at for row in shop.rows()}
            match what, much:
                case "wait", int():
                    shop.today += timedelta(days=much)
                case "ask", int():
                    shop.ask(much)
                case "look", TaskKind():
                    shop.look(much)
                case _:
                    shop.hand_over()
            shop.renew()
            shop.check()
            after = {row.id: row.done_at for row in shop.rows()}
            assert before.keys() <= after.keys()
            assert all(after[key] == at for key, at in before.items() if at is not None)
        database.close()


def test_why_a_look_is_not_asked_for_any_more(database: Database) -> None:
    shop = Shop.open(database)
    shop.today = date(2026, 10, 12)
    shop.ask(15)
    assert shop.renew() == 2
    [asked] = shop.dynamic()
    assert (asked.first, asked.last) == (date(2026, 10, 12), date(2026, 10, 19))
    # It goes over with the business, and a score that falls takes it back.
    shop.hand_over()
    assert (shop.renew(), shop.dynamic()[0].cadres) == (0, ("other",))
    shop.ask(90)
    assert (shop.renew(), shop.dynamic()) == (0, [])
    shop.today += timedelta(days=3)
    shop.ask(15)
    assert shop.renew() == 1
    assert shop.dynamic()[0].last == date(2026, 10, 22)
    # The quarter's look is a look.
    shop.look(TaskKind.QUARTERLY)
    assert [task.withdrawn_because for task in shop.tasks(TaskState.WITHDRAWN)] == [
        Withdrawal.CALMER, Withdrawal.LOOKED,
    ]  # fmt: skip
    assert shop.renew() == 0
    with shop.database.reading() as session:
        assert len(session.scalars(select(AssignmentRow)).all()) == 2
