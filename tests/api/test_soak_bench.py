import math

import pytest

from api.soak_bench import bench_soak


def test_memory_is_measured_while_cameras_are_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.soak_bench.FILLS_WITHIN_S", 3)
    figures = bench_soak(minutes=0.08)
    assert all(math.isfinite(value) for value in figures.values())
    assert figures["kept_mb"] > 0
    assert figures["rss_most_mb"] >= figures["rss_start_mb"] > figures["kept_mb"]
    assert figures["end_vs_start_ratio"] == pytest.approx(figures["rss_end_mb"] / figures["rss_start_mb"])
