"""Clips on their way from a stream's packets to the store."""

import io
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import av
import numpy as np
import pytest

from alerts.clips import ClipOrder, ClipRecorder
from alerts.evidence import EvidenceNotKept, FolderEvidenceStore
from ingest.ring import Moment, PacketRing
from models.cameras import StreamName
from models.errors import NotFound
from models.frames import Image
from models.violations import ClipTrouble, Evidence, EvidenceKind
from tests.ingest.clips import read_number, write_clip
from tests.ingest.kept import NOON, Hands, receive

SECOND = 1_000_000_000
FPS, PICTURES = 5, 200
"""Forty seconds, in which the number of the picture tells the time."""


@pytest.fixture(scope="session")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("long") / "long.mp4", fps=FPS, pictures=PICTURES)


@dataclass
class Kitchen:
    """A ring, a store and a list in place of the database."""

    store: FolderEvidenceStore
    clock: Hands = field(default_factory=Hands)
    kept: list[tuple[str, Evidence | ClipTrouble]] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self.ring = PacketRing("hall", clock=self.clock)

    def keep(self, violation_id: str, clip: Evidence | ClipTrouble) -> None:
        if self.fails:
            raise self.fails.pop()
        with self.changed:
            self.kept.append((violation_id, clip))
            self.changed.notify_all()

    def wait_kept(self, count: int) -> Sequence[tuple[str, Evidence | ClipTrouble]]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.kept) >= count, 10)
        return self.kept

    def order(self, second: float, violation_id: str = "v") -> ClipOrder:
        """Around what was shown so many seconds after noon."""
        moment = Moment(1, round(second * SECOND))
        return ClipOrder(violation_id, self.ring, StreamName.MAIN, moment, NOON + timedelta(seconds=second))

    def pictures(self, clip: Evidence | ClipTrouble) -> list[tuple[float, Image]]:
        """The clip's pictures and the seconds after noon at which they were taken."""
        assert isinstance(clip, Evidence)
        begins_s = (clip.captured_at - NOON).total_seconds()
        with av.open(io.BytesIO(self.store.read(clip.key)), "r") as container:
            return [
                (begins_s + float(frame.time or 0), frame.to_ndarray(format="bgr24").astype(np.uint8))
                for frame in container.decode(video=0)
            ]


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(FolderEvidenceStore(tmp_path / "evidence"))


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def recorder(kitchen: Kitchen, pool: ThreadPoolExecutor) -> Iterator[ClipRecorder]:
    recorder = ClipRecorder(
        kitchen.store, kitchen.keep, pool, kitchen.told.append, kitchen.clock, delays_s=(0.01, 0.02, 0.03)
    )
    yield recorder
    recorder.close()


def test_ten_seconds_before_and_after_as_the_camera_sent_them(
    kitchen: Kitchen, recorder: ClipRecorder, long_clip: Path
) -> None:
    receive(kitchen.ring, kitchen.clock, long_clip)
    assert recorder.order(kitchen.order(20.5))
    ((violation_id, clip),) = kitchen.wait_kept(1)
    assert violation_id == "v"
    assert isinstance(clip, Evidence)
    assert (clip.kind, clip.width, clip.height) == (EvidenceKind.CLIP, 320, 180)
    pictures = kitchen.pictures(clip)
    # From the keyframe before: there is one each second.
    assert pictures[0][0] == pytest.approx(10, abs=0.01)
    assert pictures[-1][0] == pytest.approx(30.4, abs=0.01)
    assert clip.duration_ms == pytest.approx(20_600, abs=20)
    assert [read_number(image) for _, image in pictures] == [round(second * FPS) for second, _ in pictures], (
        "each picture is where the clip says"
    )
    assert clip.size_bytes == len(kitchen.store.read(clip.key))


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_the_codecs_of_cameras_are_carried(
    kitchen: Kitchen, recorder: ClipRecorder, tmp_path: Path, codec: str
) -> None:
    receive(kitchen.ring, kitchen.clock, write_clip(tmp_path / "clip.mp4", codec=codec, pictures=40))
    recorder.order(kitchen.order(2.0))
    recorder.close()
    ((_, clip),) = kitchen.wait_kept(1)
    for second, image in kitchen.pictures(clip):
        assert read_number(image) == round(second * 10)


def test_b_frames_keep_their_order(kitchen: Kitchen, recorder: ClipRecorder, tmp_path: Path) -> None:
    receive(kitchen.ring, kitchen.clock, write_clip(tmp_path / "clip.mp4", b_frames=2, pictures=40))
    recorder.order(kitchen.order(2.0))
    recorder.close()
    ((_, clip),) = kitchen.wait_kept(1)
    pictures = kitchen.pictures(clip)
    assert [read_number(image) for _, image in pictures] == list(range(len(pictures)))


def test_what_no_mp4_carries_makes_no_clip_and_that_is_said(
    kitchen: Kitchen, recorder: ClipRecorder, long_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(kitchen.ring, kitchen.clock, long_clip)
    monkeypatch.setattr("ingest.mp4.CODECS", frozenset({"hevc"}))
    recorder.order(kitchen.order(20))
    assert kitchen.wait_kept(1) == [("v", ClipTrouble.CODEC)]


def test_a_lost_camera_makes_a_shorter_clip(
    kitchen: Kitchen, recorder: ClipRecorder, long_clip: Path
) -> None:
    receive(kitchen.ring, kitchen.clock, long_clip, until_s=22)
    kitchen.clock.at += timedelta(seconds=3)
    receive(kitchen.ring, kitchen.clock, long_clip, run=2, until_s=10)
    recorder.order(kitchen.order(20))
    ((_, clip),) = kitchen.wait_kept(1)
    pictures = kitchen.pictures(clip)
    assert pictures[0][0] == pytest.approx(10, abs=0.01)
    assert pictures[-1][0] == pytest.approx(22, abs=0.01)


def test_packets_that_are_gone_make_no_clip(
    kitchen: Kitchen, recorder: ClipRecorder, long_clip: Path
) -> None:
    kitchen.ring = PacketRing("hall", clock=kitchen.clock, most_s=5)
    receive(kitchen.ring, kitchen.clock, long_clip)
    recorder.order(kitchen.order(20))
    assert kitchen.wait_kept(1) == [("v", ClipTrouble.GONE)]


def test_video_that_changes_its_size_is_cut_there(
    kitchen: Kitchen, recorder: ClipRecorder, tmp_path: Path
) -> None:
    small = write_clip(tmp_path / "small.mp4", pictures=40)
    receive(kitchen.ring, kitchen.clock, small)
    large = write_clip(tmp_path / "large.mp4", width=640, height=360, pictures=40)
    other = PacketRing("hall", clock=kitchen.clock)
    receive(other, kitchen.clock, large)
    for unit in other.around(Moment(1, SECOND), 10, 10):
        later_ns = unit.decoded_ns + 4 * SECOND
        kitchen.ring._units.append(replace(unit, decoded_ns=later_ns, shown_ns=later_ns))
    recorder.order(kitchen.order(3.0, "before"))
    recorder.order(kitchen.order(5.0, "after"))
    recorder.close()
    widths = {name: clip.width for name, clip in kitchen.wait_kept(2) if isinstance(clip, Evidence)}
    assert widths == {"before": 320, "after": 640}


def test_it_waits_until_what_follows_has_come(
    kitchen: Kitchen, pool: ThreadPoolExecutor, long_clip: Path
) -> None:
    recorder = ClipRecorder(
        kitchen.store, kitchen.keep, pool, kitchen.told.append, kitchen.clock, after_s=0.5
    )
    receive(kitchen.ring, kitchen.clock, long_clip)
    recorder.order(replace(kitchen.order(39.0), at=kitchen.clock.at))
    assert recorder.waiting == 1
    assert not kitchen.kept
    kitchen.wait_kept(1)
    assert recorder.close() == 0


def test_a_better_picture_near_by_needs_no_other_clip_and_a_distant_one_does(
    kitchen: Kitchen, recorder: ClipRecorder, long_clip: Path
) -> None:
    receive(kitchen.ring, kitchen.clock, long_clip)
    recorder.order(kitchen.order(15))
    kitchen.wait_kept(1)
    for second in (17, 19.9):
        assert recorder.order(kitchen.order(second))
    recorder.order(kitchen.order(25))
    first, second_clip = kitchen.wait_kept(2)
    recorder.close()
    assert len(kitchen.kept) == 2
    assert first != second_clip


def test_an_order_that_still_waits_gives_way_to_a_better_one(
    kitchen: Kitchen, pool: ThreadPoolExecutor, long_clip: Path
) -> None:
    recorder = ClipRecorder(kitchen.store, kitchen.keep, pool, kitchen.told.append, kitchen.clock)
    receive(kitchen.ring, kitchen.clock, long_clip)
    recorder.order(kitchen.order(31))
    recorder.order(kitchen.order(38))
    assert recorder.waiting == 1
    # A stop cuts at once what waits: what follows is missing, what was before is there.
    assert recorder.close() == 0
    ((_, clip),) = kitchen.kept
    assert kitchen.pictures(clip)[0][0] == pytest.approx(28, abs=0.01)


def test_a_full_disk_is_waited_for(kitchen: Kitchen, pool: ThreadPoolExecutor, long_clip: Path) -> None:
    class Filling:
        def __init__(self) -> None:
            self.tries = 0

        def put(self, content: bytes) -> str:
            self.tries += 1
            if self.tries <= 3:
                raise EvidenceNotKept("there is no room left")
            return kitchen.store.put(content)

        def read(self, key: str) -> bytes:
            return kitchen.store.read(key)

    recorder = ClipRecorder(
        Filling(), kitchen.keep, pool, kitchen.told.append, kitchen.clock, delays_s=(0.01, 0.01, 0.01)
    )
    receive(kitchen.ring, kitchen.clock, long_clip)
    recorder.order(kitchen.order(20))
    kitchen.wait_kept(1)
    assert recorder.close() == 0


def test_a_violation_that_is_kept_later_gets_its_clip(
    kitchen: Kitchen, recorder: ClipRecorder, long_clip: Path
) -> None:
    kitchen.fails = [NotFound("no such violation")] * 3
    receive(kitchen.ring, kitchen.clock, long_clip)
    recorder.order(kitchen.order(20))
    ((_, clip),) = kitchen.wait_kept(1)
    assert isinstance(clip, Evidence)
    recorder.close()
    assert kitchen.told == ["v"]


def test_what_always_fails_is_given_up_and_said(
    kitchen: Kitchen, recorder: ClipRecorder, long_clip: Path
) -> None:
    kitchen.fails = [OSError("away")] * 4
    receive(kitchen.ring, kitchen.clock, long_clip)
    recorder.order(kitchen.order(20))
    assert kitchen.wait_kept(1) == [("v", ClipTrouble.FAILED)]


def test_no_more_is_held_than_allowed(
    kitchen: Kitchen, recorder: ClipRecorder, long_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.clips.MOST_HELD_BYTES", 1000)
    receive(kitchen.ring, kitchen.clock, long_clip)
    recorder.order(kitchen.order(20))
    assert kitchen.wait_kept(1) == [("v", ClipTrouble.FAILED)]
