"""The gate, on pictures whose content is known, and what the camera's thread does with it."""

from __future__ import annotations  # PyAV's stubs are generic, its classes are not

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt
import pytest

from ingest.attention import HOLD_NS, Attention
from ingest.file import FileSource
from ingest.motion import MotionGate
from ingest.skimming import MOST_BETWEEN_S, Skimmer
from ingest.source import Picture
from models.frames import Image

CLIPS = Path(__file__).parents[2] / "sample_videos"
HALF_S = 500_000_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Disturb = Callable[[npt.NDArray[np.float32], int, np.random.Generator], None]


def kitchen(seconds: float, disturb: Disturb, seed: int = 0) -> Iterator[tuple[Image, int]]:
    """Thumbnails twice a second of a room with sensor noise, changed in place by `disturb`."""
    rng = np.random.default_rng(seed)
    room = np.kron(rng.uniform(40, 180, (18, 32)), np.ones((5, 5))).astype(np.float32)
    for index in range(int(seconds * 2)):
        picture = room + rng.normal(0, 1.5, room.shape).astype(np.float32)
        disturb(picture, index, rng)
        yield picture.clip(0, 255).astype(np.uint8), index * HALF_S


def moving(thumbnails: Iterator[tuple[Image, int]], gate: MotionGate | None = None) -> list[bool]:
    gate = gate or MotionGate()
    return [gate.moves(thumbnail, media_ns) for thumbnail, media_ns in thumbnails]


def nothing(_picture: npt.NDArray[np.float32], _index: int, _rng: np.random.Generator) -> None:
    pass


def steam(picture: npt.NDArray[np.float32], _index: int, rng: np.random.Generator) -> None:
    picture[10:45, 60:95] += np.kron(rng.uniform(0, 40, (7, 7)), np.ones((5, 5)))


def flame(picture: npt.NDArray[np.float32], _index: int, rng: np.random.Generator) -> None:
    picture[70:80, 20:35] = rng.uniform(150, 255)


def lamp(picture: npt.NDArray[np.float32], index: int, _rng: np.random.Generator) -> None:
    picture *= 0.8 if index % 3 else 1.0


def walker(picture: npt.NDArray[np.float32], index: int, _rng: np.random.Generator) -> None:
    left = 4 * index % 140
    picture[30:75, left : left + 12] = 220


@pytest.mark.parametrize("disturb", [nothing, steam, flame, lamp])
def test_what_a_kitchen_does_all_day_is_soon_no_motion(disturb: Disturb) -> None:
    seen = moving(kitchen(90, disturb))
    assert sum(seen[60:]) <= 2


@pytest.mark.parametrize("disturb", [nothing, steam, flame, lamp])
def test_somebody_who_walks_in_is_motion_at_once(disturb: Disturb) -> None:
    gate = MotionGate()
    moving(kitchen(60, disturb), gate)

    def both(picture: npt.NDArray[np.float32], index: int, rng: np.random.Generator) -> None:
        disturb(picture, index, rng)
        walker(picture, index, rng)

    later = ((thumbnail, media_ns + 60 * 2 * HALF_S) for thumbnail, media_ns in kitchen(5, both))
    seen = moving(later, gate)
    assert seen[0]
    assert sum(seen) >= 9


def play(name: str, attention: Attention) -> list[int]:
    source = FileSource("kitchen", CLIPS / f"{name}.mp4")
    try:
        source.open()
        return [picture.media_ns for picture in source.pictures() if attention.admits(picture)]
    finally:
        source.close()


class TestAttention:
    def test_an_empty_kitchen_is_looked_at_every_two_seconds(self) -> None:
        attention = Attention(active_fps=4)
        admitted = play("empty", attention)
        assert attention.is_idle
        after_hold = [at for at in admitted if at > HOLD_NS + 500_000_000]
        assert 1 <= len(after_hold) <= 3

    def test_a_busy_line_is_looked_at_four_times_a_second(self) -> None:
        attention = Attention(active_fps=4)
        admitted = play("hot_line", attention)
        assert not attention.is_idle
        assert len(admitted) >= 4 * 14

    def test_a_person_who_stands_still_keeps_it_active(self) -> None:
        attention = Attention(active_fps=4)
        times = []
        for index, picture in enumerate(still(40)):
            if attention.admits(picture):
                times.append(picture.media_ns / 1e9)
                if index > 0:
                    attention.people_seen(picture.run, picture.media_ns)
        assert len([at for at in times if at > 20]) >= 4 * 19

    def test_each_run_begins_active(self) -> None:
        attention = Attention(active_fps=4)
        for picture in still(20):
            attention.admits(picture)
        assert attention.is_idle
        assert attention.admits(next(still(1, run=1)))
        assert not attention.is_idle

    def test_people_of_an_earlier_run_are_forgotten(self) -> None:
        attention = Attention(active_fps=4)
        for picture in still(20, run=1):
            attention.admits(picture)
        attention.people_seen(0, 10**15)
        assert attention.is_idle

    def test_thumbnails_are_taken_twice_a_second(self, monkeypatch: pytest.MonkeyPatch) -> None:
        samples: list[Image] = []

        def moves(gate: MotionGate, thumbnail: Image, media_ns: int) -> bool:
            samples.append(thumbnail)
            return False

        monkeypatch.setattr(MotionGate, "moves", moves)
        attention = Attention(active_fps=4)
        for picture in still(10):
            attention.admits(picture)
        assert len(samples) == 20
        assert samples[0].shape == (90, 160)


def still(seconds: int, run: int = 0) -> Iterator[Picture]:
    rng = np.random.default_rng(1)
    room = rng.integers(0, 255, (180, 320, 3), np.uint8)
    raw = av.VideoFrame.from_ndarray(room, format="bgr24")
    for seq in range(seconds * 12):
        yield Picture("kitchen", run, seq, seq * 10**9 // 12, NOW, raw, lambda _: room)


class TestSkimmer:
    def packets(self, gop: int, count: int) -> Iterator[av.Packet[av.VideoStream]]:
        for index in range(count):
            packet = cast("av.Packet[av.VideoStream]", av.Packet(b"x"))
            packet.dts = packet.pts = index
            packet.time_base = Fraction(1, 12)
            packet.is_keyframe = index % gop == 0
            yield packet

    def test_decodes_all_unless_told_otherwise(self) -> None:
        skimmer = Skimmer(lambda: False)
        due = [packet for item in self.packets(12, 60) for packet, _ in skimmer.due(item, NOW)]
        assert [packet.pts for packet in due] == list(range(60))

    def test_skims_keyframes_and_makes_up_for_what_was_left(self) -> None:
        idle = True
        skimmer = Skimmer(lambda: idle)
        due = []
        for item in self.packets(12, 60):
            assert item.pts is not None
            idle = item.pts < 42
            due += [packet.pts for packet, _ in skimmer.due(item, NOW)]
        # Until the second keyframe nothing is known of their distance. It is left out because the one at 24
        # comes in time, and so is the one at 36 until 42 comes: then nothing from there on is missing.
        assert due == [*range(12), 24, *range(36, 60)]

    @pytest.mark.parametrize(("gop", "every"), [(6, 24), (10, 20), (12, 24), (13, 13), (24, 24), (30, 30)])
    def test_two_seconds_pass_at_most_from_one_picture_to_the_next_where_keyframes_allow(
        self, gop: int, every: int
    ) -> None:
        skimmer = Skimmer(lambda: True)
        due = [packet for item in self.packets(gop, 240) for packet, _ in skimmer.due(item, NOW)]
        keyframes = [packet.pts or 0 for packet in due if packet.is_keyframe]
        assert {later - earlier for earlier, later in pairwise(keyframes)} == {every}

    def test_keyframes_too_far_apart_do_not_suffice(self) -> None:
        gop = int(MOST_BETWEEN_S * 12) + 1
        skimmer = Skimmer(lambda: True)
        due = [packet for item in self.packets(gop, 5 * gop) for packet, _ in skimmer.due(item, NOW)]
        assert len(due) == 5 * gop
