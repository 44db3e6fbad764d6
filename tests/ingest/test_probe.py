"""What a probe measures, against what the clip holds."""

from fractions import Fraction

import av
import pytest

from ingest.probe import Meter, probe
from sample_videos.simulator import CameraSimulator
from tests.ingest.conftest import Clips


@pytest.mark.parametrize("name", ["plain", "hevc", "large"])
def test_the_bit_rate_is_the_clips(cameras: CameraSimulator, clips: Clips, name: str) -> None:
    with av.open(str(getattr(clips, name))) as container:
        stream = container.streams.video[0]
        sizes = [packet.size for packet in container.demux(stream)]
        assert stream.average_rate is not None
        true = sum(sizes) * 8 * float(stream.average_rate) / sum(1 for size in sizes if size)
    found = probe(cameras.url(name))
    assert found.bit_rate == pytest.approx(true, rel=0.3)


def test_one_picture_tells_no_rate_and_keyframes_bound_what_is_counted() -> None:
    meter = Meter()
    rates = []
    for number, size in enumerate((900, 100, 100, 900, 100)):
        packet = av.Packet(bytes(size))
        packet.pts, packet.time_base, packet.is_keyframe = number, Fraction(1, 10), size == 900
        meter(packet)
        rates.append(meter.bit_rate)
    # From two pictures on it is a guess, from the second keyframe on a whole group.
    assert rates == [None, 72_000, 40_000, 29_333, 29_333]
    assert meter.fps == 10
