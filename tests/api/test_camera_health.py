"""Camera health through the whole service: faults of a simulated camera, by RTSP, in quick checks."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
from sqlalchemy import update

from models.people import Role
from models.tables import CameraRow
from sample_videos.faults import Fault
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.api.conftest import World
from tests.api.running import Running, serving
from tests.health.conftest import Faulty
from tests.models import scene

PERIOD_S = 1.0
PATIENCE_S = 40.0


@dataclass
class Ears:
    """Listens to health events and remembers them."""

    heard: list[tuple[str, str]] = field(default_factory=list)

    def listen(self, client: httpx.Client, stopped: threading.Event) -> None:
        try:
            with client.stream("GET", "/events", timeout=None) as answer:
                kind = ""
                for line in answer.iter_lines():
                    if line.startswith("event:"):
                        kind = line.removeprefix("event:").strip()
                    elif line.startswith("data:") and kind == "health":
                        body = json.loads(line.removeprefix("data:"))
                        self.heard.append((body["change"], body["finding"]["kind"]))
                    if stopped.is_set():
                        return
        except httpx.TransportError:
            assert stopped.is_set()


def until(happened: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if (value := happened()) is not None:
            return value
        time.sleep(0.1)
    raise AssertionError(f"did not happen: {what}")


@dataclass
class Kitchen:
    running: Running
    simulator: CameraSimulator
    client: httpx.Client
    camera_id: str
    clips: Faulty

    def ongoing(self) -> list[str]:
        found: list[str] = self.client.get(f"/cameras/{self.camera_id}/health").json()["now"]["ongoing"]
        return found

    def goes_through(self, kind: str, fault: Callable[[], None], repair: Callable[[], None]) -> None:
        fault()
        until(lambda: True if self.ongoing() == [kind] else None, f"{kind} is found")
        listed = self.client.get(f"/cameras/{self.camera_id}").json()["health"]
        assert listed == [kind]
        repair()
        until(lambda: True if self.ongoing() == [] else None, f"{kind} is over")

    def is_explained(self, trouble: str) -> None:
        """Wait until the newest finding says so: the camera's first words are that it hung up."""
        until(
            lambda: True if self.timeline()[0]["detail"].get("trouble") == trouble else None,
            f"the trouble is {trouble}",
        )

    def notices(self, client: httpx.Client) -> list[dict[str, Any]]:
        """What a business is told of now."""
        items: list[dict[str, Any]] = client.get("/health-findings?ongoing=true").json()["items"]
        return items

    def show(self, fault: Fault) -> Callable[[], None]:
        return lambda: self.simulator.switch("line", self.clips.path(fault))

    def timeline(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        query = ""
        while True:
            page = self.client.get(f"/cameras/{self.camera_id}/health?limit=4{query}").json()
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            query = f"&cursor={page['next_cursor']}"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Faulty:
    return Faulty(tmp_path_factory.mktemp("faulty"))


@pytest.fixture
def kitchen(tmp_path_factory: pytest.TempPathFactory, faulty: Faulty) -> Iterator[Kitchen]:
    folder = tmp_path_factory.mktemp("data")
    good = faulty.path(Fault.NONE)
    with (
        run_simulator({"line": good, "main": good}) as simulator,
        serving(folder, health_period_s=PERIOD_S) as running,
    ):
        service = running.service
        shown = faulty.played(Fault.NONE).keyframes[0].to_ndarray(format="bgr24")
        key = service.evidence.put(cv2.imencode(".jpg", np.asarray(shown))[1].tobytes())
        with service.database.writing() as session:
            camera = scene.camera(session, scene.business(session, "甲"), url=simulator.url("line"))
            values = {"accepted_at": service.clock.now(), "reference_key": key}
            session.execute(update(CameraRow).where(CameraRow.id == camera.id).values(values))
        running.add_user("cadre", Role.CADRE, assigned=(camera.business.id,))
        running.add_user("owner", Role.BUSINESS, own=camera.business.id)
        with running.client("cadre") as client:
            yield Kitchen(running, simulator, client, camera.id, faulty)


def test_faults_are_found_named_told_and_over(kitchen: Kitchen) -> None:
    simulator, good = kitchen.simulator, kitchen.show(Fault.NONE)

    def online() -> bool | None:
        state = kitchen.client.get(f"/cameras/{kitchen.camera_id}").json()["status"]["state"]
        return True if state == "online" else None

    until(online, "the camera is online")
    ears, stopped = Ears(), threading.Event()
    listener = threading.Thread(target=ears.listen, args=(kitchen.client, stopped))
    listener.start()

    def right_again() -> None:
        kitchen.is_explained("unauthorized")
        simulator.set_credentials(None)

    steps: list[tuple[str, Callable[[], None], Callable[[], None]]] = [
        ("black", kitchen.show(Fault.BLACK), good),
        ("covered", kitchen.show(Fault.COVERED), good),
        ("moved", kitchen.show(Fault.TURNED), good),
        ("resolution_changed", kitchen.show(Fault.SMALLER), good),
        ("frozen", lambda: simulator.freeze("line"), lambda: simulator.restore("line")),
        ("wrong_clock", lambda: simulator.set_clock("line", 3600), lambda: simulator.set_clock("line", 0)),
        ("stalled", lambda: simulator.stall("line"), lambda: simulator.restore("line")),
        ("offline", lambda: simulator.drop("line"), lambda: simulator.restore("line")),
        (
            "offline",
            lambda: simulator.set_credentials(("admin", "changed")),
            right_again,
        ),
    ]
    for kind, fault, repair in steps:
        kitchen.goes_through(kind, fault, repair)

    timeline = kitchen.timeline()[::-1]
    kinds = [kind for kind, _, _ in steps]
    assert [item["kind"] for item in timeline] == kinds
    assert all(item["ended_at"] >= item["began_at"] for item in timeline)
    assert timeline[-1]["detail"] == {"trouble": "unauthorized"}
    assert timeline[5]["detail"]["offset_s"] == pytest.approx(3600, abs=5)
    for item in timeline:
        if item["kind"] in {"black", "covered", "moved", "resolution_changed", "frozen"}:
            answer = httpx.get(
                f"{kitchen.running.address}{item['picture_url']}", cookies=kitchen.client.cookies
            )
            assert answer.content.startswith(b"\xff\xd8")
        else:
            assert item["picture_url"] is None
    expected = [(change, kind) for kind in kinds for change in ("began", "ended")]

    def told() -> bool | None:
        # A camera may first be offline for one reason and then for another.
        return True if [item for item in ears.heard if item[0] != "explained"] == expected else None

    until(told, f"events, not {ears.heard}")
    stopped.set()
    kitchen.running.service.end_streams()
    listener.join(10)

    def counted() -> bool | None:
        # The time that a camera is wanted is written down now and then.
        whole = kitchen.client.get(f"/cameras/{kitchen.camera_id}/health").json()["online"]
        return True if 0 < whole["online_s"] < whole["wanted_s"] else None

    until(counted, "the time away counts")
    silent = [item for item in timeline if item["kind"] in {"stalled", "offline"}]
    assert len(silent) == 3


def test_a_dead_main_stream_is_found_while_the_other_lives(kitchen: Kitchen) -> None:
    service, simulator = kitchen.running.service, kitchen.simulator
    with service.database.writing() as session:
        two_streams = {"url": simulator.url("main"), "sub_url": simulator.url("line")}
        session.execute(update(CameraRow).values(two_streams))

    def states() -> list[str]:
        status = service.status_of(kitchen.camera_id)
        return [str(status.state), str(status.main and status.main.state)]

    until(lambda: True if states() == ["online", "online"] else None, "both streams come")
    with kitchen.running.client("owner") as owner:

        def is_told() -> None:
            kitchen.is_explained("closed")
            (notice,) = kitchen.notices(owner)
            assert (notice["kind"], notice["detail"]) == ("main_lost", {"trouble": "closed"})
            assert owner.post(f"/health-findings/{notice['id']}/acknowledgement").status_code == 200
            simulator.restore("main")

        kitchen.goes_through("main_lost", lambda: simulator.drop("main"), is_told)
        assert kitchen.notices(owner) == []
    kitchen.goes_through("main_lost", lambda: simulator.stall("main"), lambda: simulator.restore("main"))
    assert states() == ["online", "online"]
    stalled, closed = kitchen.timeline()
    assert stalled["detail"] == {"trouble": "stalled"}
    assert stalled["picture_url"] is closed["picture_url"] is None
    assert stalled["ended_at"] > stalled["began_at"] > closed["ended_at"] > closed["began_at"]
    assert closed["acknowledged_by"] is not None
    # It sent pictures all the while.
    online = kitchen.client.get(f"/cameras/{kitchen.camera_id}/health").json()["online"]
    assert online["online_s"] == online["wanted_s"]


def test_a_restart_goes_on_with_an_open_finding(kitchen: Kitchen) -> None:
    kitchen.show(Fault.BLACK)()
    until(lambda: True if kitchen.ongoing() == ["black"] else None, "black is found")
    before = until(lambda: kitchen.timeline() or None, "it is written down")
    other = kitchen.running.service
    with other.database.writing() as session:
        # A changed camera is started anew, as all are after a restart.
        session.execute(update(CameraRow).values(key_process="蒸煮"))

    def restarted() -> bool | None:
        running = other.running.get(kitchen.camera_id)
        return True if running and running.camera.key_process and running.checkup.look else None

    until(restarted, "the camera is started anew")
    assert kitchen.ongoing() == ["black"]
    assert kitchen.timeline() == before
    kitchen.show(Fault.NONE)()
    until(lambda: True if kitchen.ongoing() == [] else None, "black is over")
    assert [item["id"] for item in kitchen.timeline()] == [before[0]["id"]]


def test_what_goes_on_with_a_deleted_camera_ends(kitchen: Kitchen) -> None:
    kitchen.simulator.drop("line")
    until(lambda: True if kitchen.ongoing() == ["offline"] else None, "offline is found")
    service = kitchen.running.service
    with service.database.writing() as session:
        session.execute(update(CameraRow).values(retired_at=service.clock.now()))

    def ended() -> bool | None:
        items = kitchen.client.get("/health-findings?ongoing=false").json()["items"]
        return True if items else None

    until(ended, "the finding ends")


def test_a_span_of_time_ends_now_at_most_and_not_before_it_begins(world: World) -> None:
    now = world.running.service.clock.now()
    with world.running.client("auditor") as client:
        path = f"/cameras/{world.camera.id}/health"
        later = {"since": now.isoformat(), "until": (now - timedelta(hours=1)).isoformat()}
        assert client.get(path, params=later).status_code == 422
        ahead = client.get(path, params={"until": (now + timedelta(days=9)).isoformat()}).json()
        assert ahead["until"] <= client.get(path).json()["until"]


def test_only_the_business_acknowledges_what_is_wrong(world: World) -> None:
    path = f"/health-findings/{world.health_finding}/acknowledgement"
    for username in ("cadre", "auditor", "admin"):
        with world.running.client(username) as client:
            assert client.post(path).json()["code"] == "forbidden"
    with world.running.client("owner") as client:
        first, second = client.post(path).json(), client.post(path).json()
    assert first["acknowledged_by"] == {"name": "Owner"}
    assert first["ended_at"] is None
    assert second == first
