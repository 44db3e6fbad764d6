"""Businesses and cameras come a page at a time, each once, and are found by what is typed."""

from collections.abc import Iterator

import httpx
import pytest

from models import catalog
from models.people import Role
from models.tables import CameraRow
from tests.api.running import Running, serving
from tests.models import scene

SHOPS = [f"{name}面馆" for name in "甲乙丙丁戊"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            shops = [scene.business(session, name) for name in (*SHOPS, "红灯笼餐厅")]
            unreached, *_ = [scene.camera(session, shop) for shop in shops]
            session.get_one(CameraRow, unreached.id).url = ""
            new = scene.camera(session, shops[2], "新机")
            session.get_one(CameraRow, new.id).accepted_at = None
        running.add_user("admin", Role.ADMIN)
        running.add_user("cadre", Role.CADRE, assigned=tuple(shop.id for shop in shops[:2]))
        yield running


def walk(client: httpx.Client, path: str, **search: str | int) -> list[str]:
    """The ids of every page, in order."""
    found: list[str] = []
    while True:
        answer = client.get(path, params=search)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["items"]) <= int(search["limit"])
        found += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            return found
        search["cursor"] = page["next_cursor"]


@pytest.mark.parametrize("path", ["/businesses", "/cameras"])
def test_pages_hold_everything_once_in_one_order(running: Running, path: str) -> None:
    with running.client("admin") as client:
        whole = walk(client, path, limit=200)
        assert len(whole) == len(set(whole)) == (6 if path == "/businesses" else 7)
        for limit in (1, 2, 5):
            assert walk(client, path, limit=limit) == whole
        assert client.get(path, params={"cursor": "none"}).status_code == 400
    with running.client("cadre") as client:
        mine = walk(client, path, limit=1)
        assert set(mine) < set(whole)
        assert len(mine) == 2


def test_a_camera_without_an_address_comes_last_and_says_so(running: Running) -> None:
    with running.client("admin") as client:
        items = client.get("/cameras", params={"limit": 200}).json()["items"]
    *others, last = items
    assert (last["status"]["state"], last["status"]["trouble"]) == ("offline", "no_address")
    assert all(item["status"]["trouble"] != "no_address" for item in others)
    # Nothing is connected.
    with running.service.database.reading() as session:
        assert last["id"] not in {camera.id for camera in catalog.list_sources(session)}


def test_found_by_a_part_of_the_name_of_the_place_or_of_the_business(running: Running) -> None:
    with running.client("admin") as client:
        named = client.get("/businesses", params={"q": " 面馆 "}).json()["items"]
        assert sorted(item["name"] for item in named) == sorted(SHOPS)
        assert client.get("/businesses", params={"q": "100%"}).json()["items"] == []
        lantern = client.get("/businesses", params={"q": "红灯笼"}).json()["items"][0]
        assert client.get("/businesses", params={"id": lantern["id"]}).json()["items"] == [lantern]
        assert lantern["cameras_total"] == 1
        by_business = client.get("/cameras", params={"q": "红灯笼"}).json()["items"]
        assert [item["business"]["id"] for item in by_business] == [lantern["id"]]
        assert len(client.get("/cameras", params={"q": "热灶"}).json()["items"]) == 6
        (awaiting,) = client.get("/cameras", params={"awaiting": True}).json()["items"]
        assert awaiting["name"] == "新机"
    with running.client("cadre") as client:
        foreign = client.get("/businesses", params={"id": lantern["id"]}).json()["items"]
        assert foreign == []
