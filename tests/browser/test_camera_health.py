"""A camera goes black: the cadre sees which and since when, the business is told what to do; on a phone
what is wrong comes first, however many are well."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from models import health_log
from models.clock import SystemClock
from models.health import HealthKind
from models.people import Role
from sample_videos.faults import Fault, write_faulty
from sample_videos.simulator import CameraSimulator, run_simulator
from tests.api.running import PASSWORD, Running, serving
from tests.browser.chromium import chromium, sign_in
from tests.models import scene

SAMPLES = Path(__file__).parents[2] / "sample_videos"
PATIENCE_MS = 30_000


@pytest.fixture
def kitchen(tmp_path: Path) -> Iterator[tuple[Running, CameraSimulator, str]]:
    with (
        run_simulator({"hall": SAMPLES / "empty.mp4"}) as simulator,
        serving(tmp_path, health_period_s=1.0) as running,
    ):
        with running.service.database.writing() as session:
            owner = scene.business(session, "红灯笼餐厅")
            camera = scene.camera(session, owner, "热灶 1", url=simulator.url("hall"))
        running.add_user("cadre", Role.CADRE, assigned=(owner.id,))
        running.add_user("owner", Role.BUSINESS, own=owner.id)
        yield running, simulator, camera.id


def test_a_black_picture_is_seen_by_the_cadre_and_told_to_the_business(
    playwright: Playwright, kitchen: tuple[Running, CameraSimulator, str], tmp_path: Path
) -> None:
    running, simulator, camera_id = kitchen
    black = write_faulty(SAMPLES / "empty.mp4", tmp_path / "black.mp4", Fault.BLACK, seconds=2)
    with chromium(playwright) as browser:
        cadre, owner = browser.new_context(), browser.new_context()
        page, inbox = cadre.new_page(), owner.new_page()
        for one, name in ((page, "cadre"), (inbox, "owner")):
            sign_in(one, running.address, name, PASSWORD)
            expect(one.get_by_test_id("user-menu")).to_be_visible(timeout=PATIENCE_MS)
        page.goto(f"{running.address}/camera-health?camera_id={camera_id}")
        row = page.get_by_test_id(f"camera-health-{camera_id}")
        expect(row).to_be_visible(timeout=PATIENCE_MS)
        expect(row.locator("[data-kind]")).to_have_count(0)

        simulator.switch("hall", black)
        expect(row.locator("[data-kind=black]")).to_have_count(1, timeout=PATIENCE_MS)
        expect(row.get_by_test_id("health-black").first).to_be_visible()
        expect(row.locator("img")).to_have_js_property("complete", True)
        notice = inbox.locator("[data-testid^=health-notice-]")
        expect(notice).to_have_count(1, timeout=PATIENCE_MS)
        expect(notice).to_contain_text("打开照明,取下镜头盖")
        notice.get_by_test_id("acknowledge-health").click()
        expect(notice.get_by_test_id("acknowledge-health")).to_have_count(0, timeout=PATIENCE_MS)
        expect(row).to_contain_text("Owner 已知晓", timeout=PATIENCE_MS)

        simulator.switch("hall", SAMPLES / "empty.mp4")
        expect(notice).to_have_count(0, timeout=PATIENCE_MS)
        # In the past it stays.
        expect(row.locator("[data-kind=black]")).to_have_count(1)

        # Where the day has only begun, its name is at the very edge; a phone holds the week all the same.
        hour = datetime.now(UTC).hour
        early = f"Etc/GMT+{hour}" if hour <= 12 else f"Etc/GMT-{24 - hour}"
        phone = browser.new_context(viewport={"width": 390, "height": 844}, timezone_id=early).new_page()
        sign_in(phone, running.address, "cadre", PASSWORD)
        expect(phone.get_by_test_id("user-menu")).to_be_visible(timeout=PATIENCE_MS)
        phone.goto(f"{running.address}/camera-health?span=week")
        expect(phone.get_by_test_id(f"camera-health-{camera_id}")).to_be_visible(timeout=PATIENCE_MS)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Running, str, str]]:
    """Sixty businesses with a camera each, of which none is connected; one went silent before the service was
    started. The address of the service, the silent camera and its business."""
    silent_since = SystemClock().now() - timedelta(hours=3)
    with serving(tmp_path) as running:
        with running.service.database.writing() as session:
            owners = [scene.business(session, f"第{number:02}面馆") for number in range(60)]
            cameras = [scene.camera(session, owner, "热灶 1", url="") for owner in owners]
            health_log.begin(
                session, cameras[-1].id, HealthKind.OFFLINE, silent_since, {"trouble": "timeout"}
            )
        running.add_user("auditor", Role.AUDITOR)
        yield running, cameras[-1].id, owners[-1].id


def test_a_phone_shows_what_is_wrong_and_folds_the_well(
    playwright: Playwright, town: tuple[Running, str, str]
) -> None:
    running, silent, owner = town
    with chromium(playwright) as browser:
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        sign_in(page, running.address, "auditor", PASSWORD)
        expect(page.get_by_test_id("user-menu")).to_be_visible(timeout=PATIENCE_MS)
        page.goto(f"{running.address}/camera-health")
        rows = page.locator("[data-testid^=camera-health-]")
        row, fold = page.get_by_test_id(f"camera-health-{silent}"), page.get_by_test_id("well-cameras")
        expect(row).to_be_visible(timeout=PATIENCE_MS)
        expect(row.get_by_test_id("health-offline")).to_be_visible()
        expect(row.locator("[data-kind=offline]")).to_have_count(1)
        expect(rows).to_have_count(1)
        expect(fold).to_contain_text("59")
        # All of it is seen at once.
        page.wait_for_function("document.documentElement.scrollHeight <= 844")
        assert row.evaluate("row => row.offsetHeight") < 100

        fold.click()
        expect(rows).to_have_count(1 + 50, timeout=PATIENCE_MS)
        page.get_by_role("button", name="加载更多").click()
        expect(rows).to_have_count(60, timeout=PATIENCE_MS)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        fold.click()
        expect(rows).to_have_count(1)

        # By keyboard alone, and kept in the address.
        page.set_viewport_size({"width": 1440, "height": 900})
        page.get_by_test_id("find-business").focus()
        page.keyboard.type("第07")
        choice = page.get_by_test_id("health-business")
        expect(choice.locator("option")).to_have_text(["全部企业", "第07面馆"], timeout=PATIENCE_MS)
        page.keyboard.press("Enter")
        expect(page.get_by_text("所有摄像头都正常")).to_be_visible(timeout=PATIENCE_MS)
        expect(rows).to_have_count(1)
        page.reload()
        expect(choice).to_contain_text("第07面馆", timeout=PATIENCE_MS)
        expect(rows).to_have_count(1)
        assert owner not in page.url

        # From a business's page, or a message: that camera, wherever it stands in the list.
        page.goto(f"{running.address}/camera-health?business_id={owner}&camera_id={silent}")
        expect(row).to_contain_text("检查摄像头的电源和网线", timeout=PATIENCE_MS)
