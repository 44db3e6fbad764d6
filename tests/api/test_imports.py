"""Lists of a city over the API: tried, taken in, reported; only for the top of the tree."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from models.areas import AreaKind
from models.people import Role
from supervision import areas
from tests.api.running import Running, serving

AREAS = "区县,镇街\n港城市,杨柳镇\n港城市,锦丰镇\n".encode()
BUSINESSES = "许可证编号,企业名称,镇街,包保级别\nJY1,红灯笼餐厅,杨柳镇,D\nJY2,,锦丰镇,Z\n".encode()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            town = areas.add_area(session, name="杨柳镇", kind=AreaKind.TOWN, parent=top)
        running.add_user("city", Role.OFFICE, area=top.id)
        running.add_user("town", Role.OFFICE, area=town.id)
        running.add_user("admin", Role.ADMIN)
        yield running


def finished(client: httpx.Client, started: httpx.Response) -> dict[str, Any]:
    assert started.status_code == 202, started.text
    until = time.monotonic() + 30
    while time.monotonic() < until:
        job: dict[str, Any] = client.get(f"/imports/{started.json()['id']}").json()
        if job["state"] not in ("reading", "writing"):
            return job
        time.sleep(0.02)
    raise AssertionError("the import does not end")


def test_a_city_is_tried_and_then_taken_in(running: Running) -> None:
    with running.client("city") as client:
        job = finished(client, client.post("/imports?listing=areas&dry_run=false", content=AREAS))
        assert (job["report"]["added"], job["report"]["unchanged"]) == (1, 1)

        tried = finished(client, client.post("/imports?listing=businesses", content=BUSINESSES))
        assert tried["dry_run"]
        assert client.get("/businesses").json()["items"] == []
        taken = finished(client, client.post("/imports?listing=businesses&dry_run=false", content=BUSINESSES))
        assert taken["report"] == tried["report"]
        assert (taken["report"]["added"], taken["report"]["skipped"]) == (1, 1)
        assert [item["name"] for item in client.get("/businesses").json()["items"]] == ["红灯笼餐厅"]
        faults = taken["report"]["faults"]
        assert [(fault["line"], fault["column"]["zh"]) for fault in faults] == [
            (3, "包保级别"),
            (3, "企业名称"),
        ]
        assert all(fault["what"]["zh"] and fault["what"]["en"] for fault in faults)

        table = client.get(f"/imports/{taken['id']}/report.csv")
        assert table.headers["content-type"].startswith("text/csv")
        assert len(table.content.decode("utf-8-sig").splitlines()) == 3
    with running.client("town") as client:
        assert [item["name"] for item in client.get("/businesses").json()["items"]] == ["红灯笼餐厅"]
    with running.client("admin") as client:
        assert client.get(f"/imports/{taken['id']}").status_code == 404


def test_a_file_that_is_no_list_fails_with_its_reason(running: Running) -> None:
    with running.client("admin") as client:
        job = finished(client, client.post("/imports?listing=cadres", content=b"a,b\n1,2\n"))
        assert job["state"] == "failed"
        assert "用户名" in job["failure"]
        assert job["flaw"] == "missing"
        assert "用户名" in job["flawed"]


def test_a_template_comes_as_a_workbook(running: Running) -> None:
    with running.client("city") as client:
        answer = client.get("/imports/templates/businesses")
        assert answer.content[:2] == b"PK"
        assert "businesses.xlsx" in answer.headers["content-disposition"]


def test_only_the_top_of_the_tree_imports(running: Running) -> None:
    with running.client("town") as client:
        assert client.post("/imports?listing=areas", content=AREAS).json()["code"] == "forbidden"
        assert client.get("/imports/templates/areas").json()["code"] == "forbidden"
        assert client.get(f"/imports/{'0' * 32}").json()["code"] == "forbidden"


def test_lists_may_be_larger_than_other_requests_but_not_without_end(running: Running) -> None:
    with running.client("city") as client:
        large = AREAS + b"\n" * 300_000
        assert finished(client, client.post("/imports?listing=areas", content=large))["state"] == "done"
        refused = client.post("/imports?listing=areas", content=b" " * (24 * 1024 * 1024 + 1))
        assert refused.status_code == 413
