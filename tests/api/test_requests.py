"""Good answers to good requests, clear problems for bad ones, and never a 500."""

import gzip
import hashlib
import json
import re

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import World


def test_a_picture_is_its_key(world: World) -> None:
    with world.running.client("auditor") as client:
        answer = client.get(f"/evidence/{world.original}")
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.content == world.original_bytes
        assert hashlib.sha256(answer.content).hexdigest() == world.original
        again = client.get(f"/evidence/{world.original}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=10-", 10, -1), ("bytes=-7", -7, -1), ("bytes=0-99999999", 0, -1)],
)
def test_a_part_of_a_picture_is_given_where_it_is_asked_for(
    world: World, asked: str, first: int, last: int
) -> None:
    whole = world.original_bytes
    with world.running.client("auditor") as client:
        answer = client.get(f"/evidence/{world.original}", headers={"Range": asked})
        first, last = first % len(whole), last % len(whole)
        assert answer.status_code == 206
        assert answer.content == whole[first : last + 1]
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"
        assert answer.headers["content-length"] == str(last + 1 - first)
        other = {"Range": asked, "If-Range": '"something else"'}
        assert client.get(f"/evidence/{world.original}", headers=other).content == whole


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("bytes=99999999-", 416),
        ("bytes=-0", 416),
        ("bytes=5-2", 200),
        ("bytes=0-1,4-5", 200),
        ("bytes=-", 200),
        ("lines=1-2", 200),
        ("nonsense", 200),
    ],
)
def test_ranges_that_are_none(world: World, asked: str, status: int) -> None:
    with world.running.client("auditor") as client:
        answer = client.get(f"/evidence/{world.original}", headers={"Range": asked})
        assert answer.status_code == status
        if status == 416:
            assert answer.headers["content-range"] == f"bytes */{len(world.original_bytes)}"
        else:
            assert answer.content == world.original_bytes


def test_a_damaged_picture_is_never_shown(world: World) -> None:
    root = world.running.service.settings.evidence_dir
    (file,) = (item for item in root.rglob("*") if item.is_file() and world.original in item.name)
    content = file.read_bytes()
    try:
        file.chmod(0o644)
        file.write_bytes(content[:-1] + b"x")
        with world.running.client("auditor") as client:
            assert client.get(f"/evidence/{world.original}").status_code == 404
    finally:
        file.write_bytes(content)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/violations/" + "0" * 32, 404, "not_found"),
        ("/violations/x", 422, "invalid_request"),
        ("/violations/%00", 422, "invalid_request"),
        ("/violations?cursor=x", 400, "invalid_cursor"),
        ("/violations?cursor=%F0%9F%8D%B3", 400, "invalid_cursor"),
        ("/violations?limit=0", 422, "invalid_request"),
        ("/violations?limit=99999999999999999999999", 422, "invalid_request"),
        ("/violations?rule=shoes", 422, "invalid_request"),
        ("/violations?since=yesterday", 422, "invalid_request"),
        ("/violations?since=2026-01-01T00:00:00", 422, "invalid_request"),
        ("/violations?camera_id=1", 422, "invalid_request"),
        ("/evidence/" + "0" * 64, 404, "not_found"),
        ("/evidence/..%2f..%2fbrightkitchen.db", 404, "not_found"),
        ("/cameras/" + "f" * 32, 404, "not_found"),
        ("/nothing", 404, "not_found"),
    ],
)
def test_bad_requests(world: World, path: str, status: int, code: str) -> None:
    with world.running.client("admin") as client:
        answer = client.get(path)
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["cursor", "since", "until", "limit", "rule", "state"]), st.text(max_size=40)
    )
)
def test_no_query_breaks_the_history(world: World, query: dict[str, str]) -> None:
    with world.running.client("admin") as client:
        assert client.get("/violations", params=query).status_code < 500


@pytest.mark.parametrize("declared", [True, False])
def test_an_oversized_body_is_refused(world: World, declared: bool) -> None:
    body = b"x" * 400_000
    content = body if declared else (body[i : i + 50_000] for i in range(0, len(body), 50_000))
    with world.running.client("cadre") as client:
        answer = client.post("/session", content=content)
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


def test_a_mistyped_password_is_not_echoed(world: World) -> None:
    with world.running.client() as client:
        answer = client.post("/session", json={"username": "cadre", "password": "secret" * 100})
    assert answer.status_code == 422
    assert "secret" not in answer.text


def test_live_view_of_an_offline_camera_and_of_nonsense(world: World) -> None:
    path = f"/cameras/{world.camera.id}/whep"
    with world.running.client("cadre") as client:
        offer = {"content-type": "application/sdp"}
        assert client.post(path, content="v=0", headers=offer).json()["code"] == "camera_offline"
        assert client.post(path, json={}).status_code == 415
        assert client.post(path, content=b"\xff", headers=offer).status_code == 400
        assert client.delete("/live/" + "0" * 32).status_code == 404


def test_no_answer_shows_a_cameras_password(world: World) -> None:
    with world.running.client("admin") as client:
        for path in ("/cameras", f"/cameras/{world.camera.id}", "/violations", "/businesses"):
            text = client.get(path).text
            assert "secret" not in text
            assert "admin:" not in text


def test_health(world: World) -> None:
    for path in ("live", "ready"):
        answer = httpx.get(f"{world.running.address}/api/health/{path}")
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_headers_protect_every_answer(world: World) -> None:
    for path in ("/", "/api/v1/session", "/api/health/live"):
        headers = httpx.get(world.running.address + path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_openapi_names_every_operation_once(world: World) -> None:
    schema = httpx.get(f"{world.running.address}/api/v1/openapi.json").json()
    names = [item["operationId"] for path in schema["paths"].values() for item in path.values()]
    assert len(names) == len(set(names)) >= 12
    components = schema["components"]
    assert {"ViolationEvent", "CameraEvent", "DetectionsEvent", "ProblemBody"} <= components["schemas"].keys()
    assert "APIKeyCookie" in components["securitySchemes"]
    refs = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(schema)))
    assert refs <= components["schemas"].keys()
    for path in schema["paths"].values():
        for operation in path.values():
            assert any(code.startswith("2") for code in operation["responses"])


def test_the_console_is_served_small_and_kept(world: World) -> None:
    with httpx.Client(base_url=world.running.address) as client:
        page = client.get("/violations/anything", headers={"Accept": "text/html"})
        assert page.headers["cache-control"] == "no-cache"
        script = re.search(r'src="(/assets/[^"]+\.js)"', page.text)
        assert script is not None
        answer = client.get(script[1])
        assert answer.headers["content-encoding"] == "gzip"
        with client.stream("GET", script[1], headers={"Accept-Encoding": "gzip, br;q=1.0"}) as packed:
            sent = b"".join(packed.iter_raw())
        kind = packed.headers["content-type"].partition(";")[0]
        assert (packed.headers["content-encoding"], kind) == ("br", "text/javascript")
        assert packed.headers["vary"] == "Accept-Encoding"
        assert 1000 < len(sent) < len(gzip.compress(answer.content))
        assert "immutable" in answer.headers["cache-control"]
        assert "content-security-policy" in answer.headers
        assert client.get("/assets/absent.js").status_code == 404
        assert client.get("/..%2f..%2fpyproject.toml").text == page.text
        nothing = client.post("/api/v1/nothing")
        assert (nothing.status_code, nothing.json()["code"]) == (404, "not_found")
