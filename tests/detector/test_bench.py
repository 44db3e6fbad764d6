from math import isfinite

from detector.bench import bench_detect


def test_figures_are_plain_numbers_and_name_the_parts() -> None:
    figures = bench_detect(rounds=2)
    assert {
        "onnx_1_thread_ms",
        "onnx_2_threads_ms",
        "prepare_ms",
        "infer_ms",
        "decode_ms",
        "track_ms",
    } <= set(figures)
    assert all(isfinite(value) and value > 0 for value in figures.values())
    assert any(key.startswith("onnx_vs_") and key.endswith("_ratio") for key in figures)
