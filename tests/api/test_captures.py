"""Captures by hand: the very picture that was on the screen, kept as evidence, taken back within seconds."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import httpx
import numpy as np
import pytest

from ingest.ring import Moment
from models import catalog
from models.businesses import Camera
from models.cameras import StreamName
from models.capture_tables import CaptureRow
from models.people import Role
from sample_videos.simulator import run_simulator
from supervision.captures import UNDO
from tests.api.running import Running, serving
from tests.ingest.clips import read_number, write_clip
from tests.models import scene
from tests.system.process import eventually

WRAP = 1 << 32
PICTURES = 200


@dataclass(frozen=True)
class Scene:
    running: Running
    camera: Camera
    offline: Camera


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("captures")
    clip = write_clip(folder / "clip.mp4", width=640, height=360, pictures=PICTURES)
    with run_simulator({"clip": clip}) as simulator, serving(folder / "data") as running:
        with running.service.database.writing() as session:
            mine, other = scene.business(session, "甲"), scene.business(session, "乙")
            camera = catalog.add_camera(
                session, business_id=mine.id, name="热灶", place="cooking", url=simulator.url("clip"),
                accepted_at=scene.NOON,
            )  # fmt: skip
            offline = scene.camera(session, mine, "冷菜")
        for name, assigned in (("cadre", mine), ("colleague", mine), ("far", other)):
            running.add_user(name, Role.CADRE, assigned=(assigned.id,))
        running.add_user("owner", Role.BUSINESS, own=mine.id)
        running.add_user("auditor", Role.AUDITOR)
        running.add_user("admin", Role.ADMIN)
        status = running.service.status_of
        eventually(lambda: status(camera.id).state == "online", 15, "the camera is online")
        yield Scene(running, camera, offline)


def shown(place: Scene, ago_s: float) -> tuple[int, int]:
    """The pts of a picture that viewers saw so long ago, and the number it carries."""
    running = place.running.service.running[place.camera.id]
    kept = running.streams[StreamName.MAIN]

    def old_enough() -> bool:
        return kept.ring.length_s > ago_s + 1.5

    eventually(old_enough, 15, "enough is kept")
    now = kept.ring.moment(place.running.service.clock.now())
    assert now is not None
    moment = Moment(now.run, now.media_ns - int(ago_s * 1e9))
    at = kept.ring.instant(moment)
    assert at is not None
    return kept.pts_of(moment.media_ns), read_number(running.still(at).image)


def capture(client: httpx.Client, place: Scene, **more: Any) -> dict[str, Any]:
    answer = client.post("/captures", json={"camera_id": place.camera.id, **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_the_picture_kept_is_the_one_that_was_shown(place: Scene) -> None:
    with place.running.client("cadre") as client:
        # As RTP counts: only right up to multiples of 2^32.
        for ago_s, wrapped in ((0.4, 0), (2.5, -WRAP), (4.0, 3 * WRAP)):
            pts, number = shown(place, ago_s)
            kept = capture(client, place, pts=pts + wrapped, stream="sub")
            content = client.get(kept["picture"]["url"].removeprefix("/api/v1")).content
            assert hashlib.sha256(content).hexdigest() == kept["picture"]["key"]
            image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
            assert image is not None
            assert image.shape == (360, 640, 3)
            found = read_number(image.astype(np.uint8))
            assert min((found - number) % PICTURES, (number - found) % PICTURES) <= 1, (found, number)
        now = capture(client, place)
        assert (now["note"], now["rule"], now["by"], now["mine"]) == ("", None, {"name": "Cadre"}, True)


def test_a_picture_long_past_and_an_offline_camera_are_refused(place: Scene) -> None:
    pts, _ = shown(place, 0.4)
    with place.running.client("cadre") as client:
        for camera, at in ((place.camera, pts - 90_000 * 3600), (place.offline, pts), (place.offline, None)):
            answer = client.post("/captures", json={"camera_id": camera.id, "pts": at})
            assert (answer.status_code, answer.json()["code"]) == (409, "picture_gone")


def test_only_a_cadre_captures_and_only_what_is_in_sight(place: Scene) -> None:
    for name, status in (("owner", 403), ("auditor", 403), ("admin", 403), ("far", 404)):
        with place.running.client(name) as client:
            answer = client.post("/captures", json={"camera_id": place.camera.id})
            assert answer.status_code == status, name


def test_taken_back_within_seconds_nobody_ever_sees_it(place: Scene) -> None:
    with (
        place.running.client("cadre") as client,
        place.running.client("colleague") as colleague,
        place.running.client("owner") as owner,
    ):
        kept = capture(client, place)
        path = f"/captures/{kept['id']}"
        picture = kept["picture"]["url"].removeprefix("/api/v1")
        assert client.get(path).status_code == client.get(picture).status_code == 200
        for other in (colleague, owner):
            assert other.get(path).status_code == other.get(picture).status_code == 404
            assert kept["id"] not in {item["id"] for item in other.get("/captures").json()["items"]}
            assert other.delete(path).status_code == 404
        assert client.delete(path).status_code == 204
        assert client.get(path).status_code == client.get(picture).status_code == 404
        assert client.delete(path).status_code == 404


def test_kept_it_is_evidence_that_the_business_sees_and_answers(place: Scene) -> None:
    with place.running.client("cadre") as client, place.running.client("owner") as owner:
        kept = capture(client, place)
        path = f"/captures/{kept['id']}"
        said = client.patch(path, json={"note": " 徒手拿熟食 ", "rule": "gloves"}).json()
        assert (said["note"], said["rule"]) == ("徒手拿熟食", "gloves")
        opened = owner.get("/captures?open=true").json()
        eventually(lambda: owner.get(path).status_code == 200, UNDO.total_seconds() + 20, "it is in sight")
        later = owner.get("/captures?open=true&rule=gloves").json()
        assert later["items"][0]["id"] == kept["id"]
        assert later["open"] > opened["open"]
        assert owner.get(kept["picture"]["url"].removeprefix("/api/v1")).status_code == 200
        # Others answer as before: nothing, or not theirs.
        for name, status in (("far", 404), ("auditor", 403), ("cadre", 403)):
            with place.running.client(name) as other:
                assert other.post(f"{path}/acknowledgement").status_code == status
        with place.running.client("colleague") as other:
            assert other.patch(path, json={"note": "x"}).status_code == 403
            assert other.delete(path).status_code == 403
        first, second = (
            owner.post(f"{path}/acknowledgement").json(),
            owner.post(f"{path}/acknowledgement").json(),
        )
        assert first == second
        assert first["acknowledged_by"] == {"name": "Owner"}
        assert kept["id"] not in {item["id"] for item in owner.get("/captures?open=true").json()["items"]}
        # Answered, it says what it said.
        assert client.patch(path, json={"note": "anders"}).status_code == 403
        with place.running.service.database.writing() as session:
            row = session.get(CaptureRow, kept["id"])
            assert row is not None
            row.recorded_at = scene.NOON
        assert client.delete(path).status_code == 403


def test_what_an_inspection_was_signed_with_cannot_be_taken_back(place: Scene) -> None:
    with place.running.client("cadre") as client:
        draft = client.post("/inspections", json={"business_id": place.camera.business.id}).json()
        path = f"/inspections/{draft['id']}"
        places = [(step["key"], item["key"]) for step in draft["steps"] for item in step["items"]]
        for step, item in places:
            client.put(f"{path}/answers", json={"step": step, "item": item, "answer": "ok"})
        kept = capture(client, place)
        first = {"step": places[0][0], "item": places[0][1], "answer": "problem"}
        client.put(f"{path}/answers", json={**first, "capture_ids": [kept["id"]]})
        assert client.post(f"{path}/signature", json={"name": "Cadre"}).status_code == 200
        assert client.delete(f"/captures/{kept['id']}").status_code == 403
        assert client.get(f"/captures/{kept['id']}").status_code == 200


def test_pages_cover_all_once_newest_first(place: Scene) -> None:
    with place.running.client("cadre") as client:
        for _ in range(3):
            capture(client, place)
            time.sleep(0.01)
        whole = [item["id"] for item in client.get("/captures?limit=200").json()["items"]]
        pages: list[str] = []
        cursor = ""
        while True:
            page = client.get(f"/captures?limit=2{cursor}").json()
            pages += [item["id"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert pages == whole
        assert len(set(pages)) == len(pages) >= 3
