"""Pictures of a violation, and how good they are."""

from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.association import Vote
from alerts.findings import Box, Snapshot
from alerts.quality import picture_quality
from alerts.snapshots import OFFENCE, SUBJECT, annotate, encode, in_full_size, take
from ingest.ring import PacketRing, Still
from models.cameras import StreamName
from models.errors import BrightkitchenError
from models.frames import Image
from models.rules import RuleName
from models.violations import EvidenceKind
from tests.alerts.scenes import BODY, NOON, Actor, face, still
from tests.ingest.clips import read_number, write_clip
from tests.ingest.kept import NOON as START
from tests.ingest.kept import Hands, receive

BEIJING = timezone(timedelta(hours=8))
OTHER: Box = (400, 80, 480, 330)


def snapshot_of(width: int, height: int) -> Snapshot:
    def scaled(box: Box) -> Box:
        return (box[0] * width / 640, box[1] * height / 360, box[2] * width / 640, box[3] * height / 360)

    bare = {RuleName.MASK: Vote.MISSING}
    image = np.full((height, width, 3), 128, np.uint8)
    tracked = still([Actor(1, scaled(BODY), bare), Actor(2, scaled(OTHER), bare)], 0, image=image)
    return Snapshot(tracked.frame, tracked.detections, tracked.tracks[0].xyxy, 1, 0.5)


def near(pixels: Image, colour: tuple[int, int, int]) -> int:
    """How many pixels are of the colour, but for what JPEG does to it."""
    return int((np.abs(pixels.astype(int) - colour).max(axis=-1) < 40).sum())


@pytest.mark.parametrize("size", [(640, 360), (1920, 1080), (353, 289)])
def test_both_pictures_are_jpegs_of_the_frame(size: tuple[int, int]) -> None:
    snapshot = snapshot_of(*size)
    original, annotated = take(snapshot)
    assert (original.kind, annotated.kind) == (EvidenceKind.ORIGINAL, EvidenceKind.ANNOTATED)
    for picture in (original, annotated):
        decoded = cv2.imdecode(np.frombuffer(picture.content, np.uint8), cv2.IMREAD_COLOR)
        assert decoded is not None
        assert (picture.width, picture.height) == size == decoded.shape[1::-1]
        assert picture.captured_at == NOON
        marks = near(np.asarray(decoded, np.uint8), OFFENCE)
        assert marks > 100 if picture.kind is EvidenceKind.ANNOTATED else marks == 0


def test_the_main_streams_picture_takes_the_place_of_the_smaller_one(tmp_path: Path) -> None:
    clock = Hands()
    ring = PacketRing("hall", clock=clock)
    receive(ring, clock, write_clip(tmp_path / "main.mp4", width=1280, height=720))
    small = snapshot_of(640, 480)
    large, stream = in_full_size(replace(small, main=Still(ring, START + timedelta(seconds=1.3))))
    assert stream is StreamName.MAIN
    assert read_number(large.frame.image) == 13
    assert (large.frame.width, large.frame.height) == (1280, 720)
    # A smaller stream may be squeezed: each side is scaled by itself.
    assert large.detections.xyxy == pytest.approx(small.detections.xyxy * (2, 1.5, 2, 1.5))
    assert large.subject == pytest.approx(tuple(np.array(small.subject) * (2, 1.5, 2, 1.5)))
    pictures = take(replace(small, main=Still(ring, START + timedelta(seconds=1.3))))
    assert {(picture.width, picture.height, picture.stream) for picture in pictures} == {(1280, 720, "main")}
    assert pictures[0].boxes == take(small)[0].boxes


def test_where_the_main_stream_has_none_the_smaller_picture_stands_and_says_so() -> None:
    small = snapshot_of(640, 480)
    pictures = take(replace(small, main=Still(PacketRing("hall"), NOON)))
    assert {(picture.width, picture.height, picture.stream) for picture in pictures} == {(640, 480, "sub")}
    assert [picture.content for picture in pictures] == [picture.content for picture in take(small)]
    assert {picture.stream for picture in take(small)} == {"main"}


@pytest.mark.parametrize("size", [(640, 360), (1920, 1080)])
def test_the_person_and_what_is_missing_stand_out(size: tuple[int, int]) -> None:
    snapshot = snapshot_of(*size)
    image = annotate(snapshot)
    unit = size[1] / 360
    around = snapshot.detections.xyxy[1].astype(int)
    offence = image[around[1] : around[3], around[0] - 2 : around[2] + 2]
    assert near(offence, OFFENCE) > 20 * unit
    x1, y1, x2, y2 = (int(value) for value in snapshot.subject)
    assert near(image[y1 : y2 + 1, x1 - 3 : x2 + 3], SUBJECT) > 2 * (y2 - y1) * unit
    other = image[:, round(size[0] * 0.55) :][: round(size[1] * 0.9)]
    assert near(other, OFFENCE) == near(other, SUBJECT) == 0
    assert (other != 128).any()


def test_the_frame_itself_is_left_alone() -> None:
    snapshot = snapshot_of(640, 360)
    annotate(snapshot)
    assert (snapshot.frame.image == 128).all()
    assert not snapshot.frame.image.flags.writeable


def test_the_same_snapshot_gives_the_same_bytes_and_its_zone_another_caption() -> None:
    snapshot = snapshot_of(640, 360)
    assert [picture.content for picture in take(snapshot)] == [picture.content for picture in take(snapshot)]
    differs = (annotate(snapshot) != annotate(snapshot, BEIJING)).any(axis=(1, 2))
    assert differs.any()
    assert not differs[:330].any()


@settings(deadline=None)
@given(
    st.tuples(*[st.floats(-500, 1500, width=32)] * 4),
    st.integers(1, 50),
    st.integers(1, 50),
)
def test_odd_boxes_and_tiny_frames_do_no_harm(
    corners: tuple[float, float, float, float], width: int, height: int
) -> None:
    x1, x2 = sorted(corners[::2])
    y1, y2 = sorted(corners[1::2])
    actor = Actor(1, (x1, y1, x2, y2), {RuleName.MASK: Vote.MISSING})
    tracked = still([actor], 0, image=np.zeros((height, width, 3), np.uint8))
    snapshot = Snapshot(tracked.frame, tracked.detections, actor.body, 1, 0.5)
    assert annotate(snapshot).shape == (height, width, 3)
    assert 0 <= picture_quality(tracked.frame.image, actor.body) <= 1


def test_what_cannot_be_a_jpeg_is_said_so() -> None:
    with pytest.raises(BrightkitchenError, match="too large"):
        encode(np.zeros((1, 65501, 3), np.uint8), 90)


def portrait(brightness: float = 0.0) -> Image:
    noise = np.random.default_rng(5).integers(60, 196, (45, 80, 3)).astype(np.float32)
    picture = cv2.resize(noise, (640, 360), interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.clip(picture + brightness, 0, 255), np.uint8)


def test_sharp_beats_blurred_and_well_exposed_beats_dark_and_bright() -> None:
    best = picture_quality(portrait(), BODY)
    blurred = np.asarray(cv2.GaussianBlur(portrait(), (0, 0), 4), np.uint8)
    assert best > 1.5 * picture_quality(blurred, BODY)
    assert best > 1.5 * picture_quality(portrait(brightness=-90), BODY)
    assert best > 1.5 * picture_quality(portrait(brightness=90), BODY)


def test_a_person_near_beats_one_far_away_and_outside_is_nothing() -> None:
    image = portrait()
    assert picture_quality(image, BODY) > 1.5 * picture_quality(image, face(BODY))
    assert picture_quality(image, (700, 20, 800, 200)) == 0
    assert picture_quality(image, (100, 100, 100, 100)) < picture_quality(image, BODY)
