"""Supervision from due to confirmed, over the API; and the office's campaign."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import update

from models.areas import AreaKind
from models.people import Role
from models.tables import BusinessRow
from supervision import areas
from supervision.tasks import Quarter
from tests.api.running import Running, serving
from tests.models import scene


@dataclass(frozen=True)
class Town:
    running: Running
    street: str
    elsewhere: str
    shop: str
    foreign: str


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            county = areas.add_area(session, name="港城", kind=AreaKind.COUNTY)
            street, other = (
                areas.add_area(session, name=name, kind=AreaKind.TOWN, parent=county)
                for name in ("东街", "西街")
            )
            mine, foreign = scene.business(session, "甲"), scene.business(session, "乙")
            scene.camera(session, mine)
            for shop, area in ((mine, street), (foreign, other)):
                session.execute(update(BusinessRow).where(BusinessRow.id == shop.id).values(area_id=area.id))
        running.add_user("cadre", Role.CADRE, assigned=(mine.id,))
        running.add_user("owner", Role.BUSINESS, own=mine.id)
        running.add_user("office", Role.OFFICE, area=street.id)
        running.add_user("admin", Role.ADMIN)
        running.service.duties.renew()
        yield Town(running, street.id, other.id, mine.id, foreign.id)


def test_a_quarterly_task_from_due_to_confirmed(town: Town) -> None:
    with town.running.client("cadre") as cadre, town.running.client("owner") as owner:
        [due] = cadre.get("/tasks?kind=quarterly").json()["items"]
        quarter = Quarter.of(town.running.service.duties.today)
        assert (due["business"]["name"], due["last_on"]) == ("甲", quarter.last.isoformat())
        assert due["cadres"] == ["Cadre"]
        record = {"mode": "remote", "note": "口罩、帽子都戴好"}
        assert owner.post(f"/tasks/{due['id']}/record", json=record).status_code == 403
        empty = cadre.post(f"/tasks/{due['id']}/record", json=record | {"note": " "})
        assert (empty.status_code, "what was seen" in empty.json()["detail"]) == (400, True)
        assert owner.post(f"/tasks/{due['id']}/confirmation").json()["code"] == "conflict"
        done = cadre.post(f"/tasks/{due['id']}/record", json=record).json()
        assert (done["state"], done["mode"], done["note"]) == ("done", "remote", "口罩、帽子都戴好")
        assert cadre.post(f"/tasks/{due['id']}/record", json=record).status_code == 409
        assert cadre.post(f"/tasks/{due['id']}/confirmation").status_code == 403
        confirmed = owner.post(f"/tasks/{due['id']}/confirmation").json()
        assert confirmed["confirmed_by"] == {"name": "Owner"}
    with town.running.client("office") as office:
        answer = office.get("/completion?by=area").json()
        assert answer["quarter"] == str(quarter)
        counts = {"due": 1, "done": 1, "in_time": 1, "overdue": 0}
        assert answer["groups"] == [{"id": town.street, "name": "东街", "place": "港城", **counts}]
        [cadre_group] = office.get("/completion?by=cadre").json()["groups"]
        assert (cadre_group["name"], cadre_group["done"]) == ("Cadre", 1)
        assert office.get(f"/completion?by=area&area_id={town.elsewhere}").status_code == 404
    with town.running.client("admin") as admin:
        # The worst first, a page at a time.
        first = admin.get("/completion?by=area&limit=1").json()
        assert (first["due"], first["done"], first["groups"][0]["name"]) == (2, 1, "西街")
        rest = admin.get(f"/completion?by=area&limit=1&cursor={first['next_cursor']}").json()
        assert ([item["name"] for item in rest["groups"]], rest["next_cursor"]) == (["东街"], None)
        for name in ("second", "third"):
            town.running.add_user(name, Role.CADRE, assigned=(town.foreign,))
        shared = admin.get("/completion?by=cadre").json()
        assert (shared["due"], shared["done"]) == (2, 1)
        assert sorted(item["due"] for item in shared["groups"]) == [1, 1, 1]


def test_an_inspection_is_the_record_of_its_task(town: Town) -> None:
    """Signed it does the task, confirmed it confirms it, each once."""
    with town.running.client("office") as office:
        today = town.running.service.duties.today.isoformat()
        body = {"name": "冬至", "area_id": town.street, "first_on": today, "last_on": today}
        assert office.post("/campaigns", json=body).status_code == 201
    with town.running.client("cadre") as cadre, town.running.client("owner") as owner:
        (task,) = (item for item in cadre.get("/tasks").json()["items"] if item["campaign"] == "冬至")
        wrong = {"business_id": town.shop, "task_id": "0" * 32}
        assert cadre.post("/inspections", json=wrong).status_code == 404
        begun = cadre.post("/inspections", json={"business_id": town.shop}).json()
        # What is due first is meant unless something else is asked for; a draft goes on.
        assert len(begun["task_ids"]) == 1
        draft = cadre.post("/inspections", json={"business_id": town.shop, "task_id": task["id"]}).json()
        assert (draft["id"], draft["task_ids"]) == (begun["id"], [task["id"]])
        assert cadre.get(f"/tasks/{task['id']}").json()["inspection_id"] is None
        path = f"/inspections/{draft['id']}"
        for step in draft["steps"]:
            for item in step["items"]:
                answer = {"step": step["key"], "item": item["key"], "answer": "ok"}
                cadre.put(f"{path}/answers", json=answer)
        signature = {"name": "Cadre", "conclusion": "全部规范"}
        assert cadre.post(f"{path}/signature", json=signature).status_code == 200
        done = cadre.get(f"/tasks/{task['id']}").json()
        assert (done["state"], done["mode"], done["note"], done["inspection_id"], done["confirmed_at"]) == (
            "done", "remote", "全部规范", draft["id"], None,
        )  # fmt: skip
        for _ in range(2):
            assert owner.post(f"{path}/confirmation", json={"reply": "已知悉"}).status_code == 200
        confirmed = cadre.get(f"/tasks/{task['id']}").json()
        assert confirmed["confirmed_by"] == {"name": "Owner"}
        again = cadre.post("/inspections", json={"business_id": town.shop, "task_id": task["id"]})
        assert again.status_code == 409


def test_a_task_of_somebody_else_is_not_there(town: Town) -> None:
    with town.running.client("admin") as admin:
        foreign = next(
            item for item in admin.get("/tasks").json()["items"] if item["business"]["name"] == "乙"
        )
    for name in ("cadre", "owner", "office"):
        with town.running.client(name) as client:
            assert client.get(f"/tasks/{foreign['id']}").status_code == 404
    with town.running.client("cadre") as cadre:
        answer = cadre.post(f"/tasks/{foreign['id']}/record", json={"mode": "on_site"})
        assert answer.status_code == 404


def test_a_campaign_is_due_at_once_and_in_ones_own_area_alone(town: Town) -> None:
    today = town.running.service.duties.today
    body = {"name": "元旦", "first_on": today.isoformat(), "last_on": (today + timedelta(9)).isoformat()}
    with town.running.client("office") as office:
        assert office.post("/campaigns", json=body | {"area_id": town.elsewhere}).status_code == 404
        wrong = body | {"area_id": town.street, "last_on": (today - timedelta(1)).isoformat()}
        assert office.post("/campaigns", json=wrong).json()["code"] == "invalid_campaign"
        assert office.post("/campaigns", json=body | {"area_id": town.street}).status_code == 201
        asked = office.get("/tasks?kind=campaign&state=open").json()["items"]
        assert [(item["business"]["name"], item["campaign"]) for item in asked] == [("甲", "元旦")]
        [campaign] = [item for item in office.get("/campaigns").json()["items"] if item["name"] == "元旦"]
        assert (campaign["due"], campaign["done"], campaign["area"]["id"]) == (1, 0, town.street)
        path = f"/campaigns/{campaign['id']}/changes"
        assert office.post(path, json={"last_on": None, "reason": " "}).status_code == 400
        off = office.post(path, json={"last_on": None, "reason": "另有安排"}).json()
        assert (off["due"], off["changes"][0]["reason"]) == (0, "另有安排")
        assert office.post(path, json={"last_on": None, "reason": "again"}).status_code == 409
        for over in (True, False):
            listed = office.get("/campaigns", params={"over": over}).json()
            assert (campaign["id"] in [item["id"] for item in listed["items"]]) == over
        first = office.get("/campaigns?limit=1").json()
        rest = office.get(f"/campaigns?limit=200&cursor={first['next_cursor']}").json()
        whole = office.get("/campaigns").json()
        assert len(whole["items"]) > 1
        assert first["items"] + rest["items"] == whole["items"]
        assert rest["next_cursor"] is None
        assert office.get("/campaigns?cursor=x").json()["code"] == "invalid_cursor"
        [gone] = office.get("/tasks?kind=campaign&state=withdrawn").json()["items"]
        assert gone["withdrawn_because"] == "cancelled"
    with town.running.client("cadre") as cadre:
        assert cadre.post("/campaigns", json=body | {"area_id": town.street}).status_code == 403
        assert cadre.post(path, json={"last_on": None, "reason": "x"}).status_code == 403


def test_every_business_has_a_score_with_its_reasons(town: Town) -> None:
    with town.running.client("owner") as owner:
        [item] = owner.get("/risks").json()["items"]
        assert (item["business"]["id"], item["score"], item["reasons"]) == (town.shop, 0, [])
        history = owner.get(f"/businesses/{town.shop}/risk").json()
        assert history["trend"] == [{"day": town.running.service.duties.today.isoformat(), "score": 0.0}]
        assert owner.get(f"/businesses/{'0' * 32}/risk").status_code == 404


@pytest.mark.parametrize("query", ["cursor=x", "quarter=2026", "state=late", "limit=0"])
def test_what_cannot_be_read_is_refused(town: Town, query: str) -> None:
    with town.running.client("admin") as client:
        assert client.get(f"/tasks?{query}").status_code in (400, 422)
