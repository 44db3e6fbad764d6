"""One of four cameras falls silent for 20 s; the others lose no frame and it comes back by itself."""

import threading
import time
from collections import defaultdict
from functools import partial

import pytest

from api.demo import clips
from ingest.camera import CameraWorker
from ingest.rtsp import RtspSource
from models.cameras import CameraState, CameraStatus
from models.frames import Frame
from sample_videos.simulator import run_simulator

pytestmark = pytest.mark.alone

STALL_S = 20.0


@pytest.mark.timeout(120)
def test_twenty_seconds_of_silence() -> None:
    frames: dict[str, list[tuple[float, Frame]]] = defaultdict(list)
    statuses: dict[str, list[CameraStatus]] = defaultdict(list)
    back, flowing = threading.Event(), threading.Event()
    silent = next(iter(clips()))

    def on_frame(name: str, frame: Frame) -> None:
        frames[name].append((time.monotonic(), frame))
        if len(frames) == 4:
            flowing.set()

    def on_status(name: str, status: CameraStatus) -> None:
        statuses[name].append(status)
        if name == silent and status.state is CameraState.ONLINE and status.run > 1:
            back.set()

    def worker(name: str) -> CameraWorker:
        runs = iter(range(1, 1000))
        return CameraWorker(
            name,
            lambda run: RtspSource(name, simulator.url(name), run),
            lambda: next(runs),
            partial(on_frame, name),
            partial(on_status, name),
        )

    with run_simulator(clips()) as simulator:
        workers = [worker(name) for name in clips()]
        for item in workers:
            item.start()
        assert flowing.wait(15)
        simulator.stall(silent)
        threading.Event().wait(STALL_S)
        restored = time.monotonic()
        simulator.restore(silent)
        assert back.wait(5), "not back within 5 s of the feed"
        for item in workers:
            item.stop()

    seen = [status.state for status in statuses[silent]]
    assert CameraState.STALLED in seen
    assert seen[-1] is CameraState.ONLINE
    for name in clips():
        if name == silent:
            continue
        assert {status.run for status in statuses[name] if status.state is CameraState.ONLINE} == {1}
        numbers = [frame.seq for _, frame in frames[name]]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        # Media time tells of frames lost on the way: 12 pictures a second, none missing.
        steps = [
            b.media_ns - a.media_ns for (_, a), (_, b) in zip(frames[name], frames[name][1:], strict=False)
        ]
        assert max(steps) < 150_000_000
        during = [at for at, _ in frames[name] if restored - STALL_S < at < restored]
        assert len(during) == pytest.approx(STALL_S * 12, abs=12)
