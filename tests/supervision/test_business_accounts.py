"""Accounts of a business: made and closed within one's own area, and closed they let nobody in."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from models import accounts, catalog
from models.areas import AreaKind
from models.database import Database
from models.errors import Conflict, NotFound
from models.people import Everything, InArea, Level, Own, Role, Scope
from supervision import areas, business_accounts
from supervision.business_accounts import Account
from tests.models import scene

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Street:
    database: Database
    shop: str
    inside: Scope
    outside: Scope

    def make(self, username: str, scope: Scope | None = None) -> Account:
        with self.database.writing() as session:
            return business_accounts.make(
                session, scope or self.inside, self.shop, username=username, name="李", password_hash="x"
            )

    def close(self, account: str, scope: Scope | None = None) -> None:
        with self.database.writing() as session:
            business_accounts.close(session, scope or self.inside, account, scene.NOON)

    def open(self, scope: Scope | None = None) -> list[str]:
        with self.database.reading() as session:
            found = business_accounts.accounts_of(session, scope or self.inside, self.shop)
        return [account.username for account in found]


@pytest.fixture
def street(database: Database) -> Street:
    with database.writing() as session:
        top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
        east, west = (
            areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=top) for name in ("东街", "西街")
        )
        shop = catalog.add_business(session, name="小店", level=Level.D, area_id=east.id)
    return Street(database, shop.id, InArea(east.path), InArea(west.path))


def test_who_has_an_account_signs_in_until_it_is_closed(street: Street) -> None:
    account = street.make("li")
    assert street.open() == ["li"]
    with street.database.writing() as session:
        credentials = accounts.find_credentials(session, "li")
        assert credentials is not None
        user, _ = credentials
        assert (user.role, user.business_id) == (Role.BUSINESS, street.shop)
        token, _ = accounts.open_session(session, user=user, now=scene.NOON, lifetime=HOUR)
    street.close(account.id)
    assert street.open() == []
    with street.database.reading() as session:
        assert accounts.find_credentials(session, "li") is None
        assert accounts.find_session(session, token=token, now=scene.NOON) is None
    with pytest.raises(NotFound):
        street.close(account.id)


def test_only_of_businesses_of_ones_own_area(street: Street) -> None:
    account = street.make("li")
    for deed in (
        lambda: street.make("wang", street.outside),
        lambda: street.close(account.id, street.outside),
        lambda: street.open(street.outside),
    ):
        with pytest.raises(NotFound):
            deed()
    assert street.open() == street.open(Everything()) == street.open(Own(street.shop)) == ["li"]


def test_no_other_account_is_closed_by_this(street: Street) -> None:
    with street.database.writing() as session:
        cadre = scene.user(session, "cadre", Role.CADRE)
    with pytest.raises(NotFound):
        street.close(cadre.id, Everything())


def test_a_username_is_taken_once_even_when_it_is_closed(street: Street) -> None:
    street.close(street.make("li").id)
    with pytest.raises(Conflict):
        street.make("li")


def test_a_business_has_so_many_and_no_more(street: Street) -> None:
    made = [street.make(f"li{number}") for number in range(business_accounts.MOST)]
    with pytest.raises(Conflict):
        street.make("one more")
    street.close(made[0].id)
    street.make("another")
    assert len(street.open()) == business_accounts.MOST
