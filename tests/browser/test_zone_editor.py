"""Zones drawn on a live picture by mouse and by keys, in a real browser with a simulated camera."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from api.demo import CAMERAS, clips, seed
from models.clock import SystemClock
from sample_videos.simulator import run_simulator
from tests.api.running import Running, serving
from tests.browser.chromium import until
from tests.browser.settings import administrator, camera_named

SECRET = "S3cret"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_simulator(clips()) as simulator, serving(tmp_path_factory.mktemp("data")) as running:
        addresses = {
            clip: simulator.url(clip).replace("rtsp://", f"rtsp://admin:{SECRET}@") for clip in clips()
        }
        seed(running.service.database, addresses, SystemClock())
        yield running


@pytest.fixture(scope="module")
def page(playwright: Playwright, running: Running) -> Iterator[Page]:
    with administrator(playwright, running) as page:
        yield page


def corner(surface: Locator, x: float, y: float) -> tuple[float, float]:
    box = surface.bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def test_zones_are_drawn_by_mouse_and_keys_undone_and_kept(page: Page, running: Running) -> None:
    camera = camera_named(running, CAMERAS[0].name)
    page.goto(f"{running.address}/settings/cameras/{camera.id}?part=zones")
    video = page.get_by_test_id(f"video-{camera.id}")
    until(page, lambda: video.evaluate("v => v.readyState >= 2"), 40, "the live picture")
    surface = page.get_by_test_id("zone-surface")

    # Four clicks, and one on the first corner.
    page.get_by_test_id("zone-draw").click()
    for x, y in ((0.1, 0.2), (0.5, 0.2), (0.5, 0.8), (0.1, 0.8), (0.1, 0.2)):
        page.mouse.click(*corner(surface, x, y))
    points = page.locator("[data-testid^=zone-point-]")
    expect(points).to_have_count(4)

    # A corner is dragged, another added in the middle of a side, one moved by keys and taken away.
    page.mouse.move(*corner(surface, 0.5, 0.8))
    page.mouse.down()
    page.mouse.move(*corner(surface, 0.55, 0.85), steps=4)
    page.mouse.move(*corner(surface, 0.6, 0.9), steps=4)
    page.mouse.up()
    page.get_by_test_id("zone-middle-0").click()
    expect(points).to_have_count(5)
    third = page.get_by_test_id("zone-point-1")
    third.focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(third).to_have_attribute("aria-label", "第 2 点,横 30%,纵 22%")
    page.keyboard.press("Delete")
    expect(points).to_have_count(4)

    # Undone step by step: the corner taken away, its way down as one step, the corner itself; and redone.
    for count, label in ((5, "22%"), (5, "20%")):
        page.get_by_test_id("zone-point-0").focus()
        page.keyboard.press("Control+z")
        expect(points).to_have_count(count)
        expect(third).to_have_attribute("aria-label", f"第 2 点,横 30%,纵 {label}")
    page.keyboard.press("Control+z")
    expect(points).to_have_count(4)
    page.keyboard.press("Control+y")
    expect(points).to_have_count(5)
    page.get_by_test_id("zone-undo").click()
    expect(points).to_have_count(4)

    # A second one by keys alone: aim, set, close; the third corner is given up by undoing it.
    page.get_by_test_id("zone-draw").click()
    surface.focus()
    for keys in (("Shift+ArrowRight",) * 5, ("Shift+ArrowDown",) * 5, ("Shift+ArrowUp",) * 3):
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.press("Space")
    page.keyboard.press("Control+z")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    names = page.get_by_role("textbox", name="区域名称")
    expect(names).to_have_count(2)
    names.nth(1).fill("洗碗机")
    page.get_by_role("checkbox", name="口罩").nth(1).uncheck()
    page.get_by_text("指定时段").nth(1).click()
    page.get_by_role("button", name="餐点高峰").click()

    expect(page.get_by_test_id("zones-state")).to_contain_text("未保存")
    page.get_by_test_id("zones-save").click()
    expect(page.get_by_test_id("zones-state")).to_contain_text("已保存")
    first, second = camera_named(running, camera.name).zones
    shape = [(0.1, 0.2), (0.5, 0.2), (0.6, 0.9), (0.1, 0.8)]
    for (x, y), (wanted_x, wanted_y) in zip(first.points, shape, strict=True):
        assert x == pytest.approx(wanted_x, abs=0.01)
        assert y == pytest.approx(wanted_y, abs=0.01)
    assert (second.name, sorted(map(str, second.demands))) == ("洗碗机", ["gloves", "hat"])
    assert [(item.start, item.end) for item in second.hours] == [(630, 810), (990, 1170)]
    until(
        page,
        lambda: len(running.service.running[camera.id].camera.zones) == 2,
        20,
        "the running service has the zones",
    )

    # Esc gives a drawing up; Delete takes a zone; both are there again after a new look.
    page.get_by_test_id("zone-draw").click()
    page.mouse.click(*corner(surface, 0.9, 0.1))
    page.keyboard.press("Escape")
    expect(names).to_have_count(2)
    page.reload()
    expect(names).to_have_count(2)
    assert SECRET not in page.content()
