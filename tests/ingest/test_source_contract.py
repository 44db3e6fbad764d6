"""What every source does, be it a file or a camera."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, pairwise

import pytest

from ingest.file import FileSource
from ingest.rtsp import RtspSource
from ingest.source import Source
from models.frames import Frame
from sample_videos.simulator import CameraSimulator
from tests.ingest.clips import read_number
from tests.ingest.conftest import Clips

MOST = 12


@dataclass(frozen=True)
class Case:
    clip: str
    codec: str
    width: int
    height: int
    step_ns: int = 100_000_000
    has_b_frames: bool = False
    length: int = 20


CASES = [
    Case("plain", "h264", 320, 180),
    Case("hevc", "hevc", 320, 180),
    Case("odd", "h264", 638, 358),
    Case("reordered", "h264", 320, 180, has_b_frames=True),
    Case("single", "h264", 320, 180, length=1),
    Case("large", "h264", 642, 362, step_ns=66_666_667, length=30),
]

Open = Callable[[Case], Source]


@pytest.fixture(params=["file", "rtsp"])
def make(request: pytest.FixtureRequest, clips: Clips, cameras: CameraSimulator) -> Iterator[Open]:
    sources: list[Source] = []

    def from_file(case: Case) -> Source:
        sources.append(FileSource("kitchen", getattr(clips, case.clip), 7))
        return sources[-1]

    def from_camera(case: Case) -> Source:
        sources.append(RtspSource("kitchen", cameras.url(case.clip), 7))
        return sources[-1]

    yield from_file if request.param == "file" else from_camera
    for source in sources:
        source.close()


def read(source: Source) -> list[Frame]:
    frames = iter(source)
    return list(islice(frames, MOST))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.clip)
def test_frames_are_what_the_contract_says(make: Open, case: Case) -> None:
    began = datetime.now(UTC)
    source = make(case)
    info = source.open()
    assert (info.codec, info.width, info.height, info.has_b_frames) == (
        case.codec,
        case.width,
        case.height,
        case.has_b_frames,
    )
    frames = read(source)
    assert frames
    assert [frame.seq for frame in frames] == list(range(len(frames)))
    assert {(frame.camera_id, frame.run) for frame in frames} == {("kitchen", 7)}
    assert frames[0].media_ns == 0
    for earlier, later in pairwise(frames):
        assert abs(later.media_ns - earlier.media_ns - case.step_ns) <= 11_112
        assert began <= earlier.captured_at <= later.captured_at <= datetime.now(UTC)
    for frame in frames:
        assert (frame.width, frame.height) == (case.width, case.height)
        assert frame.image.flags.c_contiguous
        assert not frame.image.flags.writeable
    numbers = [read_number(frame.image) for frame in frames]
    assert numbers == [(numbers[0] + index) % case.length for index in range(len(numbers))]


def test_colours_are_blue_green_red(make: Open, clips: Clips) -> None:
    """The clip's numbers are in grey; the ground behind them is in colours that differ by channel."""
    source = make(CASES[0])
    source.open()
    reference = FileSource("reference", clips.plain)
    reference.open()
    by_number = {read_number(frame.image): frame.image for frame in reference}
    for frame in read(source):
        assert (frame.image == by_number[read_number(frame.image)]).all()
    reference.close()


def test_closing_is_always_possible(make: Open) -> None:
    unopened = make(CASES[0])
    unopened.close()
    source = make(CASES[0])
    source.open()
    next(iter(source))
    source.close()
    source.close()


def test_the_measured_rate_replaces_a_missing_or_wrong_one(make: Open) -> None:
    source = make(CASES[1])
    source.open()
    for frame in source:
        if frame.seq == 18:
            break
    assert source.info.fps == pytest.approx(10, abs=0.1)
