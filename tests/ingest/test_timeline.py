from fractions import Fraction
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.timeline import SECOND_NS, Timeline

RTP = Fraction(1, 90_000)
time_bases = st.sampled_from([RTP, Fraction(1, 1000), Fraction(1, 12_800), Fraction(1, 30)])
stamps = st.one_of(st.none(), st.integers(-(2**40), 2**40))


@given(st.lists(stamps, min_size=1), time_bases, st.sampled_from([0.5, 5.0, 1e9]))
def test_media_time_begins_at_0_and_strictly_increases(
    stamps: list[int | None], time_base: Fraction, max_gap_s: float
) -> None:
    timeline = Timeline(max_gap_s=max_gap_s)
    placed = [timeline.place(pts, time_base) for pts in stamps]
    assert placed[0] == 0
    assert all(earlier < later for earlier, later in pairwise(placed))


@given(st.integers(-(2**40), 2**40), st.lists(st.integers(1, 90_000 * 5), max_size=80))
def test_orderly_stamps_are_kept_to_the_nanosecond(first: int, steps: list[int]) -> None:
    timeline = Timeline(max_gap_s=5)
    for pts in accumulate(steps, initial=first):
        exact = (pts - first) * RTP * SECOND_NS
        assert abs(timeline.place(pts, RTP) - exact) <= 1
    assert timeline.discontinuities == 0


@given(
    st.integers(20, 60),
    st.integers(20, 60),
    st.one_of(st.integers(-(2**40), 0), st.integers(90_000 * 5 + 1, 2**40)),
)
def test_a_jump_is_one_usual_step_and_noticed_once(before: int, after: int, jump: int) -> None:
    timeline, step = Timeline(max_gap_s=5), 6000
    placed = [timeline.place(index * step, RTP) for index in range(before)]
    start = (before - 1) * step + jump
    placed += [timeline.place(start + index * step, RTP) for index in range(after)]
    assert timeline.discontinuities == 1
    assert all(abs(later - earlier - SECOND_NS // 15) <= 2 for earlier, later in pairwise(placed))


@given(st.sets(st.integers(1, 49)))
def test_missing_stamps_are_filled_in(missing: set[int]) -> None:
    timeline = Timeline(fps=15)
    placed = [timeline.place(None if index in missing else index * 6000, RTP) for index in range(50)]
    assert timeline.discontinuities == len(missing)
    for index, media_ns in enumerate(placed):
        assert abs(media_ns - index * SECOND_NS // 15) < SECOND_NS // 30


def test_a_first_picture_without_a_stamp_is_one_announced_step_ahead() -> None:
    timeline = Timeline(fps=20)
    placed = [timeline.place(pts, RTP) for pts in (None, 9000, 13_500)]
    assert placed == [0, SECOND_NS // 20, SECOND_NS // 10]


@pytest.mark.parametrize("fps", [1, 4, 12.5, 25, 29.97, 60])
@pytest.mark.parametrize("time_base", [RTP, Fraction(1, 1000)])
def test_the_rate_is_measured(fps: float, time_base: Fraction) -> None:
    timeline = Timeline()
    for index in range(16):
        timeline.place(round(index / fps / time_base), time_base)
    assert timeline.fps is None
    for index in range(16, 60):
        timeline.place(round(index / fps / time_base), time_base)
    assert timeline.fps == pytest.approx(fps, rel=0.01)
