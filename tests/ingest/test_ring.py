"""What is kept of a stream, and stills out of it."""

import threading
import time
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest
from av.stream import Stream

from ingest.ring import ArrivalClock, Moment, PacketRing, Still
from ingest.rtsp import RtspSource
from ingest.source import StreamInfo
from ingest.still import StillMissing
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.ingest.clips import read_number, write_clip
from tests.ingest.kept import NOON, Hands

INFO = StreamInfo("h264", 320, 180, 10.0, has_b_frames=False, extradata=None)
SECOND = 1_000_000_000


def packet(second: float, size: int = 100, *, keyframe: bool = False) -> "av.Packet[Stream]":
    made: av.Packet[Stream] = av.Packet(b"\x01" * size)
    made.pts = made.dts = round(second * 90_000)
    made.time_base = Fraction(1, 90_000)
    made.is_keyframe = keyframe
    return made


def filled(
    seconds: float, *, size: int = 100, gop: int = 10, most_s: float = 50, most_bytes: int = 1 << 30
) -> PacketRing:
    """Ten packets a second, a keyframe with every tenth, received as they were sent from noon on."""
    clock = Hands()
    ring = PacketRing("hall", most_s=most_s, most_bytes=most_bytes, clock=clock)
    for index in range(round(seconds * 10)):
        clock.at = NOON + timedelta(seconds=index / 10)
        ring.add(1, INFO, packet(index / 10, size, keyframe=index % gop == 0))
    return ring


def test_it_keeps_so_many_seconds_and_begins_with_a_keyframe() -> None:
    ring = filled(30, most_s=8)
    assert 7 <= ring.length_s <= 8
    cut = ring.around(Moment(1, 25 * SECOND), 20, 1)
    assert cut[0].keyframe
    assert cut[0].decoded_ns == 22 * SECOND


def test_it_keeps_so_many_bytes() -> None:
    ring = filled(30, size=1000, most_bytes=50_500)
    assert 40_000 <= ring.size_bytes <= 50_500
    assert ring.around(Moment(1, 29 * SECOND), 20, 1)[0].keyframe


def test_keyframes_too_far_apart_leave_it_empty_until_the_next() -> None:
    ring = filled(9.9, gop=100, most_s=5)
    assert ring.size_bytes == 0
    assert ring.around(Moment(1, 9 * SECOND), 1, 1) == ()


def test_a_cut_is_of_one_run_and_begins_early_enough() -> None:
    ring = filled(30)
    ring.add(2, INFO, packet(0, keyframe=True))
    cut = ring.around(Moment(1, 15_500_000_000), 4.2, 2)
    assert cut[0].decoded_ns == 11 * SECOND
    assert cut[-1].decoded_ns == 17_500_000_000
    assert all(
        0 < later.decoded_ns - sooner.decoded_ns <= SECOND // 10 + 1 for sooner, later in pairwise(cut)
    )
    assert ring.around(Moment(1, 29_500_000_000), 1, 10)[-1].run == 1
    assert ring.around(Moment(1, 40 * SECOND), 10, 10) == ()
    assert ring.around(Moment(3, SECOND), 10, 10) == ()


def test_what_holds_packets_up_does_not_move_the_instants() -> None:
    clock = ArrivalClock()
    # The packets before connecting come all at once, later ones up to 300 ms late.
    for index in range(100):
        taken_ns = index * SECOND // 10
        late_ns = max(0, SECOND - taken_ns) if index < 10 else (index * 37 % 300) * 1_000_000
        clock.arrived(taken_ns, 1_000 * SECOND + taken_ns + late_ns)
    assert clock.offset_ns == pytest.approx(1_000 * SECOND, abs=10_000_000)


def test_a_clock_that_runs_slow_is_followed() -> None:
    clock = ArrivalClock()
    for index in range(10 * 3600):
        media_ns = index * SECOND // 10
        clock.arrived(media_ns, round(media_ns * 1.0001))
    assert clock.offset_ns == pytest.approx(3600 * SECOND // 10_000, abs=3_000_000)


class Reading:
    """Keeps a simulated camera's packets in a ring, decoding nothing, in a thread of its own."""

    def __init__(self, url: str) -> None:
        self.ring = PacketRing("hall")
        self._source = RtspSource("hall", url, 7, on_packet=self._packet, decodes=lambda: False)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def _packet(self, packet: "av.Packet[Stream]") -> None:
        self.ring.add(7, self._source.info, packet)

    def _read(self) -> None:
        self._source.open()
        for arrival in self._source.arrivals():
            assert arrival is None
            if self._stopping.is_set():
                break
        self._source.close()

    def __enter__(self) -> PacketRing:
        self._thread.start()
        return self.ring

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(5)


@pytest.mark.parametrize("name", ["plain", "hevc", "reordered"])
def test_a_still_is_the_picture_of_its_instant(cameras: CameraSimulator, name: str) -> None:
    with Reading(cameras.url(name)) as ring:
        ring.wait_for(datetime.now(UTC), 3)
        deadline = time.monotonic() + 10
        while ring.length_s < 2.5:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        now = datetime.now(UTC)
        stills = [Still(ring, now - timedelta(seconds=back / 10)) for back in range(20)]
        frames = [still.frame() for still in stills]
    numbers = [read_number(frame.image) for frame in frames]
    # The clip's twenty pictures, ten a second: one tenth of a second back is one picture back.
    expected = [(numbers[0] - back) % 20 for back in range(20)]
    off = [min((a - b) % 20, (b - a) % 20) for a, b in zip(numbers, expected, strict=True)]
    assert max(off) <= 1, (numbers, expected)
    for frame, still in zip(frames, stills, strict=True):
        assert abs(frame.captured_at - still.at) <= timedelta(seconds=0.11)
        assert (frame.run, frame.width, frame.height) == (7, 320, 180)


def test_a_still_lasts_when_the_ring_has_moved_on() -> None:
    ring = filled(10, most_s=5)
    still = Still(ring, NOON + timedelta(seconds=7.5))
    assert ring.lead_to(NOON + timedelta(seconds=7.5)) is not None
    for index in range(200):
        ring.add(1, INFO, packet(10 + index / 10, keyframe=index % 10 == 0))
    with pytest.raises(StillMissing, match=r"decoded|damaged"):
        still.frame()  # these packets are no pictures, but they are there


def test_what_is_gone_or_never_was_is_said() -> None:
    ring = filled(10, most_s=5)
    for second in (1.0, 60.0):
        with pytest.raises(StillMissing, match="no picture of this instant"):
            Still(ring, NOON + timedelta(seconds=second)).frame()
    with pytest.raises(StillMissing):
        Still(PacketRing("hall"), NOON).frame()


def test_two_streams_of_a_camera_show_the_same_instant(tmp_path: Path) -> None:
    """A camera's sub stream, decoded, and the stills of its main stream: both carry their number."""
    clips = {
        "main": write_clip(tmp_path / "main.mp4", width=1280, height=720, fps=20, pictures=60),
        "sub": write_clip(tmp_path / "sub.mp4", fps=20, pictures=60),
    }
    with run_simulator(clips) as simulator, Reading(simulator.url("main")) as main:
        sub = PacketRing("hall")
        source = RtspSource(
            "hall", simulator.url("sub"), 1, on_packet=lambda packet: sub.add(1, INFO, packet)
        )
        source.open()
        off = []
        for index, frame in enumerate(source):
            if index < 30 or index % 5:
                continue
            at = sub.instant(Moment(1, frame.media_ns))
            assert at is not None
            still = Still(main, at).frame()
            assert (still.width, still.height) == (1280, 720)
            apart = (read_number(still.image) - read_number(frame.image)) % 60
            off.append(min(apart, 60 - apart))
            if len(off) == 12:
                break
        source.close()
    print(f"off by {max(off)} pictures of 50 ms at most, {sum(off) / len(off):.2f} on average")  # noqa: T201
    assert max(off) <= 2, off
