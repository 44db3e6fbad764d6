"""An idle camera of which keyframes alone are decoded: what goes wrong with it is found all the same."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
from av.video.frame import VideoFrame

from ingest.attention import Attention
from ingest.health.checkup import Checkup
from ingest.health.confirm import HealthChange
from ingest.health.vitals import Vitals
from ingest.rtsp import RtspSource
from ingest.source import Picture
from models.cameras import CameraState, CameraStatus
from models.health import HealthKind
from sample_videos.faults import Fault, write_faulty
from sample_videos.simulator import run_simulator
from tests.health.conftest import SAMPLES

CLIP = SAMPLES / "empty.mp4"
PERIOD_S = 1.0
WITHIN_S = 15.0


class Idle:
    """An empty kitchen as the service reads it, but that it is idle after one second in place of ten."""

    def __init__(self, url: str) -> None:
        self.attention = Attention(hold_ns=1_000_000_000)
        self.checkup = Checkup(period_s=PERIOD_S)
        self.told: list[tuple[HealthChange, HealthKind]] = []
        self.decoded = 0
        self._vitals = Vitals()
        self._source = RtspSource("hall", url, skims=lambda: self.attention.is_idle, on_packet=self._vitals)
        self._source.open()
        self._pictures = self._watched()

    @property
    def received(self) -> int:
        return self._vitals.counts.pictures

    def goes_on(self) -> Picture:
        return next(self._pictures)

    def suffers(self, *kinds: HealthKind) -> bool:
        return self.checkup.ongoing == set(kinds)

    def goes_on_until(self, happened: Callable[[], bool], what: str) -> None:
        began = self.goes_on().captured_at
        while not happened():
            assert (self.goes_on().captured_at - began).total_seconds() < WITHIN_S, f"did not happen: {what}"

    def close(self) -> None:
        self._source.close()

    def _watched(self) -> Iterator[Picture]:
        for picture in self._source.pictures():
            self.decoded += 1
            self.checkup.looker.see(picture)
            status = CameraStatus("hall", CameraState.ONLINE, picture.captured_at, picture.run)
            news = self.checkup.check(
                picture.captured_at, status, self._vitals.counts, self._source.camera_clock
            )
            self.told += [(item.change, item.kind) for item in news]
            self.attention.admits(picture)
            yield picture

    def skims(self, pictures: int) -> None:
        """Go on until so many pictures in a row were keyframes between which others came and were left."""
        began, in_a_row, decoded, received = self.goes_on().captured_at, 0, self.decoded, self.received
        while in_a_row < pictures:
            picture = self.goes_on()
            assert (picture.captured_at - began).total_seconds() < WITHIN_S, "it does not become idle"
            left_out = self.received - received - (self.decoded - decoded)
            decoded, received = self.decoded, self.received
            in_a_row = in_a_row + 1 if picture.raw.key_frame and left_out > 5 else 0


def write_frozen(path: Path) -> Path:
    """A second of the hall at one moment, with one keyframe: what a camera sends whose sensor hangs."""
    with av.open(str(CLIP)) as source, av.open(str(path), "w") as target:
        picture = next(source.decode(video=0))
        stream = target.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "yuv420p"
        stream.codec_context.max_b_frames = 0
        for index in range(12):
            again = VideoFrame.from_ndarray(picture.to_ndarray(), format=picture.format.name)
            again.pts, again.time_base = index, Fraction(1, 12)
            target.mux(stream.encode(again))
        target.mux(stream.encode())
    return path


def test_an_idle_camera_is_checked_by_its_keyframes(tmp_path: Path) -> None:
    # Three seconds of a fault, because every second keyframe is seen: in two they would all be the same one.
    faulty = {
        HealthKind.FROZEN: write_frozen(tmp_path / "frozen.mp4"),
        HealthKind.COVERED: write_faulty(CLIP, tmp_path / "covered.mp4", Fault.COVERED, seconds=3),
    }
    with run_simulator({"hall": CLIP}) as simulator:
        hall = Idle(simulator.url("hall"))
        try:
            hall.skims(2)
            assert hall.told == []
            for kind, clip in faulty.items():
                simulator.switch("hall", clip)
                hall.goes_on_until(partial(hall.suffers, kind), f"{kind} is found")
                # The change itself may have woken it; asleep again it is no better.
                hall.skims(2)
                assert hall.suffers(kind)
                simulator.switch("hall", CLIP)
                hall.goes_on_until(hall.suffers, f"{kind} is over")
        finally:
            hall.close()
    changes = (HealthChange.BEGAN, HealthChange.ENDED)
    assert hall.told == [(change, kind) for kind in faulty for change in changes]
