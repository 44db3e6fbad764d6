"""Accounts are made for others over the API; whoever has one signs in until it is closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

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
    top: str
    east: str


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
        running.add_user("city", Role.OFFICE, area=top.id)
        running.add_user("auditor", Role.AUDITOR, area=east.id)
        running.add_user("far_auditor", Role.AUDITOR, area=west.id)
        running.add_user("admin", Role.ADMIN)
        yield City(running, shop, foreign, top.id, east.id)


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


def test_a_new_password_is_given_and_the_old_one_opens_nothing(city: City) -> None:
    with city.running.client("office") as office, city.running.client("owner") as shop:
        owner = office.get(f"/businesses/{city.shop}/accounts").json()["items"][0]
        path = f"/accounts/{owner['id']}/password"
        assert office.post(path, json={"password": "short"}).status_code == 422
        assert shop.get("/session").status_code == 200
        assert office.post(path, json={"password": "another horse"}).status_code == 204
        assert shop.get("/session").status_code == 401
        signing = {"username": "owner", "password": PASSWORD}
        assert shop.post("/session", json=signing).json()["code"] == "invalid_credentials"
        assert shop.post("/session", json=signing | {"password": "another horse"}).status_code == 200
        assert office.post(path, json={"password": PASSWORD}).status_code == 204


def official(username: str, city: City, **other: str) -> dict[str, str]:
    return given(username) | {"role": "regulator", "area_id": city.east} | other


def test_the_administrator_makes_lists_and_closes_accounts_of_officials(city: City) -> None:
    with city.running.client("admin") as admin:
        for number in range(3):
            made = admin.post("/accounts", json=official(f"new{number}", city))
            assert made.status_code == 201, made.text
        assert made.json()["area"] == {"id": city.east, "name": "东街"}
        seen, cursor = [], ""
        while cursor is not None:
            page = admin.get(f"/accounts?role=regulator&limit=2{cursor and f'&cursor={cursor}'}").json()
            seen += [item["username"] for item in page["items"]]
            cursor = page["next_cursor"]
        assert sorted(seen) == ["new0", "new1", "new2", "regulator"]
        assert admin.get("/accounts?cursor=x").json()["code"] == "invalid_cursor"
        assert admin.get("/accounts?role=admin").status_code == 422
        with city.running.client("new2") as regulator:
            assert regulator.get("/session").json()["user"]["area"]["id"] == city.east
            assert regulator.post(f"/accounts/{made.json()['id']}/closure").status_code == 403
            assert admin.post(f"/accounts/{made.json()['id']}/closure").status_code == 204
            assert regulator.get("/session").status_code == 401
        assert "new2" not in admin.get("/accounts").text


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"role": "admin"}, 422),
        ({"role": "cadre"}, 422),
        ({"role": "business"}, 422),
        ({"area_id": "0" * 32}, 404),
        ({"area_id": ""}, 422),
        ({"username": "owner"}, 409),
    ],
)
def test_what_makes_no_official_is_refused(city: City, wrong: dict[str, str], status: int) -> None:
    with city.running.client("admin") as admin:
        assert admin.post("/accounts", json=official("zhao", city) | wrong).status_code == status


def test_the_offices_last_account_at_the_top_is_not_closed(city: City) -> None:
    with city.running.client("admin") as admin, city.running.client("office") as office:
        offices = {
            item["username"]: item["id"] for item in admin.get("/accounts?role=office").json()["items"]
        }
        answer = admin.post(f"/accounts/{offices['city']}/closure")
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
        # Nor does an office reach another's, or its own.
        for account in offices.values():
            assert office.post(f"/accounts/{account}/closure").status_code == 404
            assert (
                office.post(f"/accounts/{account}/password", json={"password": PASSWORD}).status_code == 404
            )


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


@pytest.mark.parametrize("username", ["office", "regulator", "owner"])
def test_others_make_no_officials(city: City, username: str) -> None:
    with city.running.client(username) as client:
        assert client.get("/accounts").status_code == 403
        assert client.post("/accounts", json=official("zhao", city)).status_code == 403


def test_an_auditor_reads_what_was_done_to_accounts(city: City) -> None:
    with city.running.client("office") as office, city.running.client("auditor") as auditor:
        made = office.post(f"/businesses/{city.shop}/accounts", json=given("sun"))
        account = made.json()["id"]
        assert office.post(f"/accounts/{account}/password", json={"password": PASSWORD}).status_code == 204
        assert office.post(f"/accounts/{account}/closure").status_code == 204
        assert office.get("/account-acts").status_code == 403
        acts = [
            item for item in auditor.get("/account-acts").json()["items"] if item["account"]["id"] == account
        ]
        assert [item["act"] for item in acts] == ["closed", "password", "opened"]
        assert all(item["by"] == {"name": "Office", "role": "office"} for item in acts)
        assert acts[0]["account"] == {
            "id": account,
            "username": "sun",
            "name": "李师傅",
            "role": "business",
            "business": {"id": city.shop, "name": "小店"},
            "area": {"id": city.east, "name": "东街"},
        }
        seen, cursor = [], ""
        while cursor is not None:
            page = auditor.get(
                f"/account-acts?role=business&q=sun&limit=1{cursor and f'&cursor={cursor}'}"
            ).json()
            seen += page["items"]
            cursor = page["next_cursor"]
        assert seen == acts
        # In China's days, in which the service runs.
        today = city.running.service.duties.today
        yesterday = today - timedelta(days=1)
        assert (
            auditor.get(f"/account-acts?act=opened&q=sun&since={today}&until={today}").json()["items"]
            == acts[2:]
        )
        assert auditor.get(f"/account-acts?until={yesterday}").json() == {"items": [], "next_cursor": None}
        for wrong, status in (
            ("cursor=x", 400),
            ("act=x", 422),
            ("since=0001-01-01", 422),
            ("until=9999-12-31", 422),
        ):
            assert auditor.get(f"/account-acts?{wrong}").status_code == status
        assert PASSWORD not in auditor.get("/account-acts").text
    with city.running.client("far_auditor") as auditor:
        assert auditor.get("/account-acts").json()["items"] == []
