from collections.abc import Iterable, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.tracking import LOST_NS, Tracker
from models.detections import Detections, Label
from models.errors import InvalidValue
from models.tracks import Track

SECOND = 1_000_000_000
Row = tuple[float, float, float, float, float]


def seen(rows: Iterable[Row], label: Label = Label.PERSON) -> Detections:
    table = np.array(list(rows), np.float32).reshape(-1, 5)
    return Detections(table[:, :4].copy(), table[:, 4].copy(), np.full(len(table), label, np.int16))


def person(x: float, y: float = 200, score: float = 0.8, width: float = 80, height: float = 200) -> Row:
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2, score)


def centre(track: Track) -> float:
    return (track.xyxy[0] + track.xyxy[2]) / 2


def walk(fps: float, seconds: float) -> list[tuple[int, float]]:
    """(media time, seconds since start) of each frame."""
    return [(int(i / fps * SECOND) + 1, i / fps) for i in range(int(fps * seconds))]


@pytest.mark.parametrize("fps", [2, 4, 10, 25])
def test_one_walker_keeps_one_id(fps: float) -> None:
    tracker = Tracker()
    ids = {t.track_id for ns, s in walk(fps, 6) for t in tracker.update(ns, seen([person(100 + 80 * s)]))}
    assert ids == {1}


def test_a_track_tells_when_it_was_seen_and_where() -> None:
    tracker = Tracker()
    tracker.update(SECOND, seen([person(100)]))
    (track,) = tracker.update(2 * SECOND, seen([person(110, score=0.75)]))
    assert (track.first_ns, track.last_ns) == (SECOND, 2 * SECOND)
    assert track.xyxy == (70, 100, 150, 300)
    assert track.score == 0.75


def test_only_people_are_followed() -> None:
    assert Tracker().update(1, seen([person(100)], Label.HAT)) == ()


def test_nobody_is_reported_who_is_not_seen_in_the_frame() -> None:
    tracker = Tracker()
    tracker.update(1, seen([person(100)]))
    assert tracker.update(SECOND, seen([])) == ()


@pytest.mark.parametrize(("gap_ns", "same"), [(LOST_NS - 1, True), (LOST_NS, True), (LOST_NS + 1, False)])
def test_lost_is_counted_in_time(gap_ns: int, same: bool) -> None:
    tracker = Tracker()
    tracker.update(1, seen([person(100)]))
    (track,) = tracker.update(1 + gap_ns, seen([person(100)]))
    assert (track.track_id == 1) is same


@pytest.mark.parametrize("fps", [4, 5, 10])
@pytest.mark.parametrize("hidden_px", [0, 50])
@pytest.mark.parametrize("speed", [60, 100, 160])
def test_two_who_cross_keep_their_ids(fps: float, hidden_px: float, speed: float) -> None:
    """The one behind (walking left) is not detected while nearer than `hidden_px` to the one in front."""
    tracker = Tracker()
    first: tuple[Track, ...] = ()
    last: tuple[Track, ...] = ()
    for ns, s in walk(fps, 400 / speed):
        right, left = 120 + speed * s, 520 - speed * s
        rows = [person(right, 205, 0.85, 90, 220)]
        if abs(right - left) >= hidden_px:
            rows.append(person(left, 195, 0.8, 80, 200))
        last = tracker.update(ns, seen(rows))
        first = first or last
    assert [t.track_id for t in sorted(last, key=centre, reverse=True)] == [
        t.track_id for t in sorted(first, key=centre)
    ]


def test_an_unsure_box_continues_a_track_but_starts_none() -> None:
    tracker = Tracker()
    assert tracker.update(1, seen([person(100, score=0.4)])) == ()
    tracker.update(SECOND, seen([person(100, score=0.8)]))
    (track,) = tracker.update(SECOND + SECOND // 5, seen([person(103, score=0.3), person(400, score=0.3)]))
    assert track.track_id == 1


def test_a_second_box_of_a_body_starts_no_track() -> None:
    tracker = Tracker()
    tracker.update(1, seen([person(100)]))
    upper_half = (62, 102, 138, 190, 0.7)
    assert [t.track_id for t in tracker.update(2, seen([person(100), upper_half]))] == [1]


def test_a_newcomer_far_away_is_somebody_else() -> None:
    tracker = Tracker()
    tracker.update(1, seen([person(100)]))
    (track,) = tracker.update(SECOND // 5, seen([person(500)]))
    assert track.track_id == 2


def test_time_that_does_not_grow_is_refused_and_changes_nothing() -> None:
    tracker = Tracker()
    tracker.update(SECOND, seen([person(100)]))
    for media_ns in (SECOND, 0):
        with pytest.raises(InvalidValue):
            tracker.update(media_ns, seen([person(300)]))
    assert [t.track_id for t in tracker.update(2 * SECOND, seen([person(100)]))] == [1]


coordinate = st.integers(0, 600).map(float)
rows = st.builds(
    person,
    coordinate,
    coordinate,
    st.sampled_from([0.2, 0.45, 0.5, 0.9]),
    st.integers(1, 200),
    st.integers(1, 300),
)
frames = st.lists(st.tuples(st.integers(1, 3 * SECOND), st.lists(rows, max_size=6)), min_size=1, max_size=8)


@settings(max_examples=150)
@given(frames, st.randoms(use_true_random=False))
def test_ids_are_unique_boxes_are_the_detector_s_and_row_order_is_nothing(
    script: Sequence[tuple[int, list[Row]]],
    chance: Random,
) -> None:
    tracker, shuffled = Tracker(), Tracker()
    now, born = 0, dict[int, int]()
    for step_ns, people in script:
        now += step_ns
        tracks = tracker.update(now, seen(people))
        mixed = list(people)
        chance.shuffle(mixed)
        assert shuffled.update(now, seen(mixed)) == tracks
        ids = [track.track_id for track in tracks]
        assert ids == sorted(set(ids))
        for track in tracks:
            assert born.setdefault(track.track_id, track.first_ns) == track.first_ns
            assert track.last_ns == now
            assert (*track.xyxy, np.float32(track.score)) in {
                (*row[:4], np.float32(row[4])) for row in people
            }
