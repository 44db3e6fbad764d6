"""A cadre's day in the browser: what is late comes first, and a record is written and kept."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect
from sqlalchemy import update

from models import history
from models.people import Role
from models.risk_tables import RiskChangeRow
from models.tables import BusinessRow
from models.task_tables import TaskRow
from supervision.tasks import Quarter
from tests.api.running import PASSWORD, Running, serving
from tests.browser.chromium import chromium, sign_in
from tests.models import scene

ARTIFACTS = Path(__file__).parent.parent / "artifacts"


@pytest.fixture
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("today")) as running:
        with running.service.database.writing() as session:
            businesses = [
                scene.business(session, name) for name in ("红灯笼餐厅", "实验小学食堂", "夜市烧烤")
            ]
            cameras = [scene.camera(session, business) for business in businesses]
            shops = [business.id for business in businesses]
            session.execute(update(BusinessRow).where(BusinessRow.id == shops[2]).values(risk_grade="D"))
        running.add_user("cadre", Role.CADRE, assigned=tuple(shops))
        service = running.service
        now, week_ago = service.clock.now(), service.duties.today - timedelta(days=7)
        kept = scene.ended(scene.violation(cameras[0].id, (now - scene.NOON).total_seconds() - 60))
        with service.database.writing() as session:
            history.keep(session, kept, scene.pictures(), now)
            assert service.cases.feed(session, kept.id)
            session.add_all(RiskChangeRow(business_id=shop, day=week_ago, score=1.0) for shop in shops)
        running.service.duties.renew()
        with running.service.database.writing() as session:
            before = Quarter.of(running.service.duties.today).first - timedelta(days=1)
            session.execute(
                update(TaskRow)
                .where(TaskRow.business_id == shops[1])
                .values(first_on=Quarter.of(before).first, last_on=before)
            )
        running.service.duties.renew()
        yield running


def test_what_is_late_comes_first_and_is_done(running: Running, playwright: Playwright) -> None:
    with chromium(playwright) as browser, running.client("cadre") as api:
        late, *others = api.get("/tasks").json()["items"]
        assert (late["business"]["name"], late["state"]) == ("实验小学食堂", "overdue")
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        sign_in(page, running.address, "cadre", PASSWORD)
        page.get_by_role("link", name="今日").click()
        items = page.locator("[data-testid^=task-]")
        expect(items).to_have_count(3)
        # What does not wait stands above: a commitment to be signed, and the own cases by deadline.
        expect(page.get_by_test_id("commitment-needed")).to_contain_text("还没有签署")
        expect(page.get_by_test_id("burning")).to_contain_text("红灯笼餐厅")
        page.keyboard.press("j")
        expect(page.get_by_test_id("commitment-needed")).to_be_focused()
        page.keyboard.press("j")
        expect(page.locator("[data-testid^=burning-]").first).to_be_focused()
        expect(page.get_by_test_id("risk-rise").first).to_contain_text("一周内 +")
        page.screenshot(path=ARTIFACTS / "today.png")
        expect(items.first).to_contain_text("逾期")
        on_site = next(item for item in others if not item["may_be_remote"])
        expect(page.get_by_test_id(f"task-{on_site['id']}")).to_contain_text("须现场")
        page.get_by_test_id(f"record-{late['id']}").click()
        # From afar nothing counts as seen without a word.
        expect(page.get_by_test_id("record-send")).to_be_disabled()
        page.get_by_label("督导情况").fill("口罩、帽子、手套都戴好")
        page.get_by_test_id("record-send").click()
        expect(items.first).to_contain_text("已完成")
        expect(page.get_by_label("本季度督导完成情况")).to_have_attribute("max", "2")
        kept = api.get(f"/tasks/{late['id']}").json()
        assert (kept["state"], kept["mode"], kept["note"]) == ("done", "remote", "口罩、帽子、手套都戴好")
        page.reload()
        expect(items).to_have_count(2)
        # English words are longer, and a phone holds them too.
        page.evaluate("localStorage.setItem('brightkitchen.language', 'en')")
        page.set_viewport_size({"width": 390, "height": 844})
        page.reload()
        expect(page.get_by_test_id("start-inspection").first).to_have_text("Inspect remotely")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.screenshot(path=ARTIFACTS / "today-390.png")
