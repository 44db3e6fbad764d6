"""The main job in a real browser: simulated cameras, the shipped model, WebRTC, three people."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from api.demo import CAMERAS, PASSWORD, clips, seed
from detector.onnx import OnnxDetector
from models import history
from models.clock import SystemClock
from models.history import Filters, Record
from models.people import Everything
from models.violations import ViolationState
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.api.running import Running, serving
from tests.browser.chromium import chromium, sign_in, until

pytestmark = pytest.mark.alone

ARTIFACTS = Path(__file__).parent.parent / "artifacts"
CAMERA = CAMERAS[0]


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="module")
def simulator() -> Iterator[CameraSimulator]:
    with run_simulator(clips()) as running:
        yield running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, simulator: CameraSimulator) -> Iterator[Running]:
    # Nothing is seen before somebody watches, so that what arrives does so live.
    for name in clips():
        simulator.drop(name)
    with serving(tmp_path_factory.mktemp("data"), OnnxDetector()) as running:
        seed(running.service.database, {clip: simulator.url(clip) for clip in clips()}, SystemClock())
        yield running


def person(
    browser: Browser, running: Running, username: str, width: int = 1440
) -> tuple[BrowserContext, Page]:
    """A browser of one's own, signed in by hand; what the page complains of fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"{username}: {error}"))
    sign_in(page, running.address, username, PASSWORD)
    return context, page


def frames_shown(page: Page, camera_id: str) -> int:
    video = page.get_by_test_id(f"video-{camera_id}")
    return int(video.evaluate("video => video.getVideoPlaybackQuality().totalVideoFrames"))


def shows_more_than(page: Page, camera_id: str, frames: int) -> bool:
    return frames_shown(page, camera_id) > frames


def shows(page: Page, record: Record) -> bool:
    """Whether the page of the violation has its picture and its score."""
    image = page.get_by_test_id("violation-image")
    key = (image.get_attribute("src") or "").rpartition("/")[2]
    width = image.evaluate("image => image.complete && image.naturalWidth")
    score = page.get_by_test_id("violation-score").inner_text()
    return (
        key == record.annotated.key
        and width == record.annotated.width
        and f"{round(record.violation.peak_score * 100)}" in score
    )


def record_of(running: Running, violation_id: str) -> Record:
    with running.service.database.reading() as session:
        return history.get(session, Everything(), violation_id)


@pytest.mark.timeout(300)
def test_from_the_camera_to_the_cadre_and_the_business(
    browser: Browser, running: Running, simulator: CameraSimulator
) -> None:
    with running.service.database.reading() as session:
        from models import catalog

        cameras = {camera.name: camera for camera in catalog.list_cameras(session, Everything())}
    camera = cameras[CAMERA.name]
    _, cadre = person(browser, running, "cadre")
    _, business = person(browser, running, "lantern", width=390)
    _, stranger = person(browser, running, "school")
    tile = cadre.get_by_test_id(f"wall-tile-{camera.id}")
    expect(tile).to_be_visible()
    expect(cadre.get_by_text("暂无违规")).to_be_visible()
    expect(business.get_by_text("没有待处理的违规")).to_be_visible()
    expect(cadre.locator("[data-testid^=rail-item-]")).to_have_count(0)
    expect(business.locator("[data-testid^=inbox-item-]")).to_have_count(0)

    for name in clips():
        simulator.restore(name)

    # Live pictures advance in every tile.
    for each in cameras.values():
        until(cadre, partial(shows_more_than, cadre, each.id, 5), 30, f"live video of {each.name}")
    before = frames_shown(cadre, camera.id)
    until(cadre, lambda: frames_shown(cadre, camera.id) >= before + 20, 20, "the picture goes on")

    # The flagged frame arrives by itself, at the cadre's and at the business's.
    first = cadre.locator("[data-testid^=rail-item-]").filter(has_text=CAMERA.name).last
    expect(first).to_be_visible(timeout=90_000)
    violation_id = (first.get_attribute("data-testid") or "").removeprefix("rail-item-")
    inbox_item = business.get_by_test_id(f"inbox-item-{violation_id}")
    expect(inbox_item).to_be_visible()
    ARTIFACTS.mkdir(exist_ok=True)
    cadre.screenshot(path=ARTIFACTS / "wall.png")
    business.screenshot(path=ARTIFACTS / "inbox-390.png")

    # Opened, it shows what the database holds.
    cadre.get_by_test_id(f"rail-item-{violation_id}").click()
    expect(cadre.get_by_test_id("violation-page")).to_be_visible()
    row = record_of(running, violation_id)
    names = {"mask": "未戴口罩", "hat": "未戴帽", "gloves": "徒手操作"}
    expect(cadre.get_by_test_id("violation-rule")).to_contain_text(names[row.violation.rule])
    expect(cadre.get_by_test_id("violation-camera")).to_contain_text(row.camera.name)
    expect(cadre.get_by_test_id("violation-business")).to_contain_text(row.business_name)
    started = cadre.get_by_test_id("violation-started").get_attribute("datetime") or ""
    assert started[:23] == row.violation.started_at.isoformat(timespec="milliseconds")[:23]
    # While it goes on there may come a better picture, and a higher score.
    until(cadre, lambda: shows(cadre, record_of(running, violation_id)), 20, "the row as it is kept")
    cadre.screenshot(path=ARTIFACTS / "violation.png")

    # Its case stands beside it, opened with it.
    expect(cadre.get_by_test_id("violation-case")).to_contain_text("待确认")

    # The business acknowledges; the cadre sees it without a reload.
    inbox_item.get_by_test_id("acknowledge").click()
    until(
        business,
        lambda: record_of(running, violation_id).state is ViolationState.ACKNOWLEDGED,
        20,
        "the acknowledgement in the database",
    )
    expect(cadre.get_by_test_id("violation-page")).to_contain_text("企业确认知晓")

    # The business appeals, and the cadre, who sees it at once, finds that the mask is worn after all.
    business.goto(f"{running.address}/violations/{violation_id}")
    business.get_by_test_id("review-doubt").click()
    business.get_by_role("textbox").fill("刚换的口罩")
    business.screenshot(path=ARTIFACTS / "appeal-390.png", full_page=True)
    business.get_by_test_id("review-send").click()
    expect(cadre.get_by_test_id("violation-page")).to_contain_text("刚换的口罩")
    cadre.get_by_test_id("review-doubt").click()
    cadre.get_by_test_id("review-send").click()
    expect(business.get_by_test_id("violation-page")).to_contain_text("认定不违规")
    cadre.screenshot(path=ARTIFACTS / "reviewed.png", full_page=True)
    said = [(review.opinion, review.comment) for review in record_of(running, violation_id).reviews]
    assert said == [("appealed", "刚换的口罩"), ("rejected", "")]

    # Another business reaches neither row nor picture nor live view by any address.
    row = record_of(running, violation_id)
    for address in (
        f"/api/v1/violations/{violation_id}",
        f"/api/v1/evidence/{row.original.key}",
        f"/api/v1/evidence/{row.annotated.key}",
        f"/api/v1/cameras/{camera.id}",
    ):
        status = stranger.evaluate("async address => (await fetch(address)).status", address)
        assert status == 404, address
    stranger.goto(f"{running.address}/violations/{violation_id}")
    expect(stranger.get_by_text("这条违规不存在")).to_be_visible()
    expect(stranger.get_by_test_id("violation-image")).to_have_count(0)
    listed = stranger.evaluate("async () => (await fetch('/api/v1/violations?limit=200')).json()")
    assert violation_id not in {item["id"] for item in listed["items"]}

    # The auditor finds it in the history.
    _, auditor = person(browser, running, "auditor")
    auditor.goto(f"{running.address}/history")
    expect(auditor.get_by_test_id(f"history-row-{violation_id}")).to_be_visible()
    auditor.screenshot(path=ARTIFACTS / "history.png")


@pytest.mark.timeout(120)
def test_a_silent_camera_says_so_and_comes_back(
    browser: Browser, running: Running, simulator: CameraSimulator
) -> None:
    from models import catalog

    with running.service.database.reading() as session:
        camera = next(
            item for item in catalog.list_cameras(session, Everything()) if item.name == CAMERA.name
        )
    for name in clips():
        simulator.restore(name)
    _, cadre = person(browser, running, "cadre")
    tile = cadre.get_by_test_id(f"wall-tile-{camera.id}")
    until(cadre, lambda: frames_shown(cadre, camera.id) > 5, 30, "live video")
    simulator.stall(CAMERA.clip)
    # Long before it counts as offline, which is after half a minute.
    expect(tile).to_have_attribute("data-state", "stalled", timeout=15_000)
    cadre.screenshot(path=ARTIFACTS / "stalled.png")
    simulator.restore(CAMERA.clip)
    before = frames_shown(cadre, camera.id)
    until(cadre, lambda: frames_shown(cadre, camera.id) > before + 5, 30, "live video again")


def test_the_history_is_one_query(running: Running) -> None:
    """What the browser saw is what the store holds: each violation has both pictures."""
    with running.service.database.reading() as session:
        records, _ = history.page(session, Everything(), Filters(), after=None, limit=200)
    assert records
    for record in records:
        for picture in (record.original, record.annotated):
            assert len(running.service.evidence.read(picture.key)) == picture.size_bytes
