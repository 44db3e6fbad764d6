"""The clip of a violation plays in a browser, and shows at its mark what the snapshot shows."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from models import history
from models.frames import Image
from models.history import Filters, Record
from models.people import Everything, Role
from models.tables import CameraRow
from models.violations import ClipTrouble
from sample_videos.clock import FPS, apart_s, write_clock
from sample_videos.simulator import run_simulator
from tests.api.running import PASSWORD, Running, serving
from tests.api.test_evidence_streams import BareFaced, first_with_clip, read_picture
from tests.browser.chromium import chromium, sign_in, until
from tests.models import scene

ARTIFACTS = Path(__file__).parent.parent / "artifacts"


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Record]]:
    folder = tmp_path_factory.mktemp("clock")
    clips = {name: write_clock(folder / f"{name}.mp4", scale) for name, scale in (("main", 2), ("sub", 1))}
    with run_simulator(clips) as simulator, serving(folder / "data", BareFaced()) as running:
        with running.service.database.writing() as session:
            business = scene.business(session)
            camera = scene.camera(session, business, "热灶", simulator.url("main"))
            session.get_one(CameraRow, camera.id).sub_url = simulator.url("sub")
            other = scene.camera(session, business, "凉菜间")
            dark = scene.violation(other.id)
            history.keep(session, dark, scene.pictures(), scene.NOON)
            history.keep_clip(session, dark.id, ClipTrouble.CODEC, scene.NOON)
        running.add_user("cadre", Role.CADRE, assigned=(business.id,))
        running.add_user("lantern", Role.BUSINESS, own=business.id)
        record = first_with_clip(running, camera)
        # No better picture may take the snapshot's place while a browser looks.
        simulator.drop("sub")
        yield running, record


def opened(browser: Browser, running: Running, username: str, width: int = 1440) -> Page:
    page = browser.new_context(reduced_motion="reduce", viewport={"width": width, "height": 900}).new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    sign_in(page, running.address, username, PASSWORD)
    return page


def now_playing(page: Page) -> bool:
    return bool(page.get_by_test_id("clip-video").evaluate("video => !video.paused"))


def position(page: Page) -> float:
    return float(page.get_by_test_id("clip-video").evaluate("video => video.currentTime"))


def on_screen(page: Page) -> Image:
    shown = cv2.imdecode(np.frombuffer(page.get_by_test_id("clip-video").screenshot(), np.uint8), 1)
    assert shown is not None
    return shown.astype(np.uint8)


def newest(running: Running, record: Record) -> Record:
    with running.service.database.reading() as session:
        return history.get(session, Everything(), record.violation.id)


def test_it_plays_from_before_the_snapshot_and_holds_at_it(
    browser: Browser, world: tuple[Running, Record]
) -> None:
    running, record = world
    page = opened(browser, running, "cadre")
    page.goto(f"{running.address}/violations/{record.violation.id}")
    expect(page.get_by_test_id("violation-image")).to_be_visible()
    page.keyboard.press("v")
    page.wait_for_function("() => document.querySelector('[data-testid=clip-video]')?.currentTime > 0.5")
    assert now_playing(page)
    started = position(page)
    page.keyboard.press(" ")
    assert not now_playing(page)
    # Anywhere on the page, too, where space otherwise goes on to the next violation.
    page.locator("article h2").first.click()
    page.keyboard.press(" ")
    page.wait_for_function("() => !document.querySelector('[data-testid=clip-video]').paused")
    assert page.url.endswith(record.violation.id)
    page.wait_for_function(
        f"() => document.querySelector('[data-testid=clip-video]').currentTime > {started + 0.5}"
    )
    page.get_by_test_id("clip-to-snapshot").click()
    page.wait_for_function("() => !document.querySelector('[data-testid=clip-video]').seeking")
    assert not now_playing(page)
    record = newest(running, record)
    assert record.clip is not None
    mark_s = (record.original.captured_at - record.clip.captured_at).total_seconds()
    assert position(page) == pytest.approx(mark_s, abs=0.01)
    # The snapshot may be the clip's first picture, where nothing older was left.
    begun_s = page.get_by_test_id("clip-video").evaluate("video => video.played.start(0)")
    assert begun_s < mark_s or begun_s == mark_s == 0
    snapshot = read_picture(running, record.original)
    # The screen may be a moment behind the player.
    until(page, lambda: apart_s(on_screen(page), snapshot) <= 1.1 / FPS, 5, "the clip shows the snapshot")
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / "clip.png")


def test_the_clip_is_downloaded_under_a_name_that_tells_what_it_is(
    browser: Browser, world: tuple[Running, Record]
) -> None:
    running, record = world
    page = opened(browser, running, "cadre", width=390)
    page.evaluate("localStorage.setItem('brightkitchen.language', 'en')")
    page.goto(f"{running.address}/violations/{record.violation.id}")
    page.get_by_test_id("evidence-clip").click()
    page.wait_for_function("() => document.querySelector('[data-testid=clip-video]')?.currentTime > 0.2")
    page.screenshot(path=ARTIFACTS / "clip-390-en.png")
    with page.expect_download() as download:
        page.get_by_test_id("clip-download").click()
    record = newest(running, record)
    assert record.clip is not None
    assert Path(download.value.path()).read_bytes() == running.service.evidence.read(record.clip.key)
    assert download.value.suggested_filename.endswith("热灶 Mask missing.mp4")


def test_the_business_plays_it_in_its_inbox(browser: Browser, world: tuple[Running, Record]) -> None:
    running, record = world
    page = opened(browser, running, "lantern", width=390)
    page.get_by_test_id(f"inbox-clip-{record.violation.id}").click()
    page.wait_for_function("() => document.querySelector('[data-testid=clip-video]')?.currentTime > 0.2")
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / "clip-inbox-390.png")


def test_why_there_is_none_is_said(browser: Browser, world: tuple[Running, Record]) -> None:
    running, _ = world
    with running.service.database.reading() as session:
        records, _ = history.page(session, Everything(), Filters(), after=None, limit=50)
    dark = next(record for record in records if record.clip_trouble)
    page = opened(browser, running, "cadre")
    page.goto(f"{running.address}/violations/{dark.violation.id}")
    page.get_by_test_id("evidence-clip").click()
    expect(page.get_by_test_id("clip-missing")).to_contain_text("不能存为 MP4")
    page.screenshot(path=ARTIFACTS / "clip-missing.png")


def test_no_clip_for_those_who_may_not_see_it(world: tuple[Running, Record]) -> None:
    running, record = world
    assert record.clip is not None
    running.add_user("far", Role.CADRE)
    with running.client("far") as client:
        answer = client.get(f"/evidence/{record.clip.key}", headers={"Range": "bytes=0-10"})
        assert answer.status_code == 404
    assert httpx.get(f"{running.address}/api/v1/evidence/{record.clip.key}").status_code == 401
