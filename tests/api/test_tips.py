"""What the public may say over the API, what it is told, and who reads it."""

import base64
from collections.abc import Iterator
from datetime import timedelta

import cv2
import httpx
import numpy as np
import pytest
from sqlalchemy import update

from models import accounts
from models.areas import AreaKind
from models.capture_tables import CaptureRow
from models.case_source_tables import CaseCaptureRow, CaseInspectionRow
from models.cases import Matter
from models.people import Role
from models.tables import BusinessRow
from supervision import capture_store, tips
from supervision.areas import add_area
from supervision.tips import Tip
from tests.api.conftest import World

PHOTO = base64.b64encode(cv2.imencode(".png", np.full((36, 64, 3), 90, np.uint8))[1].tobytes()).decode()


@pytest.fixture(scope="module")
def stranger(world: World) -> Iterator[httpx.Client]:
    with world.running.service.database.writing() as session:
        county = add_area(session, name="县", kind=AreaKind.COUNTY)
        session.execute(update(BusinessRow).values(area_id=county.id))
    world.running.add_user("office", Role.OFFICE, area=county.id)
    with world.running.client() as client:
        yield client


def page_of(world: World) -> str:
    return f"/tip-pages/{world.camera.business.id}"


def test_a_stranger_is_told_the_name_and_nothing_else(world: World, stranger: httpx.Client) -> None:
    answer = stranger.get(page_of(world))
    assert answer.status_code == 200
    assert answer.json().keys() == {"business", "matters"}
    assert answer.json()["business"] == "甲"
    assert stranger.get(f"/tip-pages/{'0' * 32}").status_code == 404
    sent = stranger.post(f"/tip-pages/{'0' * 32}/tips", json={"matter": "pests", "what": "x"})
    assert sent.status_code == 404


def test_from_the_tip_to_the_business(world: World, stranger: httpx.Client) -> None:
    body = {"matter": "pests", "what": "看见老鼠", "contact": "13900000000", "photo": PHOTO}
    answer = stranger.post(f"{page_of(world)}/tips", json=body)
    assert (answer.status_code, answer.content) == (204, b"")
    wrong = stranger.post(f"{page_of(world)}/tips", json=body | {"matter": "nothing", "contact": "secret"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_form")
    assert "secret" not in wrong.text
    running = world.running
    with (
        running.client("cadre") as cadre,
        running.client("owner") as owner,
        running.client("office") as office,
    ):
        (case,) = (item for item in cadre.get("/cases").json()["items"] if item["source"] == "public")
        assert (case["what"], case["state"], case["acts"][0]) == ("看见老鼠", "found", "confirm")
        path = f"/cases/{case['id']}"
        picture = case["picture"].removeprefix("/api/v1")
        for client, status in ((cadre, 200), (office, 200), (owner, 404)):
            assert client.get(path).status_code == status
            assert client.get(picture).status_code == status
        assert cadre.get(path).json()["tips"] == 1
        assert cadre.get(f"{path}/tips").json()["items"][0]["contact"] is None
        assert office.get(f"{path}/tips").json()["items"][0]["contact"] == "13900000000"
        assert owner.get(f"{path}/tips").status_code == 403
        assert cadre.post(f"{path}/acts", json={"act": "confirm"}).json()["state"] == "notified"
        told = owner.get(path)
        assert (told.json()["state"], told.json()["tips"]) == ("notified", 0)
        assert owner.get(picture).status_code == 200
        assert "13900000000" not in told.text + owner.get("/cases").text + cadre.get(path).text


def test_a_flood_is_stopped(world: World, stranger: httpx.Client) -> None:
    body = {"matter": "mask"}
    answers = [stranger.post(f"{page_of(world)}/tips", json=body) for _ in range(5)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 60
    with world.running.client("cadre") as cadre:
        masks = [item for item in cadre.get("/cases").json()["items"] if item["rule"] == "mask"]
        assert len(masks) == 1


def test_who_gets_the_code_to_put_up(world: World, stranger: httpx.Client) -> None:
    business_id = world.camera.business.id
    with world.running.client("owner") as owner, world.running.client("far") as far:
        code = owner.get(f"/businesses/{business_id}/tip-code").json()
        assert code["url"] == f"{world.running.address}/tip/{business_id}"
        assert code["qr"].startswith("data:image/svg+xml")
        assert far.get(f"/businesses/{business_id}/tip-code").status_code == 404


def test_forms_of_cadre_and_business(world: World, stranger: httpx.Client) -> None:
    body = {"business_id": world.camera.business.id, "matter": "clean", "what": "地面积水", "photo": PHOTO}
    with world.running.client("owner") as owner, world.running.client("cadre") as cadre:
        own = owner.post("/cases", json=body).json()
        assert (own["source"], own["state"], own["owner"]["party"]) == ("business", "found", "cadre")
        assert owner.get(own["picture"].removeprefix("/api/v1")).status_code == 200
        joined = cadre.post("/cases", json=body | {"what": "后门也是"}).json()
        assert (joined["id"], joined["state"]) == (own["id"], "notified")
        assert owner.post("/cases", json=body | {"by_public": True}).status_code == 400
        assert cadre.post("/cases", json=body | {"photo": "bm90aGluZw=="}).status_code == 400
        passed_on = cadre.post("/cases", json=body | {"matter": "licence", "by_public": True}).json()
        assert (passed_on["source"], passed_on["state"], passed_on["severity"]) == (
            "public", "found", "illegal",
        )  # fmt: skip
        assert owner.get(f"/cases/{passed_on['id']}").status_code == 404


def test_a_case_that_the_business_is_not_told_of_is_not_told_by_what_opened_it(
    world: World, stranger: httpx.Client
) -> None:
    """A capture and an inspection went into what the public had said, which went on to the office."""
    running, shop = world.running, world.camera.business.id
    service, now = running.service, running.service.clock.now()
    with service.database.writing() as session:
        said = Tip(Matter.RECORDS, "没有台账", "", None, now)
        case_id = tips.keep(session, shop, said, None, service.cases.rules(session), now)
        found = accounts.find_credentials(session, "cadre")
        assert found is not None
        minute_ago = now - timedelta(minutes=1)
        capture = CaptureRow(
            id="c" * 32, business_id=shop, camera_id=world.camera.id, user_id=found[0].id,
            captured_at=minute_ago, recorded_at=minute_ago, note="", rule=None, key="c" * 64, width=64,
            height=36, size_bytes=9,
        )  # fmt: skip
        capture_store.keep(session, capture)
    with running.client("cadre") as client, running.client("owner") as owner:
        begun = client.post("/inspections", json={"business_id": shop}).json()
        path = f"/inspections/{begun['id']}"
        for step in begun["steps"]:
            for item in step["items"]:
                answer = {"step": step["key"], "item": item["key"], "answer": "ok"}
                client.put(f"{path}/answers", json=answer)
        client.post(f"{path}/signature", json={"name": "Cadre"})
        step = begun["steps"][0]
        with service.database.writing() as session:
            session.add(CaseCaptureRow(capture_id="c" * 32, case_id=case_id, at=now))
            session.add(
                CaseInspectionRow(
                    inspection_id=begun["id"], step=step["key"], item=step["items"][0]["key"],
                    case_id=case_id, at=now,
                )
            )  # fmt: skip
        assert owner.get(f"/cases/{case_id}").status_code == 404
        for address in (f"/captures/{'c' * 32}", "/captures", path):
            assert case_id in client.get(address).text, address
            told = owner.get(address)
            assert told.status_code == 200
            assert case_id not in told.text, address
