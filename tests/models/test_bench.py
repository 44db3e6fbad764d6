from models.bench import bench_history


def test_figures_are_measured() -> None:
    figures = bench_history(rows=1000, rounds=3)
    assert all(value > 0 for value in figures.values())
    assert figures["cursor_vs_offset_ratio"] == figures["deep_page_ms"] / figures["deep_page_by_offset_ms"]
