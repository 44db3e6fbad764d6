"""Cases over the API: the whole loop by different people, who reaches what, pictures and refusals."""

from collections.abc import Iterator
from typing import Any

import cv2
import httpx
import numpy as np
import pytest

from models import history
from models.areas import AreaKind
from models.people import Role
from models.rules import RuleName
from models.tables import BusinessRow
from models.violations import Evidence, EvidenceKind
from supervision.areas import add_area
from tests.api.conftest import World
from tests.models import scene

SEE = ("cadre", "owner", "office", "regulator", "auditor", "admin")
BLIND = ("far", "idle", "rival", "far_office")


class People:
    """The clients of everybody, and violations to work on."""

    def __init__(self, world: World, clients: dict[str, httpx.Client]) -> None:
        self.world, self.clients, self._count = world, clients, 0

    def found(self, *, rule: RuleName = RuleName.MASK) -> dict[str, Any]:
        """A case of a day of its own, as the recorder makes it."""
        self._count += 1
        service, camera = self.world.running.service, self.world.camera
        start_s = self._count * 86_400.0
        kept = scene.violation(camera.id, start_s, track=1000 + self._count, rule=rule)
        content = cv2.imencode(".jpg", np.full((36, 64, 3), self._count, np.uint8))[1].tobytes()
        evidence = [
            Evidence(service.evidence.put(content), kind, scene.NOON, 64, 36, len(content))
            for kind in (EvidenceKind.ORIGINAL, EvidenceKind.ANNOTATED)
        ]
        with service.database.writing() as session:
            history.keep(session, kept, evidence, scene.NOON)
            fed = service.cases.feed(session, kept.id)
        assert fed is not None
        return self.read("cadre", fed[0])

    def read(self, who: str, case_id: str) -> dict[str, Any]:
        answer = self.clients[who].get(f"/cases/{case_id}")
        assert answer.status_code == 200, answer.text
        case: dict[str, Any] = answer.json()
        return case

    def act(self, who: str, case_id: str, act: str, **given: object) -> httpx.Response:
        return self.clients[who].post(f"/cases/{case_id}/acts", json={"act": act} | given)

    def upload(self, who: str, case_id: str, content: bytes | None = None) -> httpx.Response:
        picture = np.full((36, 64, 3), 90, np.uint8)
        content = cv2.imencode(".png", picture)[1].tobytes() if content is None else content
        headers = {"content-type": "image/png"}
        return self.clients[who].post(f"/cases/{case_id}/pictures", content=content, headers=headers)


@pytest.fixture(scope="module")
def people(world: World) -> Iterator[People]:
    running = world.running
    with running.service.database.writing() as session:
        county = add_area(session, name="县", kind=AreaKind.COUNTY)
        other = add_area(session, name="邻县", kind=AreaKind.COUNTY)
        shop = session.get(BusinessRow, world.camera.business.id)
        assert shop is not None
        shop.area_id = county.id
    running.add_user("office", Role.OFFICE, area=county.id)
    running.add_user("colleague", Role.OFFICE, area=county.id)
    running.add_user("regulator", Role.REGULATOR, area=county.id)
    running.add_user("far_office", Role.OFFICE, area=other.id)
    opened = {name: running.client(name) for name in (*SEE, *BLIND, "colleague")}
    yield People(world, {name: client.__enter__() for name, client in opened.items()})
    for client in opened.values():
        client.__exit__(None, None, None)


def test_a_minor_one_from_camera_to_close(people: People) -> None:
    case = people.found()
    assert (case["state"], case["mine"], case["acts"][0]) == ("found", True, "confirm")
    assert people.act("cadre", case["id"], "confirm").status_code == 200
    told = people.read("owner", case["id"])
    assert (told["state"], told["mine"], told["acts"][0]) == ("notified", True, "correct")
    assert people.act("owner", case["id"], "correct").json()["code"] == "picture_needed"
    key = people.upload("owner", case["id"]).json()["key"]
    given = {"reason": "戴好了", "pictures": [{"kind": "after", "key": key}]}
    assert people.act("owner", case["id"], "correct", **given).json()["state"] == "corrected"
    assert people.clients["cadre"].get(f"/evidence/{key}").status_code == 200
    assert people.read("cadre", case["id"])["acts"][0] == "pass"
    closed = people.act("cadre", case["id"], "pass").json()
    assert (closed["state"], closed["outcome"], closed["owner"], closed["due_at"]) == (
        "closed", "corrected", None, None,
    )  # fmt: skip
    assert [step["act"] for step in closed["steps"]] == [
        "find",
        "confirm",
        "notify",
        "correct",
        "pass",
        "close",
    ]
    assert closed["steps"][3]["by"] == {"party": "business", "name": "Owner"}
    assert closed["steps"][3]["pictures"][0]["key"] == key
    assert closed["intact"]


def test_an_illegal_one_from_escalation_to_close(people: People) -> None:
    case_id = people.found()["id"]
    assert people.act("cadre", case_id, "escalate").json()["code"] == "reason_needed"
    assert people.act("cadre", case_id, "escalate", reason="屡教不改").json()["severity"] == "illegal"
    waiting = people.read("office", case_id)
    assert (waiting["acts"][0], waiting["why"]) == ("claim", "屡教不改")
    both = people.clients["office"], people.clients["colleague"]
    before = [client.get("/cases/counts").json()["mine"]["waiting"] for client in both]
    assert people.act("office", case_id, "claim").json()["owner"] == {"party": "office", "name": "Office"}
    # Whose turn it is no longer is the colleague's, and their badge does not call them.
    after = [client.get("/cases/counts").json()["mine"]["waiting"] for client in both]
    assert (after[0] - before[0], after[1] - before[1]) == (0, -1)
    assert people.act("colleague", case_id, "refer").json()["code"] == "no_relation"
    assert not people.read("colleague", case_id)["mine"]
    assert people.act("office", case_id, "refer", reason="涉嫌违法").status_code == 200
    referred = people.read("regulator", case_id)
    assert (referred["acts"][0], referred["why"]) == ("handle", "涉嫌违法")
    assert people.act("regulator", case_id, "handle", reason="警告并罚款").status_code == 200
    closed = people.act("regulator", case_id, "close").json()
    assert (closed["state"], closed["outcome"]) == ("closed", "handled")


def test_an_appeal_that_is_right(people: People) -> None:
    case = people.found()
    people.act("cadre", case["id"], "confirm")
    assert (
        people.act("owner", case["id"], "appeal", ground="worn", reason="戴着").json()["state"] == "appealed"
    )
    assert people.act("cadre", case["id"], "uphold", ground="worn").json()["code"] == "same_person"
    assert "uphold" not in people.read("cadre", case["id"])["acts"]
    assert people.read("office", case["id"])["mine"]
    upheld = people.act("office", case["id"], "uphold", ground="worn").json()
    assert (upheld["state"], upheld["outcome"]) == ("closed", "no_violation")
    reviews = people.clients["cadre"].get(f"/violations/{case['violation']['id']}").json()["reviews"]
    assert [item["opinion"] for item in reviews] == ["confirmed", "appealed", "rejected"]


def test_a_review_of_the_violation_moves_the_case(people: People) -> None:
    case = people.found()
    path = f"/violations/{case['violation']['id']}/reviews"
    assert people.clients["cadre"].post(path, json={"opinion": "confirmed"}).status_code == 200
    assert people.read("cadre", case["id"])["state"] == "notified"
    listed = people.clients["cadre"].get(f"/cases?violation_id={case['violation']['id']}").json()["items"]
    assert [item["id"] for item in listed] == [case["id"]]


@pytest.mark.parametrize("who", SEE + BLIND)
def test_who_sees_a_case(people: People, who: str) -> None:
    case_id = people.found()["id"]
    client = people.clients[who]
    key = people.upload("owner", case_id).json()["key"]
    for address in (f"/cases/{case_id}", f"/evidence/{key}"):
        assert client.get(address).status_code == (200 if who in SEE else 404)
    listed = {item["id"] for item in client.get("/cases?limit=200").json()["items"]}
    assert (case_id in listed) == (who in SEE)
    counted = client.get("/cases/counts").json()
    assert bool(counted["parties"]) == (who in SEE)
    assert counted["mine"]["waiting"] == len(client.get("/cases?mine=true").json()["items"])
    if who in BLIND:
        assert people.act(who, case_id, "note", reason="x").status_code == 404
        assert people.upload(who, case_id).status_code == 404
    elif who in ("auditor", "admin"):
        assert people.act(who, case_id, "note", reason="x").json()["code"] == "wrong_party"
        assert people.upload(who, case_id).status_code == 403
        assert people.read(who, case_id)["acts"] == []
    else:
        assert people.act(who, case_id, "note", reason="x").status_code == 200


@pytest.mark.parametrize(
    ("who", "act", "status", "code"),
    [
        ("owner", "confirm", 403, "wrong_party"),
        ("office", "claim", 409, "wrong_state"),
        ("cadre", "reject", 422, "ground_needed"),
        ("cadre", "find", 409, "wrong_state"),
        ("cadre", "explode", 422, "invalid_request"),
    ],
)
def test_refusals_say_why(people: People, who: str, act: str, status: int, code: str) -> None:
    case = people.found()
    answer = people.act(who, case["id"], act)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]
    assert people.read("cadre", case["id"])["steps"] == case["steps"]


def test_whoever_comes_second_is_told(people: People) -> None:
    case = people.found()
    assert people.act("cadre", case["id"], "confirm", step=case["step"]).status_code == 200
    late = people.act("cadre", case["id"], "reject", step=case["step"], ground="worn")
    assert (late.status_code, late.json()["code"]) == (409, "conflict")


def test_what_is_no_picture_or_of_another_case_is_refused(people: People) -> None:
    one, other = people.found()["id"], people.found()["id"]
    people.act("cadre", one, "confirm")
    assert people.upload("owner", one, b"GIF89a").json()["code"] == "invalid_request"
    assert people.upload("owner", one, bytes(10 * 1024 * 1024 + 1)).status_code == 413
    key = people.upload("owner", other).json()["key"]
    given = {"pictures": [{"kind": "after", "key": key}]}
    assert people.act("owner", one, "correct", **given).status_code == 400


def test_what_a_person_finds(people: People) -> None:
    body = {"business_id": people.world.camera.business.id, "what": "后厨有积水"}
    opened = people.clients["cadre"].post("/cases", json=body)
    assert opened.status_code == 201, opened.text
    assert (opened.json()["what"], opened.json()["source"], opened.json()["rule"]) == (
        body["what"], "cadre", None,
    )  # fmt: skip
    for who, status in (("far", 404), ("auditor", 403)):
        assert people.clients[who].post("/cases", json=body).status_code == status


def test_queue_and_filters(people: People) -> None:
    case_id = people.found()["id"]
    client = people.clients["cadre"]
    mine = client.get("/cases?mine=true&by_deadline=true&limit=200").json()["items"]
    assert case_id in {item["id"] for item in mine}
    assert {item["owner"]["party"] for item in mine} == {"cadre"}
    assert [item["due_at"] for item in mine] == sorted(item["due_at"] for item in mine)
    seen, cursor = list[str](), ""
    while cursor is not None:
        page = client.get(f"/cases?limit=3{cursor and '&cursor='}{cursor}").json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen))
    assert case_id in seen
    assert client.get("/cases?cursor=x").json()["code"] == "invalid_cursor"
    assert client.get("/cases?overdue=true").json()["items"] == []
    assert people.clients["auditor"].get("/cases?mine=true").json()["items"] == []
    assert client.get(f"/cases?area_id={'0' * 32}").status_code == 404
