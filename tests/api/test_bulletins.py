"""Bulletins and trainings over the API: made, worded, published, read, printed; each within one's area."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from models import accounts, catalog
from models.areas import AreaKind
from models.people import Level, Role
from supervision import areas
from tests.api.running import HASH, Running, serving

PEOPLE = ("city", "town", "other", "auditor", "cadre", "shop", "foreign")


@dataclass(frozen=True)
class City:
    running: Running
    top: str
    town: str
    shop: str
    foreign: str
    cadre: str


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            town, other = (
                areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=top)
                for name in ("杨柳镇", "锦丰镇")
            )
            shop = catalog.add_business(session, name="小店", level=Level.C, area_id=town.id)
            foreign = catalog.add_business(session, name="外店", level=Level.C, area_id=other.id)
            cadre = accounts.add_user(
                session, username="cadre", name="王建国", role=Role.CADRE, password_hash=HASH, area_id=town.id
            )
        running.add_user("city", Role.OFFICE, area=top.id)
        running.add_user("town", Role.OFFICE, area=town.id)
        running.add_user("other", Role.OFFICE, area=other.id)
        running.add_user("auditor", Role.AUDITOR)
        running.add_user("shop", Role.BUSINESS, own=shop.id)
        running.add_user("foreign", Role.BUSINESS, own=foreign.id)
        yield City(running, top.id, town.id, shop.id, foreign.id, cadre.id)


def who_sees(city: City, bulletin_id: str) -> set[str]:
    found = set()
    for name in PEOPLE:
        with city.running.client(name) as client:
            answer = client.get(f"/bulletins/{bulletin_id}")
            listed = [item["id"] for item in client.get("/bulletins").json()["items"]]
            assert (answer.status_code, bulletin_id in listed) in ((200, True), (404, False))
            for form in ("pdf", "xlsx"):
                assert client.get(f"/bulletins/{bulletin_id}/{form}").status_code == answer.status_code
            if answer.status_code == 200:
                found.add(name)
    return found


def test_the_story_of_a_bulletin(city: City) -> None:
    today = city.running.service.duties.today
    held = today - timedelta(days=7)
    with city.running.client("city") as client:
        training = client.post("/trainings", json=training_of(city, str(held))).json()
        assert [item["business"] or item["cadre"] for item in training["participants"]] == [
            {"id": city.shop, "name": "小店"}, {"id": city.cadre, "name": "王建国"},
        ]  # fmt: skip
    with city.running.client("town") as client:
        given = {"area_id": city.town, "kind": "weekly", "day": str(held)}
        answer = client.post("/bulletins", json=given)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert client.post("/bulletins", json=given).json()["code"] == "conflict"
        assert client.post("/bulletins", json=given | {"day": str(today)}).status_code == 400
        assert client.post("/bulletins", json=given | {"area_id": city.top}).status_code == 404
        # Held for the city: the town's people took part in it, but it was none of the town's own.
        assert made["whole"]["figures"]["training"] == {
            "events": 0, "businesses": 1, "cadres": 1, "tested": 2, "passed": 1,
        }  # fmt: skip
        assert made["genuine"]
        bulletin = f"/bulletins/{made['id']}"
        words = {"title": "杨柳镇一周通报", "text": "各单位:\n请对照整改。"}
        assert client.patch(bulletin, json=words).json()["title"] == "杨柳镇一周通报"
    assert who_sees(city, made["id"]) == {"city", "town"}
    with city.running.client("town") as client:
        told = client.post(f"{bulletin}/publication", json={"recipients": ["offices", "businesses"]}).json()
        assert told["recipients"] == ["businesses", "offices"]
        assert (told["published_by"], told["content_hash"]) == ("Town", made["content_hash"])
        assert client.patch(bulletin, json=words).json()["code"] == "conflict"
        assert client.delete(bulletin).json()["code"] == "conflict"
    assert who_sees(city, made["id"]) == {"city", "town", "auditor", "shop"}
    with city.running.client("shop") as client:
        unread = client.get("/bulletins?unread=true").json()["items"]
        assert [(item["id"], item["read"]) for item in unread] == [(made["id"], False)]
        assert client.post(f"{bulletin}/reading").status_code == 204
        assert client.get("/bulletins?unread=true").json()["items"] == []
        printed = client.get(f"{bulletin}/pdf")
        assert (printed.headers["content-type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{bulletin}/xlsx").content))
        values = {row[0].value: row[-1].value for row in book["指标"].iter_rows()}
        assert values["在营企业"] == made["whole"]["figures"]["businesses"] == 1
        assert values["考核合格"] == 1


def training_of(city: City, day: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "sample_test",
        "title": "从业人员食品安全知识抽考",
        "area_id": city.top,
        "day": day,
        "participants": [
            {"business_id": city.shop, "people": 3, "score": 92, "passed": True},
            {"cadre_id": city.cadre, "score": 55.5, "passed": False, "note": "补考"},
        ],
    } | more


def test_trainings_are_recorded_by_offices_for_their_own_area(city: City) -> None:
    day = str(city.running.service.duties.today)
    with city.running.client("town") as client:
        assert client.post("/trainings", json=training_of(city, day)).status_code == 404
        own = training_of(city, day, area_id=city.town)
        foreign = [{"business_id": city.foreign, "passed": True}]
        assert client.post("/trainings", json=own | {"participants": foreign}).status_code == 404
        twice = [own["participants"][0]] * 2
        assert client.post("/trainings", json=own | {"participants": twice}).status_code == 400
        nobody = [{"people": 2}]
        assert client.post("/trainings", json=own | {"participants": nobody}).status_code == 422
        untested = [{"business_id": city.shop}]
        assert client.post("/trainings", json=own | {"participants": untested}).status_code == 400
        tomorrow = str(city.running.service.duties.today + timedelta(days=1))
        assert client.post("/trainings", json=own | {"day": tomorrow}).status_code == 422
        kept = client.post("/trainings", json=own | {"title": "春季培训"}).json()
        found = client.get(f"/trainings?kind=sample_test&q=春季&since={day}&area_id={city.town}").json()
        assert [item["id"] for item in found["items"]] == [kept["id"]]
        assert client.get("/trainings?kind=competition").json()["items"] == []
    with city.running.client("other") as client:
        assert client.get("/trainings").json()["items"] == []
        assert client.get(f"/trainings/{kept['id']}").status_code == 404
        assert client.delete(f"/trainings/{kept['id']}").status_code == 404
    with city.running.client("city") as client:
        first = client.get("/trainings?limit=1").json()
        second = client.get(f"/trainings?limit=1&cursor={first['next_cursor']}").json()
        assert kept["id"] in {item["id"] for item in (*first["items"], *second["items"])}
        assert client.get("/trainings?cursor=x").json()["code"] == "invalid_cursor"
        assert client.delete(f"/trainings/{kept['id']}").status_code == 204
        assert client.get(f"/trainings/{kept['id']}").status_code == 404
