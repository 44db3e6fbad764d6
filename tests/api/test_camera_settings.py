"""Cameras added, tried out, changed and deleted by an administrator, with a running service and real RTSP."""

import base64
import time
from collections.abc import Iterator

import cv2
import httpx
import numpy as np
import pytest

from models import catalog, history
from models.areas import AreaKind
from models.businesses import Business
from models.people import Everything, Role
from sample_videos.simulator import CameraSimulator, run_simulator
from supervision import areas
from tests.api.running import Running, serving
from tests.ingest.clips import write_clip
from tests.ingest.servers import AUDIO, UNKNOWN, Handler, camera, silent
from tests.ingest.servers import serving as serving_socket
from tests.models import scene
from tests.system.process import eventually

USER, PASSWORD = "viewer", "S3cr%40t"


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CameraSimulator]:
    clip = write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")
    with run_simulator({"stove": clip, "sink": clip}, credentials=(USER, "S3cr@t")) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            owner = scene.business(session)
        running.add_user("admin", Role.ADMIN)
        running.add_user("cadre", Role.CADRE, assigned=(owner.id,))
        yield running


@pytest.fixture
def business(running: Running) -> Business:
    with running.service.database.reading() as session:
        return catalog.list_businesses(session, Everything())[0]


@pytest.fixture
def admin(running: Running) -> Iterator[httpx.Client]:
    with running.client("admin") as client:
        yield client


def address(simulator: CameraSimulator, name: str, password: str = PASSWORD) -> str:
    return simulator.url(name).replace("rtsp://", f"rtsp://{USER}:{password}@")


def added(admin: httpx.Client, business: Business, name: str, **more: object) -> str:
    body = {"business_id": business.id, "name": name, "place": "cooking", "url": "rtsp://127.0.0.1:9/x"}
    answer = admin.post("/cameras", json=body | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["camera"]["id"])


def test_the_life_of_a_camera(
    running: Running, admin: httpx.Client, business: Business, simulator: CameraSimulator
) -> None:
    camera_id = added(
        admin,
        business,
        "热灶",
        url=address(simulator, "stove", "wrong"),
        sub_url=address(simulator, "sink", "wrong"),
        key_process="油炸",
    )
    answer = admin.get(f"/cameras/{camera_id}/settings")
    shown, host = answer.json(), simulator.url("").split("/")[2]
    assert shown["address"] == shown["sub_address"] == {"host": host, "has_credentials": True}
    assert (shown["camera"]["key_process"], shown["camera"]["accepted_at"]) == ("油炸", None)
    for path in ("/cameras", f"/cameras/{camera_id}", f"/cameras/{camera_id}/settings"):
        text = admin.get(path).text
        assert "cr@t" not in text
        assert "cr%40t" not in text
        assert USER not in text

    def status() -> dict[str, object]:
        return dict(admin.get(f"/cameras/{camera_id}").json()["status"])

    eventually(lambda: status()["trouble"] == "unauthorized", 15, "the wrong password is told")
    patch = {"url": address(simulator, "stove"), "sub_url": None}
    answer = admin.patch(f"/cameras/{camera_id}", json=patch)
    assert answer.json()["sub_address"] is None
    eventually(lambda: status()["state"] == "online", 15, "the new address is used")

    # Another name needs neither the address nor a new connection.
    run = status()["run"]
    answer = admin.patch(f"/cameras/{camera_id}", json={"name": "热灶 2"})
    assert answer.json()["address"] == {"host": host, "has_credentials": True}
    eventually(
        lambda: running.service.running[camera_id].camera.name == "热灶 2", 10, "the service knows the name"
    )
    assert status()["run"] == run

    with running.service.database.writing() as session:
        kept = scene.violation(camera_id)
        history.keep(session, kept, scene.pictures(), scene.NOON)
    assert admin.delete(f"/cameras/{camera_id}").status_code == 204
    eventually(lambda: camera_id not in running.service.running, 10, "it is watched no more")
    assert admin.get(f"/cameras/{camera_id}").status_code == 404
    assert admin.delete(f"/cameras/{camera_id}").status_code == 404
    assert camera_id not in admin.get("/cameras").text
    record = admin.get(f"/violations/{kept.id}").json()
    assert record["camera"]["name"] == "热灶 2"
    with running.service.database.reading() as session:
        assert history.get(session, Everything(), kept.id).camera.url == ""
    # Its name is free again.
    again = added(admin, business, "热灶 2")
    assert admin.delete(f"/cameras/{again}").status_code == 204


def test_where_it_looks_decides_whether_it_stays_accepted(
    running: Running, admin: httpx.Client, business: Business
) -> None:
    with running.service.database.writing() as session:
        camera_id = scene.camera(session, business, "已验收", "rtsp://u:one@127.0.0.1:9/a").id

    def accepted_after(**patch: object) -> bool:
        answer = admin.patch(f"/cameras/{camera_id}", json=patch)
        assert answer.status_code == 200, answer.text
        return answer.json()["camera"]["accepted_at"] is not None

    assert accepted_after(name="改名", key_process="炒菜")
    assert accepted_after(url="rtsp://u:two@127.0.0.1:9/a")
    assert not accepted_after(url="rtsp://u:two@127.0.0.1:9/b")
    with running.service.database.writing() as session:
        other = scene.camera(session, business, "换位置", "rtsp://127.0.0.1:9/a").id
    answer = admin.patch(f"/cameras/{other}", json={"place": "cutting"})
    assert answer.json()["camera"]["accepted_at"] is None


def test_only_admins_watch_what_nobody_has_accepted(
    running: Running, admin: httpx.Client, business: Business
) -> None:
    camera_id = added(admin, business, "新装")
    offer = {"content-type": "application/sdp"}
    with running.client("cadre") as cadre:
        assert cadre.get(f"/cameras/{camera_id}").json()["accepted_at"] is None
        for answer in (
            cadre.post(f"/cameras/{camera_id}/whep", content="v=0", headers=offer),
            cadre.get(f"/cameras/{camera_id}/live.mp4"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, "awaiting_acceptance")
    answer = admin.post(f"/cameras/{camera_id}/whep", content="v=0", headers=offer)
    assert answer.json()["code"] == "camera_offline"


def test_a_test_shows_what_comes(admin: httpx.Client, business: Business, simulator: CameraSimulator) -> None:
    began = time.monotonic()
    urls = {"url": address(simulator, "stove"), "sub_url": address(simulator, "sink", "wrong")}
    answer = admin.post("/cameras/test", json=urls)
    assert time.monotonic() - began < 5
    main, sub = answer.json()["streams"]
    assert (main["stream"], main["trouble"], main["codec"]) == ("main", None, "h264")
    assert (main["width"], main["height"], main["fps"], main["converted"]) == (320, 180, 10, False)
    assert 50_000 < main["bit_rate"] < 5_000_000
    content = base64.b64decode(main["picture"]["jpeg"])
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (180, 320, 3)
    assert (sub["stream"], sub["trouble"], sub["picture"]) == ("sub", "unauthorized", None)
    assert "did not accept" in sub["detail"]
    # That of a camera needs no address, and takes another one without keeping it.
    camera_id = added(admin, business, "试", url=address(simulator, "sink"))
    (own,) = admin.post(f"/cameras/{camera_id}/test").json()["streams"]
    assert own["trouble"] is None
    (other,) = admin.post(f"/cameras/{camera_id}/test", json={"url": "rtsp://127.0.0.1:9/x"}).json()[
        "streams"
    ]
    assert other["trouble"] == "refused"
    assert admin.delete(f"/cameras/{camera_id}").status_code == 204


@pytest.mark.parametrize(
    ("handler", "trouble"),
    [
        (camera(AUDIO), "no_video"),
        (camera(UNKNOWN), "unsupported"),
        (camera("", status="404 Not Found"), "not_found"),
        (silent, "timeout"),
    ],
)
def test_a_test_says_what_is_wrong_within_5_s(admin: httpx.Client, handler: Handler, trouble: str) -> None:
    with serving_socket(handler) as port:
        began = time.monotonic()
        answer = admin.post("/cameras/test", json={"url": f"rtsp://u:S3cr@127.0.0.1:{port}/x"})
        assert time.monotonic() - began < 5.5
    (main,) = answer.json()["streams"]
    assert main["trouble"] == trouble
    assert main["detail"]
    assert "S3cr" not in answer.text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": "changing_room"}, "place_not_filmed"),
        ({"place": "roof"}, "invalid_camera"),
        ({"url": None}, "invalid_camera"),
        ({"kind": "whip"}, "invalid_camera"),
        ({"url": "http://u:S3cret@h/"}, "unusable_address"),
        ({"url": "rtsp://u:S3cret h/"}, "unusable_address"),
        ({"sub_url": "file:///S3cret"}, "unusable_address"),
        ({"name": "  "}, "invalid_request"),
        ({"name": "a\0b"}, "invalid_request"),
        ({"place": "\0"}, "invalid_request"),
        ({"business_id": "0" * 32}, "not_found"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    admin: httpx.Client, business: Business, change: dict[str, object], code: str
) -> None:
    body = {"business_id": business.id, "name": "不行", "place": "cooking", "url": "rtsp://127.0.0.1:9/x"}
    answer = admin.post("/cameras", json=body | change)
    assert (answer.status_code, answer.json()["code"]) in ((422, code), (404, code)), answer.text
    assert "S3cret" not in answer.text
    assert "不行" not in admin.get("/cameras").text


def test_a_camera_that_publishes_has_no_address(admin: httpx.Client, business: Business) -> None:
    camera_id = added(admin, business, "手机", kind="whip", url=None)
    shown = admin.get(f"/cameras/{camera_id}/settings").json()
    assert (shown["camera"]["kind"], shown["address"]) == ("whip", None)
    assert admin.patch(f"/cameras/{camera_id}", json={"kind": "rtsp"}).json()["code"] == "invalid_camera"
    patch = {"kind": "rtsp", "url": "rtsp://127.0.0.1:9/x"}
    assert admin.patch(f"/cameras/{camera_id}", json=patch).json()["address"]["host"] == "127.0.0.1:9"
    back = admin.patch(f"/cameras/{camera_id}", json={"kind": "whip"}).json()
    assert back["address"] is None
    again = admin.post(
        "/cameras", json={"business_id": business.id, "name": "手机", "place": "other", "kind": "whip"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert admin.delete(f"/cameras/{camera_id}").status_code == 204


def test_only_admins_set_cameras_and_places(running: Running) -> None:
    body = {"business_id": "0" * 32, "name": "x", "place": "cooking", "url": "rtsp://127.0.0.1:9/x"}
    place = {"name": {"zh": "x", "en": "x"}, "filming": "may"}
    none = "0" * 32
    with running.client("cadre") as cadre:
        for method, path, json in (
            ("POST", "/cameras", body),
            ("GET", f"/cameras/{none}/settings", None),
            ("PATCH", f"/cameras/{none}", {}),
            ("DELETE", f"/cameras/{none}", None),
            ("POST", "/cameras/test", {}),
            ("PUT", f"/cameras/{none}/zones", {"zones": []}),
            ("POST", "/cameras/import", None),
            ("GET", "/cameras/import/template", None),
            ("POST", f"/cameras/{none}/acceptance", {}),
            ("POST", f"/cameras/{none}/test", None),
            ("POST", "/places", place),
            ("PUT", "/places/cooking", place),
            ("DELETE", "/places/cooking", None),
            ("PUT", "/places/order", {"keys": []}),
        ):
            answer = cadre.request(method, path, json=json)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path
        assert cadre.get("/places").json()["items"][0]["name"] == {"zh": "烹饪", "en": "Cooking"}


def test_whoever_may_not_change_places_is_told_so(running: Running) -> None:
    with running.service.database.writing() as session:
        city = areas.add_area(session, name="全市", kind=AreaKind.COUNTY)
        town = areas.add_area(session, name="一镇", kind=AreaKind.TOWN, parent=city)
    running.add_user("city_admin", Role.ADMIN, area=city.id)
    running.add_user("town_admin", Role.ADMIN, area=town.id)
    body = {"name": {"zh": "冷库", "en": "Cold store"}, "filming": "may"}
    for name, may in (("admin", True), ("city_admin", True), ("town_admin", False), ("cadre", False)):
        with running.client(name) as client:
            assert client.get("/places").json()["may_change"] is may, name
            assert client.post("/places", json=body).status_code == (201 if may else 403), name


def test_places_are_the_offices_own(admin: httpx.Client, business: Business) -> None:
    def keys() -> list[str]:
        return [item["key"] for item in admin.get("/places").json()["items"]]

    covers = [{"zh": "蒸柜", "en": "The steamer"}]
    body = {"name": {"zh": "面点间", "en": "Pastry room"}, "filming": "must", "covers": covers}
    made = admin.post("/places", json=body).json()
    assert made == body | {"key": "pastry_room", "cameras": 0}
    assert admin.post("/places", json=body).json()["key"] == "pastry_room_2"
    assert keys()[-2:] == ["pastry_room", "pastry_room_2"]
    order = ["pastry_room_2", *keys()[:-1]]
    assert admin.put("/places/order", json={"keys": order}).status_code == 204
    assert keys() == order
    assert admin.put("/places/order", json={"keys": order[1:]}).status_code == 400

    camera_id = added(admin, business, "面点", place="pastry_room")
    never = {"name": {"zh": "休息室", "en": "Staff room"}, "filming": "never"}
    refused = admin.put("/places/pastry_room", json=never)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert admin.delete(f"/cameras/{camera_id}").status_code == 204
    assert admin.put("/places/pastry_room", json=never).json()["filming"] == "never"
    assert admin.delete("/places/pastry_room").status_code == 409
    assert admin.delete("/places/pastry_room_2").status_code == 204
    assert admin.delete("/places/pastry_room_2").status_code == 404
    assert admin.put("/places/pastry_room", json=never | {"covers": covers}).status_code == 400


WHOLE = [[0, 0], [1, 0], [1, 1], [0, 1]]


def test_zones_come_back_as_drawn_and_reach_the_running_service(
    running: Running, admin: httpx.Client, business: Business, simulator: CameraSimulator
) -> None:
    camera_id = added(admin, business, "分区", url=address(simulator, "stove"))
    eventually(
        lambda: admin.get(f"/cameras/{camera_id}").json()["status"]["state"] == "online", 15, "it is online"
    )
    run = admin.get(f"/cameras/{camera_id}").json()["status"]["run"]
    zone = {
        "name": "灶台",
        "points": WHOLE,
        "demands": ["mask", "hat"],
        "hours": [{"days": [1, 5], "start": "22:00", "end": "02:30"}],
    }
    answer = admin.put(f"/cameras/{camera_id}/zones", json={"zones": [zone]})
    assert answer.json()["zones"] == [zone]
    assert admin.get(f"/cameras/{camera_id}/settings").json()["zones"] == [zone]
    eventually(lambda: running.service.running[camera_id].camera.zones, 10, "the service knows the zones")
    assert admin.get(f"/cameras/{camera_id}").json()["status"]["run"] == run
    for wrong, code in (
        ({"points": [[0, 0], [1, 1], [1, 0], [0, 0.5]]}, "invalid_zones"),
        ({"points": [[0, 0], [1.2, 1], [1, 0]]}, "invalid_request"),
        ({"hours": [{"days": [8], "start": "22:00", "end": "02:30"}]}, "invalid_request"),
        ({"hours": [{"days": [1], "start": "24:00", "end": "02:30"}]}, "invalid_request"),
        ({"demands": ["shoes"]}, "invalid_request"),
    ):
        answer = admin.put(f"/cameras/{camera_id}/zones", json={"zones": [zone | wrong]})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert admin.delete(f"/cameras/{camera_id}").status_code == 204


def test_the_picture_that_was_looked_at_becomes_the_reference(
    running: Running, admin: httpx.Client, business: Business, simulator: CameraSimulator
) -> None:
    camera_id = added(admin, business, "验收", url=address(simulator, "stove"), place="washing")
    places = {item["key"]: item for item in admin.get("/places").json()["items"]}
    covers = places["washing"]["covers"]
    assert covers
    absent = ["changing_room", "toilet", "customers"]
    body = {"picture_key": "0" * 64, "covered": covers, "absent": absent}
    path = f"/cameras/{camera_id}/acceptance"
    assert admin.post(path, json=body).json()["code"] == "picture_forgotten"
    assert admin.get(f"/cameras/{camera_id}/reference").status_code == 404
    (main,) = admin.post(f"/cameras/{camera_id}/test").json()["streams"]
    body["picture_key"] = main["picture"]["key"]
    for lacking in ({"covered": covers[1:]}, {"absent": absent[1:]}):
        assert admin.post(path, json=body | lacking).json()["code"] == "not_acceptable"
    accepted = admin.post(path, json=body).json()
    assert (accepted["by"], accepted["covered"]) == ({"name": "Admin"}, covers)
    shown = admin.get(f"/cameras/{camera_id}/settings").json()
    assert shown["camera"]["accepted_at"] == accepted["at"]
    assert shown["acceptances"] == [accepted]
    content = base64.b64decode(main["picture"]["jpeg"])
    with running.client("cadre") as cadre:
        assert cadre.get(f"/cameras/{camera_id}/reference").content == content
    assert running.service.evidence.read(accepted["reference_key"]) == content

    def is_known() -> bool:
        found = running.service.running.get(camera_id)
        return found is not None and found.camera.accepted_at is not None

    eventually(is_known, 10, "the service knows")
    # Elsewhere it has to be looked at anew, and what was shown before counts no more.
    assert admin.patch(f"/cameras/{camera_id}", json={"url": address(simulator, "sink")}).status_code == 200
    assert admin.post(path, json=body).json()["code"] == "picture_forgotten"
    assert admin.get(f"/cameras/{camera_id}/reference").status_code == 404
    assert admin.delete(f"/cameras/{camera_id}").status_code == 204


def test_a_camera_to_which_nobody_publishes_shows_nothing(admin: httpx.Client, business: Business) -> None:
    camera_id = added(admin, business, "扫码", kind="whip", url=None)
    (main,) = admin.post(f"/cameras/{camera_id}/test").json()["streams"]
    assert main["trouble"] == "not_published"
    assert admin.delete(f"/cameras/{camera_id}").status_code == 204


def test_a_table_of_cameras_is_checked_before_it_is_taken(admin: httpx.Client, business: Business) -> None:
    table = (
        "企业,名称,操作区,主码流地址\n"
        f"{business.name},导入一,烹饪,rtsp://u:S3cret@127.0.0.1:9/1\n"
        f"{business.name},导入二,卫生间,rtsp://u:S3cret@127.0.0.1:9/2\n"
    )
    for content in (table.encode("gb18030"), table.encode()):
        dry = admin.post("/cameras/import", content=content)
        assert [row["outcome"] for row in dry.json()["rows"]] == ["created", "refused"]
        assert "导入一" not in admin.get("/cameras").text
    taken = admin.post("/cameras/import?dry_run=false", content=table.encode())
    assert taken.json()["rows"][1] == {
        "line": 3,
        "business": business.name,
        "name": "导入二",
        "outcome": "refused",
        "problems": [{"code": "place_not_filmed", "column": None, "line": None}],
    }
    assert "S3cret" not in taken.text
    (made,) = [item for item in admin.get("/cameras").json()["items"] if item["name"] == "导入一"]
    again = admin.post("/cameras/import?dry_run=false", content=table.encode())
    assert [row["outcome"] for row in again.json()["rows"]] == ["unchanged", "refused"]
    assert admin.delete(f"/cameras/{made['id']}").status_code == 204
    wrong = admin.post("/cameras/import", content=b"\xff")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "not_a_table")
    sheet = admin.get("/cameras/import/template")
    assert sheet.content[:2] == b"PK"
    heading = admin.get("/cameras/import/template?format=csv&lang=en").content.decode("utf-8-sig")
    assert heading.startswith("Business,Name,Place,")
