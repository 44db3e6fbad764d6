"""Cameras that publish: the contract of every source, and what is theirs alone."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import av
import pytest
from av.stream import Stream

from ingest.annexb import parameter_sets
from ingest.camera import CameraWorker
from ingest.publication import MOST_WAITING, AccessUnit, Inlet, Publication, PublicationEnded
from ingest.published import PublishedSource
from ingest.source import Source, SourceError
from models.cameras import CameraState, CameraStatus, Trouble
from tests.ingest import test_source_contract as contract
from tests.ingest.clips import read_number, write_clip
from tests.ingest.conftest import Clips, Watched
from tests.ingest.publishers import publishing, units_of

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "case",
    [case for case in contract.CASES if case.codec == "h264" and not case.has_b_frames],
    ids=lambda case: case.clip,
)
def test_it_is_a_source_like_any_other(clips: Clips, case: contract.Case) -> None:
    with ExitStack() as published:

        def make(_: contract.Case) -> Source:
            inlet = Inlet()
            published.enter_context(publishing(getattr(clips, case.clip), inlet))
            return PublishedSource("kitchen", inlet, 7)

        contract.test_frames_are_what_the_contract_says(make, case)


def test_it_can_always_be_closed_and_measures_the_rate(clips: Clips) -> None:
    inlet = Inlet()
    with publishing(clips.plain, inlet):

        def make(_: contract.Case) -> Source:
            return PublishedSource("kitchen", inlet)

        contract.test_closing_is_always_possible(make)
        source = make(contract.CASES[0])
        source.open()
        for frame in source:
            if frame.seq == 18:
                break
        assert source.info.fps == pytest.approx(10, abs=0.1)


def test_vp8_is_read_too(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.webm", codec="libvpx", options={})
    inlet = Inlet()
    with publishing(clip, inlet, "vp8"):
        source = PublishedSource("kitchen", inlet)
        info = source.open()
        assert (info.codec, info.width, info.height, info.has_b_frames) == ("vp8", 320, 180, False)
        numbers = [read_number(frame.image) for frame in islice(source, 5)]
        assert numbers == [(numbers[0] + index) % 20 for index in range(5)]
        source.close()


def test_packets_are_passed_on_as_they_came(clips: Clips) -> None:
    inlet = Inlet()
    passed: list[av.Packet[Stream]] = []
    with publishing(clips.plain, inlet):
        source = PublishedSource("kitchen", inlet, on_packet=passed.append)
        source.open()
        list(islice(source.pictures(), 12))
        source.close()
    sent = {unit.data for unit in units_of(clips.plain)}
    assert all(bytes(packet) in sent for packet in passed)
    assert passed[0].is_keyframe
    assert parameter_sets("h264", bytes(passed[0]))
    stamps = [packet.dts or 0 for packet in passed]
    assert stamps[0] == 0
    assert stamps == sorted(set(stamps))


def trouble_of(source: PublishedSource) -> Trouble:
    def read() -> None:
        source.open()
        list(source.pictures())

    with pytest.raises(SourceError) as caught:
        read()
    source.close()
    return caught.value.trouble


def test_it_says_what_is_wrong(clips: Clips) -> None:
    inlet = Inlet()
    assert trouble_of(PublishedSource("kitchen", inlet, wait_s=0)) is Trouble.NOT_PUBLISHED
    publication = inlet.begin()
    assert trouble_of(PublishedSource("kitchen", inlet, read_s=0.05)) is Trouble.TIMEOUT
    units = units_of(clips.plain)
    publication.put(units[0])
    assert trouble_of(PublishedSource("kitchen", inlet, read_s=0.05)) is Trouble.STALLED
    publication.put(units[0])
    publication.end()
    assert trouble_of(PublishedSource("kitchen", inlet, wait_s=0)) is Trouble.NOT_PUBLISHED
    inlet.begin().put(AccessUnit("h264", b"\0\0\0\1\x65nothing", 0, True, NOON))
    assert trouble_of(PublishedSource("kitchen", inlet)) is Trouble.UNREADABLE


def unit(pts: int, *, keyframe: bool = False) -> AccessUnit:
    return AccessUnit("h264", b"", pts, keyframe, NOON + timedelta(seconds=pts))


def test_a_reader_that_is_too_slow_goes_on_at_a_keyframe() -> None:
    publication = Publication()
    publication.put(unit(0))
    assert publication.take(0) is None
    for pts in range(3 * MOST_WAITING):
        publication.put(unit(pts, keyframe=pts % 100 == 0))
    first = publication.take(0)
    assert first is not None
    assert first.keyframe
    assert first.pts >= MOST_WAITING


def test_who_begins_now_does_not_see_the_past() -> None:
    publication = Publication()
    for pts in range(25):
        publication.put(unit(pts, keyframe=pts % 10 == 0))
    publication.skip_to_newest_keyframe()
    left = [publication.take(0) for _ in range(5)]
    assert [item and item.pts for item in left] == [20, 21, 22, 23, 24]
    publication.put(unit(25))
    publication.skip_to_newest_keyframe()
    publication.put(unit(26))
    assert publication.take(0) is None
    publication.put(unit(30, keyframe=True))
    assert publication.take(0) is not None
    publication.end()
    with pytest.raises(PublicationEnded):
        publication.take(0)


def test_a_new_publication_ends_the_one_before() -> None:
    inlet = Inlet()
    first = inlet.begin()
    second = inlet.begin()
    assert (first.has_ended, inlet.wait(0)) == (True, second)
    second.end()
    assert inlet.wait(0) is None


class Told(Watched):
    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[CameraStatus] = []

    def __call__(self, status: CameraStatus) -> None:
        with self.changing():
            self.statuses.append(status)

    def are(self, *states: CameraState) -> bool:
        return tuple(status.state for status in self.statuses) == states


def test_a_camera_is_offline_until_somebody_publishes_and_each_publication_is_a_run(clips: Clips) -> None:
    inlet, told, runs = Inlet(), Told(), iter(range(1, 99))
    worker = CameraWorker(
        "kitchen",
        lambda run: PublishedSource("kitchen", inlet, run, wait_s=0.3),
        lambda: next(runs),
        lambda _: None,
        told,
    )
    worker.start()
    told.until(lambda: told.are(CameraState.CONNECTING, CameraState.OFFLINE))
    assert worker.status.trouble is Trouble.NOT_PUBLISHED
    for number in (1, 2):
        with publishing(clips.plain, inlet):
            # Whoever publishes is seen at once: the attempts wait for it.
            assert told.until(lambda: worker.status.state is CameraState.ONLINE) < 2
            assert worker.status.run == number
        told.until(lambda: worker.status.state is CameraState.OFFLINE)
        assert worker.status.trouble is Trouble.NOT_PUBLISHED
    assert worker.stop()
