"""More cameras than the detector can follow: every one is analysed less often, none is left out."""

import time
from pathlib import Path

import pytest

from api.demo import CLIPS
from models.detections import Detections
from models.frames import Image
from sample_videos.simulator import run_simulator
from tests.api.running import Running, serving
from tests.models import scene

pytestmark = pytest.mark.alone

BUSY = ("hot_line", "wash_up", "cold_room", "crossing", "prep_room", "corner")
SLOWNESS_S = 0.15
"""Six active cameras ask for 24 frames a second; this detector manages six."""
ROUNDS = 10


class Slow:
    """A detector on a machine that is too small."""

    def detect(self, image: Image) -> Detections:
        time.sleep(SLOWNESS_S)
        return Detections.empty()


def analysed(running: Running) -> dict[str, int]:
    return {camera: count.frames for camera, count in running.service.detector_counts().items()}


def test_all_slow_down_and_none_starves(tmp_path: Path) -> None:
    clips = {name: CLIPS / f"{name}.mp4" for name in BUSY}
    with run_simulator(clips) as simulator, serving(tmp_path, Slow()) as running:
        with running.service.database.writing() as session:
            business = scene.business(session)
            for name in BUSY:
                scene.camera(session, business, name=name, url=simulator.url(name))
        deadline = time.monotonic() + 60
        while len(analysed(running)) < len(BUSY) and time.monotonic() < deadline:
            time.sleep(0.1)
        before = analysed(running)
        assert len(before) == len(BUSY), "all cameras are seen at all"
        gained: dict[str, int] = {}
        while max(gained.values(), default=0) < ROUNDS and time.monotonic() < deadline:
            time.sleep(0.1)
            gained = {camera: count - before[camera] for camera, count in analysed(running).items()}
        dropped = running.service.dropped()
    # Served in turn: whoever is active gets the same share as the others, whatever the camera sends.
    assert max(gained.values()) >= ROUNDS, gained
    assert min(gained.values()) >= 0.6 * ROUNDS, gained
    assert all(dropped[camera] > 0 for camera in gained), "what is left out is counted"
