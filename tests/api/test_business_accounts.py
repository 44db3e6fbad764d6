"""The office makes an account for a business over the API; whoever has it signs in until it is closed."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from models import catalog
from models.areas import AreaKind
from models.people import Level, Role
from supervision import areas
from tests.api.running import PASSWORD, Running, serving


@dataclass(frozen=True)
class City:
    running: Running
    shop: str
    foreign: str


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            east, west = (
                areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=top)
                for name in ("东街", "西街")
            )
            shop, foreign = (
                catalog.add_business(session, name=name, level=Level.D, area_id=area.id).id
                for name, area in (("小店", east), ("外店", west))
            )
        running.add_user("office", Role.OFFICE, area=east.id)
        running.add_user("regulator", Role.REGULATOR, area=east.id)
        running.add_user("owner", Role.BUSINESS, own=shop)
        yield City(running, shop, foreign)


def given(username: str, **other: str) -> dict[str, str]:
    return {"username": username, "name": " 李师傅 ", "password": PASSWORD} | other


def test_whoever_gets_an_account_signs_in_until_it_is_closed(city: City) -> None:
    path = f"/businesses/{city.shop}/accounts"
    with city.running.client("office") as office:
        made = office.post(path, json=given("li"))
        assert made.status_code == 201, made.text
        assert (made.json()["username"], made.json()["name"]) == ("li", "李师傅")
        assert {item["username"] for item in office.get(path).json()["items"]} == {"li", "owner"}
        with city.running.client("li") as shop:
            assert shop.get("/session").json()["user"]["business"]["id"] == city.shop
            assert office.post(f"/accounts/{made.json()['id']}/closure").status_code == 204
            assert shop.get("/session").status_code == 401
            answer = shop.post("/session", json={"username": "li", "password": PASSWORD})
            assert answer.json()["code"] == "invalid_credentials"
        assert [item["username"] for item in office.get(path).json()["items"]] == ["owner"]
        assert office.post(f"/accounts/{made.json()['id']}/closure").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (given("owner"), 409),
        (given("with space"), 422),
        (given(""), 422),
        (given("wang", name="  "), 422),
        (given("wang", password="short"), 422),
    ],
)
def test_what_makes_no_account_is_refused(city: City, wrong: dict[str, str], status: int) -> None:
    with city.running.client("office") as office:
        assert office.post(f"/businesses/{city.shop}/accounts", json=wrong).status_code == status


def test_a_business_elsewhere_is_not_there(city: City) -> None:
    path = f"/businesses/{city.foreign}/accounts"
    with city.running.client("office") as office:
        assert office.get(path).status_code == 404
        assert office.post(path, json=given("wang")).status_code == 404


@pytest.mark.parametrize("username", ["regulator", "owner"])
def test_others_make_none(city: City, username: str) -> None:
    path = f"/businesses/{city.shop}/accounts"
    with city.running.client(username) as client:
        assert client.get(path).status_code == 403
        assert client.post(path, json=given("wang")).status_code == 403
