"""Accounts that one person makes for another: within one's own area, and closed they let nobody in."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest

from models import accounts
from models.database import Database
from models.errors import Conflict, NotFound
from models.people import Everything, Own, Role, Scope, User
from supervision import given_accounts
from supervision.given_accounts import Account, Official
from tests.models import scene
from tests.supervision.account_town import AccountTown

HOUR = timedelta(hours=1)
EVERYTHING = Everything()


class Street(AccountTown):
    def make(self, username: str, scope: Scope | None = None) -> Account:
        with self.database.writing() as session:
            return given_accounts.make_for_business(
                session, scope or self.inside, self.shop, username=username, name="李", password_hash="x",
                by=self.office, now=scene.NOON,
            )  # fmt: skip

    def appoint(
        self, username: str, role: Official, area: str | None = None, scope: Scope = EVERYTHING
    ) -> Account:
        with self.database.writing() as session:
            return given_accounts.make_official(
                session, scope, role, area or self.east, username=username, name=username, password_hash="x",
                by=self.admin, now=scene.NOON,
            )  # fmt: skip

    def close(self, account: str, scope: Scope | None = None, by: User | None = None) -> None:
        with self.database.writing() as session:
            given_accounts.close(session, by or self.office, scope or self.inside, account, scene.NOON)

    def give(self, account: str, scope: Scope | None = None, by: User | None = None) -> None:
        with self.database.writing() as session:
            given_accounts.give_password(
                session, by or self.office, scope or self.inside, account, "new", scene.NOON
            )

    def open(self, scope: Scope | None = None) -> list[str]:
        with self.database.reading() as session:
            found = given_accounts.of_business(session, scope or self.inside, self.shop)
        return [account.username for account in found]

    def officials(
        self, scope: Scope = EVERYTHING, role: Official | None = None, *, page: int = 200
    ) -> Sequence[Account]:
        found: list[Account] = []
        after = None
        with self.database.reading() as session:
            while True:
                items, after = given_accounts.of_officials(session, scope, role, after=after, limit=page)
                assert len(items) <= page
                found += items
                if after is None:
                    return found

    def sign_in(self, username: str) -> tuple[User, str, str]:
        """Who it is, the hash of their password, and the token of a session."""
        with self.database.writing() as session:
            credentials = accounts.find_credentials(session, username)
            assert credentials is not None
            token, _ = accounts.open_session(session, user=credentials[0], now=scene.NOON, lifetime=HOUR)
        return *credentials, token

    def is_signed_in(self, token: str) -> bool:
        with self.database.reading() as session:
            return accounts.find_session(session, token=token, now=scene.NOON) is not None

    def may_sign_in(self, username: str) -> bool:
        with self.database.reading() as session:
            return accounts.find_credentials(session, username) is not None


@pytest.fixture
def street(database: Database) -> Street:
    return Street.set_up(database, "z-office", "z-office")


def test_who_has_an_account_signs_in_until_it_is_closed(street: Street) -> None:
    account = street.make("li")
    assert street.open() == ["li"]
    user, _, token = street.sign_in("li")
    assert (user.role, user.business_id) == (Role.BUSINESS, street.shop)
    street.close(account.id)
    assert street.open() == []
    assert not street.may_sign_in("li")
    assert not street.is_signed_in(token)
    for deed in (street.close, street.give):
        with pytest.raises(NotFound):
            deed(account.id)


def test_a_new_password_signs_everybody_out_who_has_the_old_one(street: Street) -> None:
    account = street.make("li")
    _, hashed, token = street.sign_in("li")
    street.make("wang")
    *_, another = street.sign_in("wang")
    assert hashed == "x"
    street.give(account.id)
    assert not street.is_signed_in(token)
    assert street.is_signed_in(another)
    _, hashed, token = street.sign_in("li")
    assert hashed == "new"
    assert street.is_signed_in(token)


def test_only_of_businesses_of_ones_own_area(street: Street) -> None:
    account = street.make("li")
    for deed in (
        lambda: street.make("wang", street.outside),
        lambda: street.close(account.id, street.outside),
        lambda: street.give(account.id, street.outside),
        lambda: street.open(street.outside),
    ):
        with pytest.raises(NotFound):
            deed()
    assert street.open() == street.open(EVERYTHING) == street.open(Own(street.shop)) == ["li"]


@pytest.mark.parametrize("role", [Role.CADRE, Role.ADMIN])
def test_no_account_of_cadres_and_administrators_is_reached(street: Street, role: Role) -> None:
    with street.database.writing() as session:
        other = scene.user(session, "other", role)
    for deed in (street.close, street.give):
        with pytest.raises(NotFound):
            deed(other.id, EVERYTHING, street.admin)


def test_nobody_closes_their_own_account(street: Street) -> None:
    with pytest.raises(NotFound):
        street.close(street.office.id, street.inside, street.office)
    with pytest.raises(NotFound):
        street.close(street.admin.id, EVERYTHING, street.admin)


def test_an_administrator_alone_reaches_officials_and_within_the_own_area(street: Street) -> None:
    account = street.appoint("regulator", Role.REGULATOR)
    for deed in (street.close, street.give):
        with pytest.raises(NotFound):
            deed(account.id, street.inside, street.office)
        with pytest.raises(NotFound):
            deed(account.id, street.outside, street.admin)
    with pytest.raises(NotFound):
        street.appoint("another", Role.REGULATOR, scope=street.outside)
    *_, token = street.sign_in("regulator")
    street.give(account.id, street.inside, street.admin)
    assert not street.is_signed_in(token)
    street.close(account.id, street.inside, street.admin)
    assert not street.may_sign_in("regulator")


def test_officials_come_by_name_a_page_at_a_time(street: Street) -> None:
    with street.database.writing() as session:
        scene.user(session, "everywhere", Role.AUDITOR)
    street.make("li")
    for number in range(3):
        street.appoint(f"auditor{number}", Role.AUDITOR)
    closed = street.appoint("closed", Role.REGULATOR)
    street.close(closed.id, EVERYTHING, street.admin)
    everybody = ["auditor0", "auditor1", "auditor2", "everywhere", "z-office"]
    for page in (1, 2, 5, 200):
        assert [item.name for item in street.officials(page=page)] == everybody
    assert [item.username for item in street.officials(role=Role.OFFICE)] == ["z-office"]
    assert [item.username for item in street.officials(role=Role.REGULATOR)] == []
    # Whoever watches over everything is no concern of an administrator of a part.
    assert [item.name for item in street.officials(street.inside)] == [*everybody[:3], "z-office"]
    assert street.officials(street.outside) == []
    found = {item.name: item.area and item.area.name for item in street.officials()}
    assert (found["auditor0"], found["everywhere"]) == ("东街", None)


def test_the_last_account_of_the_office_at_the_top_stays_open(street: Street) -> None:
    first, auditor = (
        street.appoint("first", Role.OFFICE, street.top),
        street.appoint("a", Role.AUDITOR, street.top),
    )
    with street.database.writing() as session:
        # Nobody signs in by this one.
        accounts.add_user(
            session, username="mute", name="mute", role=Role.OFFICE, password_hash=None, area_id=street.top
        )
    with pytest.raises(Conflict):
        street.close(first.id, EVERYTHING, street.admin)
    assert street.may_sign_in("first")
    second = street.appoint("second", Role.OFFICE, street.top)
    street.close(first.id, EVERYTHING, street.admin)
    with pytest.raises(Conflict):
        street.close(second.id, EVERYTHING, street.admin)
    # Others are closed as they may be: of an auditor there, and of the office of a part.
    street.close(auditor.id, EVERYTHING, street.admin)
    street.close(street.office.id, EVERYTHING, street.admin)


def test_of_two_that_are_closed_at_once_the_last_stays(street: Street) -> None:
    made = [street.appoint(name, Role.OFFICE, street.top) for name in ("first", "second")]
    gate, refused = threading.Barrier(2), []

    def close(account: Account) -> None:
        gate.wait(10)
        try:
            street.close(account.id, EVERYTHING, street.admin)
        except Conflict:
            refused.append(account.id)

    threads = [threading.Thread(target=close, args=(account,)) for account in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(refused) == 1
    assert sum(street.may_sign_in(account.username) for account in made) == 1


def test_a_username_is_taken_once_even_when_it_is_closed(street: Street) -> None:
    street.close(street.make("li").id)
    with pytest.raises(Conflict):
        street.make("li")
    with pytest.raises(Conflict):
        street.appoint("li", Role.AUDITOR)


def test_a_business_has_so_many_and_no_more(street: Street) -> None:
    made = [street.make(f"li{number}") for number in range(given_accounts.MOST)]
    with pytest.raises(Conflict):
        street.make("one more")
    street.close(made[0].id)
    street.make("another")
    assert len(street.open()) == given_accounts.MOST
