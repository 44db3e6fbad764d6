"""The process is killed, a camera falls silent: nothing is lost, nobody else is disturbed."""

import hashlib
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.demo import PASSWORD, clips, seed
from models import history
from models.clock import SystemClock
from models.database import Database
from models.history import Filters, Record
from models.people import Everything
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.system.process import eventually, serving_process

pytestmark = pytest.mark.alone


@pytest.fixture
def simulator() -> Iterator[CameraSimulator]:
    with run_simulator(clips()) as running:
        yield running


@pytest.fixture
def data_dir(tmp_path: Path, simulator: CameraSimulator) -> Path:
    database = Database(f"sqlite:///{tmp_path / 'brightkitchen.db'}")
    database.migrate()
    seed(database, {clip: simulator.url(clip) for clip in clips()}, SystemClock())
    database.close()
    return tmp_path


def records(data_dir: Path) -> list[Record]:
    database = Database(f"sqlite:///{data_dir / 'brightkitchen.db'}")
    with database.reading() as session:
        found, _ = history.page(session, Everything(), Filters(), after=None, limit=200)
    database.close()
    return list(found)


def assert_every_row_has_its_pictures(data_dir: Path) -> None:
    files = {item.name: item for item in (data_dir / "evidence").rglob("*") if item.is_file()}
    for record in records(data_dir):
        for key in (record.original.key, record.annotated.key):
            (name,) = (name for name in files if key in name)
            assert hashlib.sha256(files[name].read_bytes()).hexdigest() == key


def states(client: httpx.Client) -> dict[str, str]:
    return {item["name"]: item["status"]["state"] for item in client.get("/api/v1/cameras").json()["items"]}


@contextmanager
def sign_in(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=20) as client:
        answer = client.post("/api/v1/session", json={"username": "cadre", "password": PASSWORD})
        assert answer.status_code == 200
        yield client


def test_killed_in_the_middle(data_dir: Path) -> None:
    with serving_process(data_dir) as first:
        _ = first.address
        before = eventually(lambda: records(data_dir), 60, "a first violation")
        first.kill()
    assert_every_row_has_its_pictures(data_dir)
    with serving_process(data_dir) as second, sign_in(second.address) as client:
        eventually(
            lambda: set(states(client).values()) == {"online"}, 15, "all cameras are back after the kill"
        )
        after = {record.violation.id: record for record in records(data_dir)}
        for record in before:
            kept = after[record.violation.id]
            assert kept.violation.ended_at is not None
            picture = client.get(f"/api/v1/evidence/{kept.original.key}")
            assert hashlib.sha256(picture.content).hexdigest() == kept.original.key
        runs = {record.violation.run for record in before}
        later = eventually(
            lambda: [item for item in records(data_dir) if item.violation.run not in runs],
            60,
            "a violation of the new connections",
        )
        assert not {item.violation.id for item in later} & {item.violation.id for item in before}
        # uvicorn ends in good order and then lets the signal have its way.
        assert second.stop() in (0, -signal.SIGTERM)
    assert_every_row_has_its_pictures(data_dir)


def test_no_credential_reaches_the_log(data_dir: Path) -> None:
    database = Database(f"sqlite:///{data_dir / 'brightkitchen.db'}")
    from models import catalog

    with database.writing() as session:
        camera = catalog.list_cameras(session, Everything())[0]
        catalog.set_camera_url(
            session, camera_id=camera.id, url="rtsp://admin:h%40rd-Secret@127.0.0.1:9/stream"
        )
    database.close()
    with serving_process(data_dir) as process, sign_in(process.address) as client:
        eventually(lambda: "offline" in states(client).values(), 20, "the camera is refused")
        shown = client.get("/api/v1/cameras").text
        process.stop()
        assert "ecret" not in shown
        assert "ecret" not in "\n".join(map(str, process.lines))
        assert "kitchen-demo" not in "\n".join(map(str, process.lines))
