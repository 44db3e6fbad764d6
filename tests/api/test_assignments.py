"""Coverage, assigning, leaving and signing over the API, each within the office's own area."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from models import accounts, catalog
from models.areas import AreaKind
from models.people import Level, Role, User
from supervision import areas
from supervision.calendar import CHINA
from tests.api.running import HASH, Running, serving


@dataclass(frozen=True)
class City:
    running: Running
    town: str
    other: str
    shop: str
    foreign: str
    wang: User
    li: User
    far: User


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            town = areas.add_area(session, name="杨柳镇", kind=AreaKind.TOWN, parent=top)
            other = areas.add_area(session, name="锦丰镇", kind=AreaKind.TOWN, parent=top)
            shop = catalog.add_business(session, name="小店", level=Level.C, area_id=town.id)
            foreign = catalog.add_business(session, name="外店", level=Level.C, area_id=other.id)
            users = [
                accounts.add_user(
                    session, username=name, name=name, role=Role.CADRE, password_hash=given, area_id=area.id
                )
                for name, given, area in (("wang", HASH, town), ("li", None, town), ("far", HASH, other))
            ]
        running.add_user("city", Role.OFFICE, area=top.id)
        running.add_user("town", Role.OFFICE, area=town.id)
        running.add_user("regulator", Role.REGULATOR, area=top.id)
        yield City(running, town.id, other.id, shop.id, foreign.id, *users)


def test_coverage_goes_down_the_tree_and_not_out_of_it(city: City) -> None:
    with city.running.client("city") as client:
        whole = client.get("/coverage").json()
        assert (whole["area"]["name"], whole["area"]["businesses"]) == ("港城市", 2)
        assert {item["name"] for item in whole["areas"]} == {"杨柳镇", "锦丰镇"}
        below = client.get(f"/coverage?area_id={city.town}").json()
        assert [item["name"] for item in below["above"]] == ["港城市"]
    with city.running.client("town") as client:
        own = client.get("/coverage").json()
        assert (own["area"]["name"], own["above"]) == ("杨柳镇", [])
        for page in ("coverage", "charges", "cadres", "self-checks/completion", "cases", "tasks", "figures"):
            assert client.get(f"/{page}?area_id={city.town}").status_code == 200, page
            assert client.get(f"/{page}?area_id={city.other}").status_code == 404, page
        assert [item["name"] for item in client.get("/charges").json()["items"]] == ["小店"]
        assert {item["name"] for item in client.get("/cadres").json()["items"]} == {"wang", "li"}
        first = client.get("/cadres?limit=1").json()
        rest = client.get(f"/cadres?limit=1&cursor={first['next_cursor']}").json()
        assert (first["count"], rest["next_cursor"]) == (2, None)
        assert {first["items"][0]["name"], rest["items"][0]["name"]} == {"wang", "li"}
        assert client.get("/cadres?cursor=x").json()["code"] == "invalid_cursor"
        fit = client.get(f"/cadres?business_id={city.shop}").json()
        assert fit["count"] == len(fit["items"]) > 0
        # Nobody learns by asking where a business of another town lies.
        assert client.get(f"/cadres?business_id={city.foreign}").json()["count"] == 2


def test_an_office_assigns_within_its_area_and_hands_over_who_leaves(city: City) -> None:
    with city.running.client("town") as client:

        def assign(shop: str, cadre: User) -> int:
            given = {"business_ids": [shop], "cadre_id": cadre.id}
            return client.post("/assignments", json=given).status_code

        assert assign(city.shop, city.wang) == 201
        assert assign(city.foreign, city.wang) == 404
        assert assign(city.shop, city.far) == 404
        assert client.get("/charges?uncovered=true").json()["items"] == []
        with city.running.client("wang") as cadre:
            assert [item["name"] for item in cadre.get("/businesses").json()["items"]] == ["小店"]
            path = f"/cadres/{city.wang.id}/changes"
            report = {"happened_on": "2026-01-05", "what": "调往县里"}
            assert cadre.post(path, json=report).json()["late"]
            assert cadre.post(f"/cadres/{city.li.id}/changes", json=report).status_code == 404
        held = client.get(f"/cadres/{city.wang.id}/departure").json()["businesses"]
        assert [item["name"] for item in held] == ["小店"]
        leave = f"/cadres/{city.wang.id}/departure"
        assert client.post(leave, json={"handovers": []}).json()["code"] == "conflict"
        handovers = [{"business_ids": [city.shop], "cadre_id": city.li.id}]
        assert client.post(leave, json={"handovers": handovers}).json() == {"changed": 1}
        assert client.get("/cadre-changes").json()["items"][0]["settled_at"]
    with city.running.client() as nobody:
        answer = nobody.post("/session", json={"username": "wang", "password": "correct horse"})
        assert answer.json()["code"] == "invalid_credentials"


def test_the_days_of_a_change_are_counted_by_the_calendar_that_the_office_has_put_in(city: City) -> None:
    """Three weeks off from tomorrow on, of which no shipped year knows."""
    today = datetime.now(CHINA).date()
    off = [today + timedelta(days=step) for step in range(1, 22)]
    years = [
        {"year": year, "holidays": [str(day) for day in off if day.year == year], "make_up_days": []}
        for year in sorted({day.year for day in off})
    ]
    with city.running.client("city") as client:
        newest = client.get("/policies/calendar").json()["versions"][0]
        change = {"value": newest["value"] | {"years": years}, "reason": "放假", "after": newest["number"]}
        assert client.post("/policies/calendar/versions", json=change).status_code == 201
        report = {"happened_on": str(today), "what": "病休"}
        due = client.post(f"/cadres/{city.far.id}/changes", json=report).json()["reassign_by"]
    assert date.fromisoformat(due) >= off[-1] + timedelta(days=7)


def test_the_first_password_is_given_once(city: City) -> None:
    with city.running.client("city") as client:
        path = f"/cadres/{city.li.id}/password"
        assert client.post(path, json={"password": "short"}).status_code == 422
        assert client.post(path, json={"password": "correct horse"}).status_code == 204
        assert client.post(path, json={"password": "another horse"}).json()["code"] == "conflict"
    with city.running.client("li") as cadre:
        assert cadre.get("/session").json()["user"]["area"]["name"] == "杨柳镇"


def test_a_cadre_signs_and_the_office_reads_it_as_pdf(city: City) -> None:
    with city.running.client("far") as cadre:
        own = cadre.get("/commitments/own").json()
        assert own["signature"] is None
        given = {"name": "far", "version": own["version"], "text_hash": own["text_hash"]}
        assert cadre.post("/commitments", json=given | {"name": "else"}).status_code == 400
        signed = cadre.post("/commitments", json=given)
        assert signed.status_code == 201, signed.text
        assert cadre.get("/commitments/own").json()["is_newest"]
        pdf = cadre.get(f"/commitments/{signed.json()['number']}/pdf")
        assert pdf.headers["content-type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF-")
        assert b"STSong-Light" in pdf.content
    path = f"/commitments/{signed.json()['number']}/pdf"
    with city.running.client("city") as client:
        assert client.get(path).status_code == 200
        assert client.get("/coverage").json()["area"]["signed"] == 1
        listed = client.get("/commitments").json()
        assert (len(listed["items"]), listed["broken"]) == (1, None)
        assert client.get("/commitments/chain").json() == {"broken": None}
    with city.running.client("town") as client:
        assert client.get(path).status_code == 404
        assert client.get("/commitments").json()["items"] == []


@pytest.mark.parametrize(("path", "key"), [("/cadre-changes", "id"), ("/commitments", "number")])
def test_what_is_reported_and_signed_comes_a_page_at_a_time(city: City, path: str, key: str) -> None:
    with city.running.client("far") as cadre:
        own = cadre.get("/commitments/own").json()
        given = {"name": "far", "version": own["version"], "text_hash": own["text_hash"]}
        report = {"happened_on": "2026-01-05", "what": "病休"}
        for _ in range(2):
            assert cadre.post("/commitments", json=given).status_code == 201
            assert cadre.post(f"/cadres/{city.far.id}/changes", json=report).status_code == 201
    with city.running.client("city") as client:
        whole = client.get(path).json()
        assert whole["next_cursor"] is None
        seen, cursor = [], ""
        while cursor is not None:
            page = client.get(path, params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
            seen += [item[key] for item in page["items"]]
            cursor = page["next_cursor"]
        assert seen == [item[key] for item in whole["items"]]
        assert len(seen) >= 2
        assert client.get(f"{path}?cursor=x").json()["code"] == "invalid_cursor"
        assert client.get(f"{path}?limit=201").status_code == 422
    with city.running.client("town") as client:
        assert not {item[key] for item in client.get(path).json()["items"]} & set(seen[:1])


def test_offices_are_reminded_of_what_is_to_be_assigned_anew(city: City) -> None:
    """A policy that reminds of everything at once, and the office of each cadre's own area alone."""
    with city.running.client("city") as client, city.running.client("town") as town:
        newest = client.get("/policies/assignment").json()["versions"][0]
        assert newest["value"]["remind_days"] == 2
        change = {
            "value": newest["value"] | {"remind_days": 300},
            "reason": "早提醒",
            "after": newest["number"],
        }
        assert client.post("/policies/assignment/versions", json=change).status_code == 201
        report = {"happened_on": "2026-01-05", "what": "病休"}
        given = client.post(f"/cadres/{city.far.id}/changes", json=report).json()
        assert given["reminded_at"] is None
        assert city.running.service.duties.remind_of_changes() > 0
        assert city.running.service.duties.remind_of_changes() == 0
        listed = {item["id"]: item for item in client.get("/cadre-changes").json()["items"]}
        assert listed[given["id"]]["reminded_at"] is not None
        due = client.get("/cadre-changes/due").json()
        waiting = [item["reassign_by"] for item in listed.values() if item["settled_at"] is None]
        assert due == {"near": len(waiting), "next_by": min(waiting), "overdue": 0}
        assert town.get("/cadre-changes/due").json() == {"near": 0, "next_by": None, "overdue": 0}
        assert client.post(f"/cadres/{city.far.id}/changes/settlement").status_code == 204
        assert client.get("/cadre-changes/due").json()["near"] == 0


@pytest.mark.parametrize("username", ["regulator", "far"])
def test_others_do_not_assign(city: City, username: str) -> None:
    with city.running.client(username) as client:
        given = {"business_ids": [city.shop], "cadre_id": city.li.id}
        assert client.post("/assignments", json=given).status_code == 403
        assert client.post(f"/cadres/{city.li.id}/departure", json={"handovers": []}).status_code == 403
