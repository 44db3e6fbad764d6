"""Searching by typing, with an input method as Chinese is written."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, expect

from models import catalog
from models.areas import AreaKind
from models.people import Level, Role
from supervision import areas
from tests.api.running import PASSWORD, Running, serving
from tests.browser.chromium import chromium, sign_in

RESTED_MS = 400
PLACES = {
    "office": (
        ("/areas", "企业名称或许可证编号"),
        ("/areas?tab=cadres", "干部姓名或用户名"),
        ("/trainings", "名称"),
    ),
    "admin": (("/settings/cameras", "按名称、企业、操作区查找"),),
}


@pytest.fixture
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("search")) as running:
        with running.service.database.writing() as session:
            county = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            for name in ("红灯笼餐厅", "实验小学食堂", "实验中学食堂"):
                catalog.add_business(session, name=name, level=Level.C, area_id=county.id)
        running.add_user("office", Role.OFFICE, area=county.id)
        running.add_user("admin", Role.ADMIN)
        yield running


def test_what_is_being_composed_is_neither_sent_nor_lost(running: Running, playwright: Playwright) -> None:
    with chromium(playwright) as browser:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        sign_in(page, running.address, "office", PASSWORD)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "q=" in request.url else None)
        page.clock.install()
        page.goto(f"{running.address}/businesses")
        rows = page.get_by_test_id("businesses").locator("> li")
        expect(rows).to_have_count(3)
        field = page.get_by_test_id("business-search")
        page.keyboard.press("/")
        expect(field).to_be_focused()
        keys = page.context.new_cdp_session(page)
        # The writer thinks about the candidates for longer than a search waits.
        keys.send("Input.imeSetComposition", {"text": "shi'yan", "selectionStart": 7, "selectionEnd": 7})
        expect(field).to_have_value("shi'yan")
        page.clock.run_for(RESTED_MS)
        keys.send("Input.insertText", {"text": "实验"})
        expect(field).to_have_value("实验")
        page.clock.run_for(RESTED_MS)
        expect(rows).to_have_count(2)
        assert all("q=%E5%AE%9E%E9%AA%8C" in url for url in asked), "half a word was searched for"
        # A search that was sent leaves the writer in the middle of the sentence.
        page.keyboard.type("中学")
        page.clock.run_for(RESTED_MS)
        expect(rows).to_have_count(1)
        expect(field).to_have_value("实验中学")
        expect(field).to_be_focused()
        # What clears the search elsewhere clears the field.
        page.keyboard.type("没有")
        page.clock.run_for(RESTED_MS)
        page.get_by_role("button", name="清除筛选").click()
        expect(field).to_have_value("")
        expect(rows).to_have_count(3)


def test_every_list_searches_while_one_types(running: Running, playwright: Playwright) -> None:
    with chromium(playwright) as browser:
        for username, paths in PLACES.items():
            page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
            sign_in(page, running.address, username, PASSWORD)
            for path, label in paths:
                page.goto(f"{running.address}{path}")
                field = page.get_by_label(label, exact=True)
                field.press_sequentially("实验")
                expect(page).to_have_url(re.compile("[?&]q=%E5%AE%9E%E9%AA%8C"))
                expect(field).to_be_focused()
                expect(field).to_have_value("实验")
