import math

import pytest

from api.live_bench import bench_live


def test_figures_are_measured() -> None:
    figures = bench_live(seconds=1.5)
    assert all(math.isfinite(value) for value in figures.values())
    assert figures["added_reencoded_viewer_core_percent"] > 0
    passed, encoded = figures["added_viewer_core_percent"], figures["added_reencoded_viewer_core_percent"]
    assert figures["viewer_vs_reencoded_ratio"] == pytest.approx(passed / encoded)
