"""The benchmark's figures mean what they say."""

import pytest

from alerts.association import Vote, judge
from alerts.bench import PEOPLE, _crowd, _kitchen, bench_rules
from models.rules import DEFAULT_RULES


def test_the_crowd_is_judged_in_full() -> None:
    frame = _crowd(_kitchen(), 1)
    for rule in DEFAULT_RULES:
        told = judge(frame.tracks, frame.detections, rule)
        assert [judgement.vote for judgement in told.values()] == [Vote.MISSING] * PEOPLE


@pytest.mark.alone
def test_the_figures() -> None:
    figures = bench_rules()
    assert set(figures) == {
        "judge_us",
        "observe_us",
        "snapshot_ms",
        "imencode_ms",
        "snapshot_imencode_ratio",
    }
    assert all(figure > 0 for figure in figures.values())
    assert 1.5 < figures["snapshot_imencode_ratio"] < 10
