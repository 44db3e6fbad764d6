"""The benchmark of pages runs, on a small made-up city, and every role's pages answer."""

from api.page_bench import bench_api
from api.pages import ACCOUNTS
from models.people import Role
from supervision.sample_city.plan import SMALL


def test_the_pages_of_a_small_city_are_measured() -> None:
    figures = bench_api(rounds=1, plan=SMALL)
    assert set(ACCOUNTS) == set(Role)
    for role in Role:
        assert any(name.startswith(f"{role}_") for name in figures)
    measured = [value for name, value in figures.items() if name.endswith("_p95_ms")]
    assert figures["slowest_page_p95_ms"] == max(measured) > 0
    assert {"cadre_case_p95_ms", "office_violation_p95_ms", "admin_settings_camera_p95_ms"} <= figures.keys()
