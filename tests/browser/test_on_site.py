"""A cadre inspects a business on site with a phone; the business reads and confirms what was signed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Dialog, Page, Playwright, Route, expect
from sqlalchemy import update

from models.people import Role
from models.tables import BusinessRow
from tests.api.running import PASSWORD, Running, serving
from tests.browser.chromium import Visitors, chromium, until
from tests.models import scene

PHONE = 390
WIDTH, HEIGHT = 1280, 960
LOADED = "([image, width]) => image.complete && image.naturalWidth === width"


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("on_site")) as running:
        with running.service.database.writing() as session:
            business = scene.business(session)
            # What happens there must be seen on site.
            session.execute(update(BusinessRow).values(risk_grade="D"))
        running.add_user("cadre", Role.CADRE, assigned=(business.id,))
        running.add_user("owner", Role.BUSINESS, own=business.id)
        running.service.duties.renew()
        yield running


@pytest.fixture
def person(browser: Browser, running: Running) -> Iterator[Callable[[str], Page]]:
    visitors = Visitors(browser, running.address, PASSWORD)
    yield lambda username: visitors.open(username, PHONE)
    visitors.leave()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(7).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    path = tmp_path / "photo.jpg"
    assert cv2.imwrite(str(path), cv2.GaussianBlur(pixels, (31, 31), 0))
    return path


def lose(route: Route) -> None:
    route.abort()


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_an_inspection_on_site_from_the_task_to_its_confirmation(
    person: Callable[[str], Page], running: Running, photo: Path
) -> None:
    cadre = person("cadre")
    cadre.locator("a[href='/today']").first.click()
    task = cadre.locator("[data-testid^=task-]")
    expect(task).to_contain_text("须现场")
    expect(task.get_by_test_id("start-inspection")).to_have_count(0)
    fits(cadre)
    task.get_by_test_id("start-on-site").click()

    # The first place: a photo beside an item says that it shows a problem; refused, it can be sent again.
    way, items = cadre.locator("ol button[aria-current]"), cadre.locator("[data-testid^=item-]")
    expect(items.first).to_be_visible()
    first = way.inner_text()
    mask = cadre.get_by_test_id("item-mask")

    def refuse(route: Route) -> None:
        route.fulfill(status=413)

    def stay(dialog: Dialog) -> None:
        warnings.append(dialog.type)
        dialog.dismiss()

    cadre.route("**/photos", refuse)
    mask.get_by_test_id("photo-mask").set_input_files(photo)
    sending = mask.get_by_test_id("photo-sending")
    expect(sending).to_have_attribute("data-failed", "true")
    # What has not been sent is not left behind without a question.
    warnings: list[str] = []
    cadre.on("dialog", stay)
    cadre.close(run_before_unload=True)
    until(cadre, lambda: warnings == ["beforeunload"], 10, "the question before leaving")
    cadre.remove_listener("dialog", stay)
    cadre.unroute("**/photos", refuse)
    sending.get_by_role("button", name="重新上传").click()
    kept = mask.get_by_test_id("photo-kept")
    expect(kept).to_have_count(1)
    expect(sending).to_have_count(0)
    cadre.wait_for_function(LOADED, arg=[kept.locator("img").element_handle(), WIDTH])
    expect(mask).to_have_attribute("data-answer", "problem")
    mask.locator("textarea").first.fill("口罩没有遮住鼻子")
    # Pressed twice by mistake, neither the photo nor the words are gone.
    mask.get_by_role("button", name="有问题").click()
    cadre.get_by_test_id("rest-ok").click()
    expect(cadre.locator("[data-testid^=item-]:not([data-answer])")).to_have_count(0)
    fits(cadre)

    # The business has no such place, which can be taken back, too.
    cadre.get_by_test_id("step-next").click()
    expect(way).not_to_have_text(first)
    absent = cadre.locator("[data-testid^=item-][data-answer=absent]")
    asked = items.count()
    for said in (asked, 0, asked):
        cadre.get_by_test_id("no-place").click()
        expect(absent).to_have_count(said)
    state = cadre.get_by_test_id("draft-state")
    expect(state).to_contain_text("已保存")

    # What a lost network kept from the service, the page being dropped, is there again and is sent after all.
    cadre.route("**/answers", lose)
    cadre.get_by_test_id("no-place").click()
    expect(absent).to_have_count(0)
    cadre.reload()
    expect(items).to_have_count(asked)
    expect(absent).to_have_count(0)
    expect(state).to_contain_text("没有保存")
    cadre.unroute("**/answers", lose)
    state.get_by_role("button").click()
    expect(state).to_contain_text("已保存")
    cadre.reload()
    expect(items).to_have_count(asked)
    expect(absent).to_have_count(0)
    cadre.get_by_test_id("no-place").click()
    expect(absent).to_have_count(asked)
    expect(state).to_contain_text("已保存")

    # Left and resumed, it goes on where something is left to do, and what was said is there.
    cadre.goto(f"{running.address}/inspections")
    row = cadre.locator("[data-testid^=inspection-row-]")
    expect(row).to_contain_text("现场督导")
    fits(cadre)
    row.locator("a").click()
    expect(way).to_contain_text("3")
    cadre.get_by_test_id("step-previous").click()
    expect(absent).to_have_count(asked)
    cadre.get_by_test_id("step-previous").click()
    expect(kept).to_have_count(1)
    expect(mask.locator("textarea").first).to_have_value("口罩没有遮住鼻子")
    cadre.get_by_test_id("step-next").click()
    for number in range(3, cadre.locator("main ol").first.locator("li").count()):
        cadre.get_by_test_id("step-next").click()
        expect(way).to_contain_text(str(number))
        if items.count() > 1:
            cadre.get_by_test_id("rest-ok").click()
        else:
            items.get_by_role("button", name="符合").click()
    cadre.get_by_test_id("step-next").click()

    expect(cadre.get_by_test_id("missing")).to_have_count(0)
    expect(cadre.get_by_test_id("case-of-mask")).to_be_checked()
    fits(cadre)
    cadre.get_by_test_id("conclusion").fill("一处整改")
    cadre.get_by_test_id("signature").fill("Cadre")
    cadre.get_by_test_id("sign").click()
    expect(cadre.get_by_test_id("signed-name")).to_have_text("Cadre")
    expect(cadre.get_by_test_id("inspection-mode")).to_have_text("现场督导")

    owner = person("owner")
    owner.locator("[data-testid^=inbox-inspection-]").click()
    report = owner.get_by_test_id("inspection-report")
    expect(report).to_contain_text("口罩没有遮住鼻子")
    expect(report).to_contain_text("没有这个点位")
    picture = report.locator("img").first
    picture.scroll_into_view_if_needed()
    owner.wait_for_function(LOADED, arg=[picture.element_handle(), WIDTH])
    fits(owner)
    owner.get_by_test_id("confirm-inspection").click()
    expect(owner.get_by_test_id("confirmed")).to_be_visible()

    # The task is done by it and confirmed with it, and its problem is a case of which the business knows.
    cadre.goto(f"{running.address}/today?show=done")
    done = cadre.locator("[data-testid^=task-][data-state=done]")
    expect(done).to_contain_text("企业已确认")
    expect(done).to_contain_text("现场督导")
    cadre.get_by_test_id("task-inspection").click()
    expect(cadre.get_by_test_id("inspection-task")).to_contain_text("季度督导")
    owner.get_by_test_id("problem-case").click()
    expect(owner.get_by_test_id("case-page")).to_have_attribute("data-state", "notified")
