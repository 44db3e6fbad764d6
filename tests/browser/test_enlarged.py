"""The wall on a phone: strokes turn its pages, a tap shows a main stream, another lets it fill the screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, ViewportSize, expect

from models.cameras import StreamName
from models.people import Role
from models.tables import CameraRow
from sample_videos.simulator import run_simulator
from tests.api.running import PASSWORD, Running, serving
from tests.browser.chromium import chromium, sign_in, until
from tests.ingest.clips import write_clip
from tests.models import scene
from tests.system.process import eventually

COUNT = 5
"""One more than a phone's page holds."""
SUB, MAIN = (320, 180), (640, 360)
PHONE = ViewportSize(width=390, height=844)
SHOWS = "([video, width]) => video.readyState >= 3 && video.videoWidth === width && video.currentTime > 0"
FULL = "video => document.fullscreenElement?.contains(video) === true"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    clips = {
        name: write_clip(tmp_path / f"{name}.mp4", width=width, height=height)
        for name, (width, height) in (("main", MAIN), ("sub", SUB))
    }
    with run_simulator(clips) as simulator, serving(tmp_path / "data") as running:
        with running.service.database.writing() as session:
            business = scene.business(session)
            cameras = [
                scene.camera(session, business, f"{number} 号机", simulator.url("main"))
                for number in range(1, COUNT + 1)
            ]
            for camera in cameras:
                session.get_one(CameraRow, camera.id).sub_url = simulator.url("sub")
        running.add_user("cadre", Role.CADRE, assigned=(business.id,))

        def all_come() -> bool:
            statuses = [running.service.status_of(camera.id) for camera in cameras]
            return all(status.main and status.state == status.main.state == "online" for status in statuses)

        eventually(all_come, 60, "both streams of every camera come")
        yield running


def shows(page: Page, video: Locator, width: int) -> None:
    page.wait_for_function(SHOWS, arg=[video.element_handle(), width])


def stroke(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    """One finger over the screen, as the browser gets it from its touch screen.

    It rests before it lifts: the browser takes the next tap after a fling only to stop that.
    """
    touch, steps = page.context.new_cdp_session(page), 6

    def finger(event: str, *at: float) -> None:
        points = [dict(zip(("x", "y"), at, strict=True))] if at else []
        touch.send("Input.dispatchTouchEvent", {"type": event, "touchPoints": points})

    finger("touchStart", *start)
    for step in range(1, steps + 1):
        finger("touchMove", *(a + (b - a) * step / steps for a, b in zip(start, end, strict=True)))
    page.wait_for_timeout(150)
    finger("touchMove", end[0] + 1, end[1])
    finger("touchEnd")
    touch.detach()


def width_of(video: Locator) -> int:
    box = video.bounding_box()
    assert box is not None
    return round(box["width"])


def watched(running: Running) -> list[tuple[str, StreamName]]:
    live = running.service.live
    return [
        (watch.camera_id, name)
        for watch in live.watches
        for name in StreamName
        if watch.feed is live.feed(watch.camera_id, name)
    ]


def test_a_phone_turns_pages_by_strokes_and_enlarges_to_the_main_stream(
    playwright: Playwright, running: Running
) -> None:
    with chromium(playwright) as browser:
        context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        sign_in(page, running.address, "cadre", PASSWORD)
        videos = page.locator("video")
        expect(videos).to_have_count(COUNT - 1)
        shows(page, videos.first, SUB[0])

        place = page.get_by_test_id("page-place")
        stroke(page, (340, 400), (60, 420))
        expect(videos).to_have_count(1)
        expect(place).to_contain_text("2 / 2")
        stroke(page, (60, 300), (340, 290))
        expect(videos).to_have_count(COUNT - 1)
        # Up and down is scrolling; it turns no page and enlarges nothing.
        stroke(page, (200, 600), (230, 250))
        expect(place).to_contain_text("1 / 2")
        stroke(page, (340, 400), (60, 420))
        expect(videos).to_have_count(1)
        shows(page, videos, SUB[0])
        ((camera_id, stream),) = settled(page, running, StreamName.SUB)
        assert stream is StreamName.SUB
        assert "camera=" not in page.url

        tile = page.get_by_test_id(f"wall-tile-{camera_id}")
        tile.locator("button[aria-pressed]").tap()
        expect(tile).to_have_attribute("data-enlarged", "true")
        shows(page, videos.first, MAIN[0])
        assert (camera_id, StreamName.MAIN) in settled(page, running, StreamName.MAIN)
        expect(tile).to_contain_text(f"{MAIN[0]}×{MAIN[1]}")

        tile.get_by_role("button", name="全屏").tap()
        video = tile.locator("video")
        page.wait_for_function(FULL, arg=video.element_handle())
        until(page, lambda: width_of(video) == PHONE["width"], 20, "it is as wide as the screen")
        before = video.evaluate("video => video.currentTime")
        page.wait_for_function(
            "([video, before]) => video.currentTime > before + 0.5", arg=[video.element_handle(), before]
        )
        page.evaluate("document.exitFullscreen()")
        page.wait_for_function("() => document.fullscreenElement === null")

        tile.locator("button[aria-pressed]").tap()
        expect(tile).not_to_have_attribute("data-enlarged", "true")
        shows(page, videos.first, SUB[0])
        assert "camera=" not in page.url


def settled(page: Page, running: Running, stream: StreamName) -> list[tuple[str, StreamName]]:
    """What is watched once that is one picture, of this stream."""
    until(page, lambda: [name for _, name in watched(running)] == [stream], 20, f"only {stream} is watched")
    return watched(running)
