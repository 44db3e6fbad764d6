"""An administrator adds a camera, accepts it, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from api.demo import clips, seed
from models.clock import SystemClock
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.api.running import Running, serving
from tests.browser.settings import administrator, camera_named

SECRET = "S3cret"


@pytest.fixture(scope="module")
def simulator() -> Iterator[CameraSimulator]:
    with run_simulator(clips()) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, simulator: CameraSimulator) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        addresses = {clip: simulator.url(clip) for clip in clips()}
        seed(running.service.database, addresses, SystemClock())
        yield running


@pytest.fixture(scope="module")
def page(playwright: Playwright, running: Running) -> Iterator[Page]:
    with administrator(playwright, running) as page:
        yield page


def choose(page: Page, field: str, option: str) -> None:
    page.locator(f"#{field}").click()
    page.locator(".ant-select-dropdown:visible .ant-select-item-option", has_text=option).first.click()
    # It closes slowly, and the next one must not be taken for it.
    expect(page.locator(".ant-select-dropdown:visible")).to_have_count(0)


def test_a_camera_is_added_with_a_live_test_and_accepted(
    page: Page, running: Running, simulator: CameraSimulator
) -> None:
    page.locator("a[href='/settings']").first.click()
    page.get_by_test_id("add-camera").click()
    page.locator("#camera-name").fill("蒸柜 1 号机")
    page.locator("#camera-url").fill(f"rtsp://admin:{SECRET}@127.0.0.1:9/x")
    page.get_by_test_id("camera-test").click()
    expect(page.get_by_test_id("test-main")).to_have_attribute("data-trouble", "refused")
    expect(page.get_by_test_id("test-main")).to_contain_text("拒绝连接")
    page.locator("#camera-url").fill(simulator.url("wash_up"))
    page.get_by_test_id("camera-test").click()
    result = page.get_by_test_id("test-main")
    expect(result).to_have_attribute("data-trouble", "")
    for fact in ("H264", "960×540", "12", "bit/s"):
        expect(result).to_contain_text(fact)
    expect(result.locator("img")).to_have_js_property("naturalWidth", 960)

    # Not without a business and a place; and no camera looks into a changing room.
    page.get_by_test_id("camera-save").click()
    expect(page.locator("[data-wrong=true]")).to_have_count(2)
    choose(page, "camera-business", "实验小学食堂")
    page.locator("#camera-place").click()
    options = page.locator(".ant-select-dropdown:visible")
    options.locator(".ant-select-item-option").first.hover()
    page.mouse.wheel(0, 1000)
    forbidden = options.locator(".ant-select-item-option", has_text="更衣室")
    expect(forbidden).to_have_attribute("aria-disabled", "true")
    page.mouse.wheel(0, -1000)
    options.locator(".ant-select-item-option", has_text="烹饪").first.click()
    page.get_by_test_id("camera-save").click()

    # It awaits a person who looks at its picture and ticks each point.
    expect(page.get_by_test_id("acceptance-state")).to_contain_text("待验收")
    camera = camera_named(running, "蒸柜 1 号机")
    assert camera.accepted_at is None
    accept = page.get_by_test_id("accept-camera")
    expect(accept).to_be_disabled()
    page.get_by_test_id("take-picture").click()
    expect(page.get_by_test_id("test-main")).to_have_attribute("data-trouble", "")
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(6)
    for box in boxes.all()[1:]:
        box.check()
    expect(accept).to_be_disabled()
    boxes.first.check()
    accept.click()
    expect(page.get_by_test_id("acceptance-state")).to_contain_text("已验收")
    reference = page.get_by_role("img", name="参考画面")
    expect(reference).to_have_js_property("naturalWidth", 960)
    assert camera_named(running, "蒸柜 1 号机").reference_key is not None

    page.goto(f"{running.address}/settings/cameras")
    row = page.get_by_test_id(f"camera-row-{camera.id}")
    expect(row.get_by_test_id("camera-acceptance")).to_contain_text("已验收")
    expect(row).to_contain_text("烹饪")
    expect(row).to_contain_text("在线")
