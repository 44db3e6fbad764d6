"""The benchmark of imports runs, on a small city."""

from supervision.import_bench import bench_import


def test_a_small_city_is_measured() -> None:
    figures = bench_import(businesses=60, cadres=200)
    assert figures.keys() == {
        "first_import_s", "first_import_cpu_s", "again_import_s", "again_import_cpu_s",
    }  # fmt: skip
    assert min(figures.values()) > 0
