"""Self-checks over the API: drafts, filing, who may and who sees."""

from datetime import date, datetime, timedelta

import pytest
from httpx import Client

from models import accounts, catalog
from models.areas import AreaKind
from models.businesses import Position
from models.people import Level
from models.self_checks import SelfCheckKind, Verdict
from supervision import areas, self_check_store
from supervision.calendar import CHINA
from supervision.self_check_store import Answers
from supervision.self_checks import DEFAULT_SELF_CHECK_POLICY, period_of
from tests.api.conftest import World


def body(items: list[dict[str, str]], day: str, **other: object) -> dict[str, object]:
    answers = [{"key": item["key"], "verdict": "ok", "note": ""} for item in items]
    return {
        "kind": "daily",
        "day": day,
        "person": "Owner",
        "position": "officer",
        "items": answers,
        "zero_risk": True,
    } | other


def test_from_draft_to_record(world: World) -> None:
    with world.running.client("owner") as client:
        due = client.get("/self-checks/due").json()["items"]
        assert [item["kind"] for item in due if not item["is_over"]] == ["daily", "weekly", "monthly"]
        daily = due[0]
        assert daily["filed"] is None
        # The violation of the fixture is of another day: the draft of that day knows it.
        seen = client.get("/self-checks/due?day=2026-11-02").json()["items"][0]
        assert {item["key"]: item["found"] for item in seen["items"]}["mask"] == 1
        assert seen["items"][0]["verdict"] == "problem"
        unsaid = client.post("/self-checks", json=body(daily["items"], daily["first"], zero_risk=False))
        assert (unsaid.status_code, unsaid.json()["code"]) == (422, "not_complete")
        path, written = "/self-checks", body(daily["items"], daily["first"])
        assert client.post(path, json=written | {"person": "王二"}).status_code == 400
        filed = client.post(path, json=written)
        assert filed.status_code == 201, filed.text
        assert (filed.json()["zero_risk"], filed.json()["by"]) == (True, "Owner")
        again = client.post("/self-checks", json=body(daily["items"], daily["first"]))
        assert again.json()["code"] == "conflict"
        assert client.get("/self-checks/due").json()["items"][0]["filed"]["id"] == filed.json()["id"]
        tomorrow = world.running.service.clock.now().astimezone(CHINA).date() + timedelta(days=1)
        early = client.post("/self-checks", json=body(daily["items"], str(tomorrow)))
        assert early.status_code == 400
    check_id = filed.json()["id"]
    for who, status in (("cadre", 200), ("auditor", 200), ("rival", 404), ("far", 404), ("idle", 404)):
        with world.running.client(who) as client:
            assert client.get(f"/self-checks/{check_id}").status_code == status
            listed = [item["id"] for item in client.get("/self-checks").json()["items"]]
            assert listed == ([check_id] if status == 200 else [])


def test_yesterday_is_filed_late(world: World) -> None:
    yesterday = world.running.service.clock.now().astimezone(CHINA).date() - timedelta(days=1)

    def earlier(client: Client) -> dict[tuple[str, str], bool]:
        items = client.get("/self-checks/due").json()["items"]
        return {(item["kind"], item["first"]): item["overdue"] for item in items if item["is_over"]}

    with world.running.client("owner") as client:
        wanted = ("daily", str(yesterday))
        assert earlier(client)[wanted] is True
        items = client.get(f"/self-checks/due?day={yesterday}").json()["items"][0]["items"]
        filed = client.post("/self-checks", json=body(items, str(yesterday)))
        assert (filed.status_code, filed.json()["late"]) == (201, True)
        assert wanted not in earlier(client)


@pytest.mark.parametrize("who", ["cadre", "auditor", "admin"])
def test_only_the_business_files(world: World, who: str) -> None:
    with world.running.client(who) as client:
        assert client.get("/self-checks/due").status_code == 403
        assert client.post("/self-checks", json=body([], "2026-11-02")).json()["code"] == "forbidden"


@pytest.fixture(scope="module")
def begun(world: World) -> None:
    """Somebody filed on the last day of October, of a day in summer."""
    october = datetime(2026, 10, 31, 12, tzinfo=CHINA)
    period = period_of(SelfCheckKind.DAILY, date(2026, 7, 1), DEFAULT_SELF_CHECK_POLICY, CHINA)
    with world.running.service.database.writing() as session:
        found = accounts.find_credentials(session, "rival")
        assert found is not None
        assert found[0].business_id is not None
        told = Answers("Rival", Position.OFFICER, {
            item.key: (Verdict.OK, "") for item in DEFAULT_SELF_CHECK_POLICY.daily.items
        }, zero_risk=True, note="")  # fmt: skip
        self_check_store.file(
            session, found[0].business_id, period, told, DEFAULT_SELF_CHECK_POLICY, found[0], CHINA, october
        )


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(("who", "count"), [("cadre", 1), ("owner", 1), ("idle", 0), ("admin", 2)])
def test_completion_within_the_scope(world: World, who: str, count: int) -> None:
    with world.running.client(who) as client:
        found = client.get("/self-checks/completion?kind=daily&since=2026-11-01&until=2026-11-10").json()
        assert found["business_count"] == count
        assert found["total"]["due"] == 10 * count
        assert found["total"]["missing"] == 10 * count
        assert found["area"] is None
        # Of days before anybody had begun nothing is due, and the answer says from when it counts.
        found = client.get("/self-checks/completion?kind=daily&since=2026-07-01&until=2026-11-10").json()
        assert (found["since"], found["total"]["due"]) == ("2026-10-31", 11 * count)
        found = client.get("/self-checks/completion?kind=daily&since=2026-07-01&until=2026-07-10").json()
        assert (found["since"], found["total"]["due"]) == ("2026-07-01", 0)
        assert client.get("/self-checks/completion?since=2026-11-10&until=2026-11-01").status_code == 400


@pytest.mark.usefixtures("begun")
def test_completion_of_an_area(world: World) -> None:
    with world.running.service.database.writing() as session:
        county = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
        inside = catalog.add_business(session, name="区内的店", level=Level.C, area_id=county.id)
    with world.running.client("admin") as client:
        found = client.get(
            f"/self-checks/completion?area_id={county.id}&since=2026-11-01&until=2026-11-10"
        ).json()
    assert found["area"] == {"id": county.id, "name": "港城市"}
    assert [item["business"]["id"] for item in found["businesses"]] == [inside.id]
    assert found["total"]["due"] == 10
