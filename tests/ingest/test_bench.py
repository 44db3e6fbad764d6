import math

import pytest

from ingest.bench import bench_ingest


def test_figures_are_measured() -> None:
    figures = bench_ingest(seconds=1, rounds=1, hold_ns=1_000_000_000)
    assert all(math.isfinite(value) and value > 0 for value in figures.values())
    assert figures["cpu_vs_opencv_ratio"] == pytest.approx(figures["cpu_share"] / figures["opencv_cpu_share"])
    assert figures["cpu_share"] < 1
    # OpenCV probes a stream for a second or more before it gives out the first picture.
    assert figures["first_frame_vs_opencv_ratio"] < 1
