"""Whatever is done to an account is read afterwards: by whom, when, and only within one's scope."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import accounts
from models.database import Database
from models.errors import Conflict, NotFound
from models.people import AccountAct, Everything, Role, Scope
from supervision import account_history, assignments, given_accounts
from supervision.account_history import Acted, ActFilters
from tests.models import scene
from tests.supervision.account_town import AccountTown

ALL = Everything()
OPENED, PASSWORD, CLOSED = AccountAct


class Town(AccountTown):
    def make(self, username: str, hours: int) -> str:
        with self.database.writing() as session:
            return given_accounts.make_for_business(
                session, self.inside, self.shop, username=username, name=f"{username}师傅",
                password_hash="x", by=self.office, now=at(hours),
            ).id  # fmt: skip

    def appoint(self, username: str, area: str, hours: int) -> str:
        with self.database.writing() as session:
            return given_accounts.make_official(
                session, ALL, Role.AUDITOR, area, username=username, name=username, password_hash="x",
                by=self.admin, now=at(hours),
            ).id  # fmt: skip

    def imported(self, username: str) -> str:
        with self.database.writing() as session:
            return accounts.add_user(
                session, username=username, name=username, role=Role.CADRE, password_hash=None,
                area_id=self.east,
            ).id  # fmt: skip

    def read(
        self, scope: Scope = ALL, filters: ActFilters = ActFilters(), *, page: int = 200  # noqa: B008 (frozen)
    ) -> list[Acted]:  # fmt: skip
        found: list[Acted] = []
        after = None
        with self.database.reading() as session:
            while True:
                items, after = account_history.page(session, scope, filters, after=after, limit=page)
                assert len(items) <= page
                found += items
                if after is None:
                    return found


def at(hours: int) -> datetime:
    return scene.NOON + timedelta(hours=hours)


def told(found: Sequence[Acted]) -> list[tuple[str, AccountAct]]:
    return [(item.username, item.act) for item in found]


@pytest.fixture
def town(database: Database) -> Town:
    return Town.set_up(database, "office", "东街食安办")


def test_every_act_is_told_with_who_and_when(town: Town) -> None:
    shop, auditor, cadre = town.make("li", 1), town.appoint("zhao", town.top, 2), town.imported("wang")
    with town.database.writing() as session:
        given_accounts.give_password(session, town.office, town.inside, shop, "y", at(3))
        given_accounts.open_cadre(session, town.office, town.inside, cadre, "y", at(4))
        given_accounts.close(session, town.admin, ALL, auditor, at(5))
        given_accounts.close(session, town.office, town.inside, shop, at(6))
        assignments.leave(session, town.inside, cadre, [], by=town.office, now=at(7))
    found = town.read()
    assert told(found) == [
        ("wang", CLOSED), ("li", CLOSED), ("zhao", CLOSED), ("wang", OPENED), ("li", PASSWORD),
        ("zhao", OPENED), ("li", OPENED),
    ]  # fmt: skip
    assert [item.at for item in found] == [at(hours) for hours in (7, 6, 5, 4, 3, 2, 1)]
    office, admin = ("东街食安办", Role.OFFICE), ("admin", Role.ADMIN)
    assert [item.by for item in found] == [office, office, admin, office, office, admin, office]
    li, zhao, wang = found[-1], found[-2], found[0]
    assert (li.account_id, li.name, li.role) == (shop, "li师傅", Role.BUSINESS)
    assert (li.business, li.area) == ((town.shop, "小店"), (town.east, "东街"))
    assert (zhao.role, zhao.business, zhao.area) == (Role.AUDITOR, None, (town.top, "港城市"))
    assert (wang.role, wang.area) == (Role.CADRE, (town.east, "东街"))


def test_what_is_refused_leaves_nothing(town: Town) -> None:
    shop, cadre = town.make("li", 1), town.imported("wang")
    with pytest.raises(Conflict):
        town.make("li", 2)
    deeds: tuple[Callable[[Session], None], ...] = (
        lambda session: given_accounts.give_password(session, town.office, town.outside, shop, "y", at(3)),
        lambda session: given_accounts.open_cadre(session, town.office, town.outside, cadre, "y", at(3)),
        lambda session: given_accounts.close(session, town.office, town.outside, shop, at(3)),
    )
    for deed in deeds:
        with pytest.raises(NotFound), town.database.writing() as session:
            deed(session)
    assert told(town.read()) == [("li", OPENED)]
    with town.database.writing() as session:
        given_accounts.open_cadre(session, town.office, town.inside, cadre, "y", at(4))
    with pytest.raises(Conflict), town.database.writing() as session:
        given_accounts.open_cadre(session, town.office, town.inside, cadre, "z", at(5))
    assert told(town.read()) == [("wang", OPENED), ("li", OPENED)]


def test_the_command_line_is_told_too_and_knows_nobody(town: Town) -> None:
    cadre = town.imported("wang")
    with town.database.writing() as session:
        for hours in (1, 2):
            accounts.give_password(session, "wang", "x", None, at(hours))
    found = town.read()
    assert [(item.account_id, item.act, item.by) for item in found] == [
        (cadre, PASSWORD, None),
        (cadre, OPENED, None),
    ]


def test_only_of_accounts_of_ones_own_area(town: Town) -> None:
    town.make("li", 1)
    town.appoint("zhao", town.top, 2)
    town.appoint("qian", town.east, 3)
    with town.database.writing() as session:
        everywhere = scene.user(session, "sun", Role.AUDITOR)
        accounts.note_act(session, everywhere.id, OPENED, None, at(4))
    assert told(town.read()) == [("sun", OPENED), ("qian", OPENED), ("zhao", OPENED), ("li", OPENED)]
    assert town.read()[0].area is None
    assert told(town.read(town.inside)) == [("qian", OPENED), ("li", OPENED)]
    assert town.read(town.outside) == []


def test_a_page_at_a_time_and_narrowed(town: Town) -> None:
    made = [town.make(name, 1) for name in ("a", "b", "c")]
    town.appoint("zhao", town.east, 2)
    with town.database.writing() as session:
        given_accounts.close(session, town.office, town.inside, made[0], at(3))
    everything = town.read()
    for page in (1, 2, 3, 5):
        assert town.read(page=page) == everything

    def narrowed(**filters: object) -> list[tuple[str, AccountAct]]:
        return sorted(told(town.read(filters=ActFilters(**filters))))  # type: ignore[arg-type]

    opened = [(name, OPENED) for name in ("a", "b", "c")]
    assert narrowed(act=CLOSED) == [("a", CLOSED)]
    assert narrowed(role=Role.AUDITOR) == narrowed(search="zha") == [("zhao", OPENED)]
    assert narrowed(search="b师") == [("b", OPENED)]
    assert narrowed(search="东街食安办") == [("a", CLOSED), *opened]
    assert narrowed(search="%") == []
    assert narrowed(since=at(2)) == [("a", CLOSED), ("zhao", OPENED)]
    assert narrowed(until=at(2)) == opened
    assert narrowed(since=at(2), until=at(3)) == [("zhao", OPENED)]


@pytest.mark.parametrize("change", ["UPDATE account_acts SET act = 'closed'", "DELETE FROM account_acts"])
def test_the_database_refuses_to_change_it(town: Town, change: str) -> None:
    town.make("li", 1)
    with pytest.raises(DBAPIError, match="cannot be changed"), town.database.writing() as session:
        session.execute(text(change))
    assert told(town.read()) == [("li", OPENED)]
