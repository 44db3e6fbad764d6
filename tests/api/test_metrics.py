"""What a monitoring system is told, and who is told nothing."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from models.people import Role
from sample_videos.simulator import run_simulator
from tests.api.running import Running, serving
from tests.models import scene

CLIP = Path(__file__).parents[2] / "sample_videos" / "empty.mp4"
TOKEN = "monitoring-alone-reads-this"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    folder = tmp_path_factory.mktemp("data")
    with run_simulator({"hall": CLIP}) as simulator, serving(folder, metrics_token=TOKEN) as running:
        with running.service.database.writing() as session:
            camera = scene.camera(session, scene.business(session, "甲"), url=simulator.url("hall"))
        running.add_user("admin", Role.ADMIN)
        yield running, camera.id


def read(running: Running, token: str | None) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token is not None else {}
    return httpx.get(f"{running.address}/api/metrics", headers=headers)


@pytest.mark.parametrize("token", [None, "x", "wrong", TOKEN[:-1]])
def test_closed_to_all_others(served: tuple[Running, str], token: str | None) -> None:
    running, _ = served
    assert read(running, token).status_code == 404


def test_no_session_opens_it(served: tuple[Running, str]) -> None:
    running, _ = served
    with running.client("admin") as client:
        assert client.get(f"{running.address}/api/metrics").status_code == 404


def test_tells_what_each_camera_gets(served: tuple[Running, str]) -> None:
    running, camera_id = served
    key = f'{{camera="{camera_id}"}}'
    deadline = time.monotonic() + 20
    lines: dict[str, str] = {}
    while (
        time.monotonic() < deadline and float(lines.get(f"brightkitchen_frames_analysed_total{key}", 0)) < 3
    ):
        answer = read(running, TOKEN)
        assert answer.status_code == 200
        lines = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
        time.sleep(0.2)
    assert float(lines[f"brightkitchen_frames_analysed_total{key}"]) >= 3
    assert float(lines[f"brightkitchen_camera_online{key}"]) == 1
    assert float(lines[f"brightkitchen_frames_failed_total{key}"]) == 0
    assert f"brightkitchen_frames_dropped_total{key}" in lines
    stream = f'{{camera="{camera_id}",stream="main"}}'
    assert float(lines[f"brightkitchen_stream_kept_bytes{stream}"]) > 0
    assert 0 < float(lines[f"brightkitchen_stream_kept_seconds{stream}"]) < 60
    assert lines["brightkitchen_clips_waiting"] == "0.0"
    assert lines["brightkitchen_findings_waiting"] == "0.0"


def test_closed_where_no_token_is_set(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        assert read(running, None).status_code == 404
