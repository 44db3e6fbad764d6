"""An inspection from its start to the business's confirmation; signed, it never changes."""

import hashlib
import json
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
from sqlalchemy import update

from alerts.evidence import FolderEvidenceStore
from models import catalog
from models.tables import BusinessRow
from tests.api.conftest import World

NONE = "0" * 32


@pytest.fixture
def draft(world: World) -> dict[str, Any]:
    """The cadre's draft for the business, without answers."""
    with world.running.client("cadre") as client:
        begun = start(client, world)
        client.delete(f"/inspections/{begun['id']}")
        return start(client, world)


def start(client: httpx.Client, world: World) -> dict[str, Any]:
    answer = client.post("/inspections", json={"business_id": world.camera.business.id})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def items(inspection: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"step": step["key"], "item": item["key"]} for step in inspection["steps"] for item in step["items"]
    ]


def answer_all(client: httpx.Client, inspection: dict[str, Any]) -> None:
    for place in items(inspection):
        answer = client.put(f"/inspections/{inspection['id']}/answers", json={**place, "answer": "ok"})
        assert answer.status_code == 200, answer.text


def test_the_way_goes_by_the_order_of_places_and_ends_with_the_papers(
    world: World, draft: dict[str, Any]
) -> None:
    steps = draft["steps"]
    assert [step["camera_id"] for step in steps] == [world.camera.id, None]
    cooking = {item["key"] for item in steps[0]["items"]}
    assert {"mask", "hat", "stove"} <= cooking
    assert not {"sinks", "daily"} & cooking
    assert {"daily", "weekly", "monthly"} <= {item["key"] for item in steps[1]["items"]}
    assert all(item["text"]["zh"] and item["text"]["en"] for step in steps for item in step["items"])
    assert (draft["asked"], draft["answered"], draft["finished_at"]) == (len(items(draft)), 0, None)


def test_a_draft_is_resumed_and_seen_by_its_inspector_alone(world: World, draft: dict[str, Any]) -> None:
    path = f"/inspections/{draft['id']}"
    with world.running.client("cadre") as client:
        place = items(draft)[0]
        client.put(f"{path}/answers", json={**place, "answer": "problem", "note": "无人戴口罩"})
        again = start(client, world)
        assert again["id"] == draft["id"]
        assert (again["answered"], again["problems"]) == (1, 1)
        assert again["answers"][0]["note"] == "无人戴口罩"
        cleared = client.put(f"{path}/answers", json={**place, "answer": None}).json()
        assert cleared["answered"] == 0
        for wrong in ({"step": "papers", "item": "mask"}, {"step": NONE, "item": "mask"}):
            assert client.put(f"{path}/answers", json={**wrong, "answer": "ok"}).status_code == 404
        foreign = {**place, "answer": "ok", "capture_ids": [NONE]}
        assert client.put(f"{path}/answers", json=foreign).status_code == 400
        assert client.get(f"{path}/record").status_code == 404
    for name in ("owner", "auditor", "admin", "far"):
        with world.running.client(name) as client:
            assert client.get(path).status_code == 404
            assert client.delete(path).status_code == 404
            assert client.put(f"{path}/answers", json={**place, "answer": "ok"}).status_code == 404
            assert client.post(f"{path}/signature", json={"name": "x"}).status_code == 404
            assert draft["id"] not in {item["id"] for item in client.get("/inspections").json()["items"]}


def test_who_may_begin(world: World) -> None:
    body = {"business_id": world.camera.business.id}
    for name, status in (("owner", 403), ("auditor", 403), ("admin", 403), ("far", 404), ("idle", 404)):
        with world.running.client(name) as client:
            assert client.post("/inspections", json=body).status_code == status, name


def test_signed_it_stays_as_it_is_and_the_business_confirms(world: World, draft: dict[str, Any]) -> None:
    path = f"/inspections/{draft['id']}"
    signature = {"name": "Cadre", "conclusion": "总体规范,一处整改"}
    first, second = items(draft)[:2]
    with world.running.client("cadre") as client, world.running.client("owner") as owner:
        refused = client.post(f"{path}/signature", json=signature)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_complete")
        answer_all(client, draft)
        client.put(f"{path}/answers", json={**first, "answer": "problem"})
        client.put(f"{path}/answers", json={**second, "answer": "unseen"})
        refused = client.post(f"{path}/signature", json=signature)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_complete")
        client.put(f"{path}/answers", json={**first, "answer": "problem", "note": "口罩拉到下巴"})
        assert client.post(f"{path}/signature", json={"name": "王建国"}).status_code == 400
        # A case is opened of a problem, of nothing else, and with the signature or not at all.
        wrong = client.post(f"{path}/signature", json=signature | {"cases": [second]})
        assert wrong.status_code == 400
        signed = client.post(f"{path}/signature", json=signature | {"cases": [first]}).json()
        assert (signed["signed_name"], signed["problems"], signed["unseen"]) == ("Cadre", 1, 1)
        (case_id,) = (item["case_id"] for item in signed["answers"] if item["case_id"])
        case = owner.get(f"/cases/{case_id}").json()
        assert (case["state"], case["inspections"]) == ("notified", [draft["id"]])
        assert case["what"].endswith(":口罩拉到下巴")

        content = client.get(f"{path}/record").content
        assert hashlib.sha256(content).hexdigest() == signed["digest"]
        written = json.loads(content)
        assert written["signed_name"] == "Cadre"
        said = [item for step in written["steps"] for item in step["items"]]
        assert len(said) == draft["asked"]
        assert [item["note"] for item in said if item["answer"] == "problem"] == ["口罩拉到下巴"]

        assert client.put(f"{path}/answers", json={**first, "answer": "ok"}).status_code == 409
        assert client.post(f"{path}/signature", json=signature).status_code == 409
        assert client.delete(path).status_code == 409
        assert client.get(f"{path}/record").content == content

        (listed,) = owner.get("/inspections?open=true").json()["items"]
        assert listed == {key: owner.get(path).json()[key] for key in listed}
        assert owner.get(f"{path}/record").content == content
        for name, status in (("cadre", 403), ("auditor", 403), ("admin", 403), ("rival", 404), ("far", 404)):
            with world.running.client(name) as other:
                assert other.post(f"{path}/confirmation", json={}).status_code == status, name
        confirmed = owner.post(f"{path}/confirmation", json={"reply": "已整改"}).json()
        again = owner.post(f"{path}/confirmation", json={"reply": "别的"}).json()
        assert confirmed == again
        assert (confirmed["reply"], confirmed["confirmed_by"]) == ("已整改", {"name": "Owner"})
        assert owner.get("/inspections?open=true").json()["open"] == 0
        # The next one begins anew.
        assert start(client, world)["id"] != draft["id"]


def test_a_camera_added_later_does_not_change_a_draft(world: World, draft: dict[str, Any]) -> None:
    service = world.running.service
    with service.database.writing() as session:
        added = catalog.add_camera(
            session, business_id=world.camera.business.id, name="新", place="washing", url="rtsp://127.0.0.1/2",
            accepted_at=service.clock.now(),
        )  # fmt: skip
    with world.running.client("cadre") as client:
        assert start(client, world)["steps"] == draft["steps"]
        client.delete(f"/inspections/{draft['id']}")
        fresh = start(client, world)
        assert [step["camera_id"] for step in fresh["steps"]] == [world.camera.id, added.id, None]
        client.delete(f"/inspections/{fresh['id']}")


def test_the_office_changes_the_list_and_what_has_begun_keeps_its_own(
    world: World, draft: dict[str, Any]
) -> None:
    """The new version asks more of some kinds of business, from the next inspection on."""
    shop, added = world.camera.business.id, []
    for key, kind in (("apron", "学校食堂"), ("menu", "餐饮服务")):
        texts = {"zh": "围裙", "en": "Aprons"}
        added.append({"key": key, **texts, "places": ["cooking"], "kinds": [kind], "matter": "spoiled"})
    with world.running.service.database.writing() as session:
        session.execute(update(BusinessRow).where(BusinessRow.id == shop).values(kind="学校食堂"))
    with world.running.client("admin") as admin, world.running.client("cadre") as cadre:
        policy = admin.get("/policies/checklists").json()
        value = policy["versions"][0]["value"]
        change = {"value": {"items": [*value["items"], *added]}, "reason": "开学检查", "after": 0}
        assert cadre.post("/policies/checklists/versions", json=change).status_code == 403
        assert admin.post("/policies/checklists/versions", json=change).status_code == 201
        resumed = start(cadre, world)
        assert (resumed["id"], resumed["checklist"], resumed["steps"]) == (
            draft["id"], "2026.2", draft["steps"],
        )  # fmt: skip
        cadre.delete(f"/inspections/{draft['id']}")
        begun = start(cadre, world)
        assert begun["checklist"] == "1"
        keys = [item["item"] for item in items(begun)]
        assert "apron" in keys
        assert "eaten_with" in keys
        assert "menu" not in keys
        answer_all(cadre, begun)
        apron = next(item for item in items(begun) if item["item"] == "apron")
        path = f"/inspections/{begun['id']}"
        cadre.put(f"{path}/answers", json={**apron, "answer": "problem", "note": "没穿"})
        signed = cadre.post(f"{path}/signature", json={"name": "Cadre", "cases": [apron]}).json()
        (case_id,) = (item["case_id"] for item in signed["answers"] if item["case_id"])
        # How grave it is follows from the matter that the new list gives it.
        assert cadre.get(f"/cases/{case_id}").json()["severity"] == "illegal"


def photo(shade: int) -> bytes:
    return bytes(cv2.imencode(".jpg", np.full((36, 64, 3), shade, np.uint8))[1])


def test_on_site_the_way_goes_by_places_and_photos_show_what_was_found(world: World) -> None:
    asked = {"business_id": world.camera.business.id, "mode": "on_site"}
    with world.running.client("cadre") as cadre, world.running.client("owner") as owner:
        draft = cadre.post("/inspections", json=asked).json()
        path = f"/inspections/{draft['id']}"
        assert draft["mode"] == "on_site"
        assert {step["camera_id"] for step in draft["steps"]} == {None}
        first, last = draft["steps"][0], draft["steps"][-2:]
        assert (first["place"], bool(first["name"])) == ("cooking", True)
        assert [step["key"] for step in last] == ["everywhere", "papers"]
        assert "seen" not in {item["item"] for item in items(draft)}
        # Beside it goes a draft from afar.
        assert start(cadre, world)["id"] != draft["id"]

        refused = cadre.post(f"{path}/photos", content=b"no picture")
        assert refused.status_code == 400, refused.text
        grain = np.random.default_rng(1).integers(0, 256, (900, 1200, 3), np.uint8)
        as_phones_make_them = bytes(cv2.imencode(".jpg", grain)[1])
        assert len(as_phones_make_them) > 1_000_000
        for client, status in ((owner, 404), (cadre, 201)):
            assert client.post(f"{path}/photos", content=as_phones_make_them).status_code == status
        too_large = cadre.post(f"{path}/photos", content=bytes(10 * 1024 * 1024 + 1))
        assert (too_large.status_code, too_large.json()["code"]) == (413, "payload_too_large")
        kept, loose = (cadre.post(f"{path}/photos", content=photo(shade)).json() for shade in (80, 90))
        assert (kept["width"], kept["height"]) == (64, 36)
        place = {"step": "cooking", "item": "mask"}
        unseen = cadre.put(f"{path}/answers", json={**place, "answer": "unseen"})
        assert unseen.status_code == 400
        foreign = {**place, "answer": "problem", "photo_keys": ["0" * 64]}
        assert cadre.put(f"{path}/answers", json=foreign).status_code == 400
        for other in items(draft):
            cadre.put(f"{path}/answers", json={**other, "answer": "absent"})
        # A photo says what is wrong without a word.
        shown = cadre.put(
            f"{path}/answers", json={**place, "answer": "problem", "photo_keys": [kept["key"]]}
        ).json()
        assert (shown["problems"], shown["absent"]) == (1, len(items(draft)) - 1)
        assert {item["key"] for item in shown["photos"]} > {kept["key"], loose["key"]}
        assert owner.get(kept["url"].removeprefix("/api/v1")).status_code == 404

        signed = cadre.post(f"{path}/signature", json={"name": "Cadre", "cases": [place]}).json()
        assert [item["key"] for item in signed["photos"]] == [kept["key"]]
        assert cadre.get(loose["url"].removeprefix("/api/v1")).status_code == 404
        assert cadre.post(f"{path}/photos", content=photo(100)).status_code == 409
        assert owner.get(kept["url"].removeprefix("/api/v1")).status_code == 200
        written = json.loads(owner.get(f"{path}/record").content)
        said = {(step["place"], item["key"]): item for step in written["steps"] for item in step["items"]}
        assert written["mode"] == "on_site"
        assert said["cooking", "mask"]["photos"] == [{"sha256": kept["key"]}]
        (case_id,) = (item["case_id"] for item in signed["answers"] if item["case_id"])
        case = owner.get(f"/cases/{case_id}").json()
        assert kept["key"] in {picture["key"] for step in case["steps"] for picture in step["pictures"]}


def test_where_the_store_takes_nothing_a_photo_is_refused_and_can_be_sent_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_folder = tmp_path / "file"
    no_folder.write_bytes(b"")
    with world.running.client("cadre") as cadre:
        asked = {"business_id": world.camera.business.id, "mode": "on_site"}
        draft = cadre.post("/inspections", json=asked).json()
        path = f"/inspections/{draft['id']}"
        with monkeypatch.context() as patched:
            patched.setattr(world.running.service, "evidence", FolderEvidenceStore(no_folder))
            refused = cadre.post(f"{path}/photos", content=photo(70))
        assert (refused.status_code, refused.json()["code"]) == (503, "evidence_unavailable")
        assert cadre.get(path).json()["photos"] == []
        assert cadre.post(f"{path}/photos", content=photo(70)).status_code == 201
        cadre.delete(path)
