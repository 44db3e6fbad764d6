"""The camera's own clock, and what a frozen camera sends, as read by RTSP from the simulator."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.health.clock import StreamClock
from ingest.rtsp import RtspSource
from sample_videos.rtp import Packetizer
from sample_videos.simulator import run_simulator
from tests.ingest.clips import read_number, write_clip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clips") / "hall.mp4", pictures=10)


def test_a_jump_of_the_cameras_clock_is_seen_and_its_way_back(clip: Path) -> None:
    with run_simulator({"hall": clip}) as simulator:
        source = RtspSource("hall", simulator.url("hall"))
        try:
            source.open()
            seen: list[StreamClock] = []
            for picture in source.pictures():
                if not picture.raw.key_frame:
                    continue
                seen.append(source.camera_clock)
                if len(seen) == 2:
                    simulator.set_clock("hall", 3600)
                if len(seen) == 4:
                    simulator.set_clock("hall", 0)
                if len(seen) == 6:
                    break
        finally:
            source.close()
    offsets = [clock.offset_s for clock in seen]
    assert all(offset is not None for offset in offsets)
    assert max(offset or 0 for offset in offsets) == pytest.approx(3600, abs=5)
    assert offsets[0] == pytest.approx(0, abs=5)
    assert offsets[-1] == pytest.approx(0, abs=5)
    assert seen[-1].leaps >= 2


def test_a_frozen_camera_sends_one_picture_over_and_over(clip: Path) -> None:
    with run_simulator({"hall": clip}) as simulator:
        source = RtspSource("hall", simulator.url("hall"))
        try:
            source.open()
            pictures = source.pictures()
            moving = {read_number(next(pictures).frame().image) for _ in range(5)}
            simulator.freeze("hall")
            for _ in range(15):
                next(pictures)
            frozen = {read_number(next(pictures).frame().image) for _ in range(10)}
            simulator.restore("hall")
            for _ in range(15):
                next(pictures)
            again = {read_number(next(pictures).frame().image) for _ in range(10)}
        finally:
            source.close()
    assert len(moving) == 5
    assert frozen == {0}
    assert len(again) == 10


def test_a_sender_report_says_what_time_it_is() -> None:
    report = Packetizer(ssrc=7).report(90_000, datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp())
    assert len(report) == 28
    assert report[1] == 200
    seconds = int.from_bytes(report[8:12], "big")
    since_1900 = datetime(1900, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert since_1900 == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert int.from_bytes(report[16:20], "big") == 90_000
