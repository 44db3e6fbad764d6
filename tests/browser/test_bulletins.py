"""The office records a sample test and publishes a bulletin that counts it; a shop reads it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from models import catalog
from models.areas import AreaKind
from models.people import Level, Role
from supervision import areas
from tests.api.running import PASSWORD, Running, serving
from tests.browser.chromium import chromium, sign_in, until


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            town = areas.add_area(session, name="杨柳镇", kind=AreaKind.TOWN, parent=top)
            shop = catalog.add_business(session, name="小店", level=Level.C, area_id=town.id)
        running.add_user("office", Role.OFFICE, area=top.id)
        running.add_user("shop", Role.BUSINESS, own=shop.id)
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as browser:
        yield browser


def person(browser: Browser, running: Running, username: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    sign_in(page, running.address, username, PASSWORD)
    return page


def test_a_bulletin_from_the_record_to_the_reader(browser: Browser, running: Running, tmp_path: Path) -> None:
    page = person(browser, running, "office", 1280)
    page.goto(f"{running.address}/trainings")
    expect(page.get_by_text("还没有记录")).to_be_visible()
    page.get_by_test_id("record-training").first.click()
    form = page.get_by_role("dialog")
    form.get_by_text("抽考").click()
    page.get_by_test_id("training-title").fill("食品安全知识抽考")
    form.get_by_label("日期").fill(str(running.service.duties.today - timedelta(days=7)))
    page.get_by_test_id("training-who").click()
    page.get_by_title("小店 · 杨柳镇").click()
    expect(form.get_by_label("小店的结果")).to_be_visible()
    # A sample test needs a result.
    expect(form.get_by_role("button", name="保存记录")).to_be_disabled()
    form.get_by_label("小店的结果").click()
    page.get_by_title("合格", exact=True).click()
    form.get_by_role("button", name="保存记录").click()
    expect(page.get_by_test_id("trainings")).to_contain_text("1 个考核,1 个合格")
    # Days are told in the console's language, whatever the browser's is.
    page.get_by_label("从哪天起").fill("2026-01-05")
    page.get_by_label("从哪天起").blur()
    expect(page.get_by_text("2026年1月5日")).to_be_visible()
    expect(page.get_by_test_id("trainings")).to_contain_text("1 个考核,1 个合格")

    page.goto(f"{running.address}/bulletins")
    page.get_by_test_id("make-bulletin").first.click()
    page.get_by_role("dialog").get_by_role("button", name="生成草稿").click()
    bulletin = page.get_by_test_id("bulletin")
    expect(bulletin).to_contain_text("港城市食品安全包保督导通报")
    expect(bulletin).to_contain_text("考核合格1")
    expect(bulletin).to_contain_text("未被改动")
    page.get_by_test_id("bulletin-words").click()
    page.get_by_test_id("bulletin-heading").fill("港城市一周通报")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(bulletin).to_contain_text("港城市一周通报")
    page.get_by_test_id("measure-online").click()
    expect(page).to_have_url(re.compile(r"\?measure=online$"))

    shop = person(browser, running, "shop", 390)
    shop.goto(f"{running.address}/inbox")
    expect(shop.get_by_role("heading", name="待处理")).to_be_visible()
    page.get_by_test_id("bulletin-publish").click()
    page.get_by_role("dialog").get_by_label("企业").check()
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(page.get_by_text("已发布")).to_be_visible()
    expect(page.get_by_test_id("bulletin-words")).to_have_count(0)

    # The shop hears of it without asking, and what it has read is gone from its inbox.
    shop.get_by_test_id("new-bulletins").get_by_text("港城市一周通报").click()
    expect(shop.get_by_test_id("bulletin")).to_contain_text("港城市一周通报")
    expect(shop.get_by_text("PDF")).to_be_visible()
    with running.client("shop") as client:
        (item,) = client.get("/bulletins").json()["items"]
        assert item["title"] == "港城市一周通报"
        until(shop, lambda: client.get("/bulletins").json()["items"][0]["read"], 20, "it counts as read")
    with shop.expect_response(lambda response: "unread=true" in response.url):
        shop.goto(f"{running.address}/inbox")
    expect(shop.get_by_role("heading", name="待处理")).to_be_visible()
    expect(shop.get_by_test_id("new-bulletins")).to_have_count(0)
    shop.context.close()
    page.context.close()


def test_who_wants_nothing_to_move_chooses_from_lists_too(browser: Browser, running: Running) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, running.address, "office", PASSWORD)
    # Once is not enough: the list was off the screen every second time.
    for _ in range(4):
        page.goto(f"{running.address}/trainings")
        page.get_by_test_id("record-training").first.click()
        page.get_by_test_id("training-who").click()
        page.get_by_title("小店 · 杨柳镇").click(timeout=10_000)
