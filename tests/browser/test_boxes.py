"""Boxes are drawn in step with the picture: both carry a clock, read back from screenshots (api/glass.py)."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, Playwright, expect

from api.glass import MarkerDetector, measure
from models import catalog
from models.people import Everything, Role
from sample_videos.clock import write_clock
from sample_videos.simulator import run_simulator
from tests.api.running import PASSWORD, Running, serving
from tests.browser.chromium import NO_UDP, chromium, sign_in
from tests.models import scene

pytestmark = pytest.mark.alone

MOST_MS = 150
MOST_AGE_MS = 500
"""From the camera's sending to the middle of the time in which the screenshot that shows it is taken."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("clock")
    write_clock(folder / "clock.mp4")
    with (
        run_simulator({"clock": folder / "clock.mp4"}) as simulator,
        serving(folder / "data", MarkerDetector()) as running,
    ):
        with running.service.database.writing() as session:
            business = scene.business(session)
            catalog.add_camera(
                session,
                business_id=business.id,
                name="钟",
                place="other",
                url=simulator.url("clock"),
                accepted_at=running.service.clock.now(),
            )
        running.add_user("cadre", Role.CADRE, assigned=(business.id,))
        yield running


def video_id(page: Page) -> str:
    return str(page.locator("video").get_attribute("data-testid")).removeprefix("video-")


@pytest.mark.parametrize("blocked", [False, True], ids=["webrtc", "http"])
def test_boxes_are_in_step_with_the_picture(running: Running, playwright: Playwright, blocked: bool) -> None:
    with chromium(playwright, *(NO_UDP if blocked else [])) as browser:
        page = browser.new_context(locale="en", viewport={"width": 1440, "height": 900}).new_page()
        sign_in(page, running.address, "cadre", PASSWORD)
        expect(page.locator("video")).to_have_count(1, timeout=15_000)
        sight = measure(page, running.service.camera_in_scope(video_id(page), Everything()).url)
    p95, age_p95 = float(np.percentile(sight.errors_ms, 95)), float(np.percentile(sight.ages_ms, 95))
    print(f"median {np.median(sight.errors_ms):.0f} ms, p95 {p95:.0f} ms")  # noqa: T201
    print(f"glass to glass: median {np.median(sight.ages_ms):.0f} ms, p95 {age_p95:.0f} ms")  # noqa: T201
    assert age_p95 <= MOST_AGE_MS, sorted(sight.ages_ms)
    assert p95 <= MOST_MS, sorted(sight.errors_ms)
