"""Who reaches what: every address that shows a row or a picture, for every role."""

from collections import defaultdict

import httpx
import pytest

from tests.api.conftest import World
from tests.models import scene

SEES = {"cadre", "owner", "auditor", "admin"}
BLIND = {"far", "idle", "rival"}


def addresses(world: World) -> list[str]:
    return [
        f"/cameras/{world.camera.id}",
        f"/violations/{world.violation}",
        f"/evidence/{world.original}",
        f"/evidence/{world.health_picture}",
        f"/cameras/{world.camera.id}/health",
        f"/health-findings/{world.health_finding}",
        f"/businesses/{world.camera.business.id}/online-rate",
        f"/supervised-businesses/{world.camera.business.id}",
        f"/businesses/{world.camera.business.id}/tip-code",
    ]


@pytest.mark.parametrize("username", sorted(SEES | BLIND))
def test_single_things(world: World, username: str) -> None:
    with world.running.client(username) as client:
        for address in addresses(world):
            answer = client.get(address)
            if username in SEES:
                assert answer.status_code == 200, (address, answer.text)
            else:
                assert answer.status_code == 404, address
                assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("username", sorted(SEES | BLIND))
def test_lists(world: World, username: str) -> None:
    with world.running.client(username) as client:
        for query in ("", f"?camera_id={world.camera.id}", f"?business_id={world.camera.business.id}"):
            found = [item["id"] for item in client.get(f"/violations{query}").json()["items"]]
            assert found == ([world.violation] if username in SEES else [])
            found = [item["id"] for item in client.get(f"/health-findings{query}").json()["items"]]
            assert (world.health_finding in found) == (username in SEES)
        for query in ("", f"?business_id={world.camera.business.id}"):
            page = client.get(f"/camera-health{query}").json()
            assert (world.camera.id in [row["camera"]["id"] for row in page["items"]]) == (username in SEES)
            assert bool(page["ill"]) == (username in SEES)
        rates = [item["id"] for item in client.get("/online-rates").json()["items"]]
        assert (world.camera.id in rates) == (username in SEES)
        cameras = {item["id"] for item in client.get("/cameras").json()["items"]}
        assert (world.camera.id in cameras) == (username in SEES)
        foreign = client.get(f"/cameras?business_id={world.camera.business.id}").json()["items"]
        assert bool(foreign) == (username in SEES)
        for address in ("/businesses", "/supervised-businesses"):
            businesses = {item["id"] for item in client.get(address).json()["items"]}
            assert (world.camera.business.id in businesses) == (username in SEES)


@pytest.mark.parametrize("username", sorted(BLIND))
def test_live_view_and_acknowledgement_of_foreign_things(world: World, username: str) -> None:
    with world.running.client(username) as client:
        offer = {"content-type": "application/sdp"}
        answer = client.post(f"/cameras/{world.camera.id}/whep", content="v=0", headers=offer)
        assert answer.status_code == 404
        for thing in (f"/violations/{world.violation}", f"/health-findings/{world.health_finding}"):
            assert client.post(f"{thing}/acknowledgement").status_code == 404


def test_nobody_signed_in_reaches_nothing(world: World) -> None:
    with world.running.client() as client:
        for address in [
            *addresses(world),
            "/violations",
            "/cameras",
            "/health-findings",
            "/camera-health",
            "/businesses",
            "/events",
            "/session",
        ]:
            answer = client.get(address)
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_every_address_needs_a_session(world: World) -> None:
    """Whatever the API may grow: an operation that answers without a session is listed here or a mistake."""
    open_to_all = {"sign_in", "health_live", "health_ready", "get_tip_page", "send_tip"}
    schema = httpx.get(f"{world.running.address}/api/v1/openapi.json", timeout=60).json()
    ids: dict[str, str] = defaultdict(lambda: "0" * 32)
    fill = ids | {"key": "0" * 64, "topic": "cases", "listing": "areas", "number": "1"}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            if operation["operationId"] in open_to_all:
                continue
            address = world.running.address + path.format_map(fill)
            # A busy machine may take its time.
            answer = httpx.request(method, address, headers={"content-type": "application/sdp"}, timeout=60)
            # Metrics have a token of their own, and without it are not even there.
            refused = 404 if operation["operationId"] == "metrics" else 401
            assert answer.status_code == refused, (method, path)


def test_only_the_business_acknowledges(world: World) -> None:
    path = f"/violations/{world.violation}/acknowledgement"
    for username in ("cadre", "auditor", "admin"):
        with world.running.client(username) as client:
            assert client.post(path).json()["code"] == "forbidden"
    with world.running.client("owner") as client:
        first, second = client.post(path).json(), client.post(path).json()
    assert first["state"] == "acknowledged"
    assert first["acknowledged_by"] == {"name": "Owner"}
    assert second == first


def test_a_withdrawn_assignment_ends_the_sight_at_once(world: World) -> None:
    from models import accounts
    from models.people import Role

    running = world.running
    user = running.add_user("leaving", Role.CADRE, assigned=(world.camera.business.id,))
    with running.client("leaving") as client:
        etag = client.get(f"/evidence/{world.original}").headers["etag"]
        with running.service.database.writing() as session:
            accounts.withdraw(
                session,
                user_id=user.id,
                business_id=world.camera.business.id,
                now=scene.NOON,
            )
        for address in addresses(world):
            assert client.get(address).status_code == 404
        known = client.get(f"/evidence/{world.original}", headers={"If-None-Match": etag})
        assert known.status_code == 404
