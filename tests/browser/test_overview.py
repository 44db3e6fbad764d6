"""From the area's figures down to one business and the rows behind each number; the business's own page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import update

from models import catalog
from models.areas import AreaKind
from models.cases import Matter, Source
from models.people import Level, Role, User
from models.task_tables import TaskRow
from supervision import areas, case_store
from supervision.case_store import Finding
from supervision.tasks import Quarter
from tests.api.running import PASSWORD, Running, serving
from tests.browser.chromium import chromium, sign_in

SHOPS = (("红灯笼餐厅", "东村"), ("实验小学食堂", "东村"), ("夜市烧烤", "西村"))


@dataclass(frozen=True)
class City:
    running: Running
    areas: dict[str, str]
    shops: dict[str, str]


@pytest.fixture
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with serving(tmp_path_factory.mktemp("overview")) as running:
        service = running.service
        with service.database.writing() as session:
            county = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
            town = areas.add_area(session, name="杨舍镇", kind=AreaKind.TOWN, parent=county)
            villages = {
                name: areas.add_area(session, name=name, kind=AreaKind.VILLAGE, parent=town)
                for name in ("东村", "西村")
            }
            shops = {
                name: catalog.add_business(session, name=name, level=Level.C, area_id=villages[village].id).id
                for name, village in SHOPS
            }
        ids = {area.name: area.id for area in (county, town, *villages.values())}
        cadre = running.add_user("cadre", Role.CADRE, assigned=tuple(shops.values()), area=town.id)
        running.add_user("office", Role.OFFICE, area=county.id)
        running.add_user("owner", Role.BUSINESS, own=shops["红灯笼餐厅"])
        _findings(running, shops, cadre)
        service.duties.renew()
        with service.database.writing() as session:
            before = Quarter.of(service.duties.today).first - timedelta(days=1)
            session.execute(
                update(TaskRow)
                .where(TaskRow.business_id == shops["夜市烧烤"])
                .values(first_on=Quarter.of(before).first, last_on=before)
            )
        service.duties.renew()
        yield City(running, ids, shops)


def _findings(running: Running, shops: dict[str, str], cadre: User) -> None:
    """Two cases of the first shop, one of the second; one of them is late, whatever holidays lie between."""
    service = running.service
    now = service.clock.now()
    with service.database.writing() as session:
        rules = service.cases.rules(session)
        for name, matter, days in (
            ("红灯笼餐厅", Matter.CLEAN, 14),
            ("红灯笼餐厅", Matter.PESTS, 0),
            ("实验小学食堂", Matter.CLEAN, 0),
        ):
            at = now - timedelta(days=days)
            finding = Finding(shops[name], Source.CADRE, f"{matter}有问题", at, matter)
            case_store.open_case(session, finding, cadre, [], rules, at)


def opened(page: Page, address: str, test_id: str) -> None:
    page.goto(address)
    expect(page.get_by_test_id(test_id)).to_be_visible()


def test_every_number_leads_to_its_rows(city: City, playwright: Playwright) -> None:
    address = city.running.address
    with chromium(playwright) as browser:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        sign_in(page, address, "office", PASSWORD)
        # The office's first page: its whole area, compared down to the village.
        overview = page.get_by_test_id("overview")
        expect(overview).to_have_attribute("data-area", city.areas["港城市"])
        expect(page.get_by_test_id("figure-open")).to_contain_text("3")
        expect(page.get_by_test_id("figure-overdue")).to_contain_text("1")
        page.get_by_test_id(f"bar-{city.areas['杨舍镇']}").click()
        expect(overview).to_have_attribute("data-area", city.areas["杨舍镇"])
        page.get_by_test_id("measure-open").click()
        expect(page.get_by_test_id(f"bar-{city.areas['西村']}")).to_contain_text("最好")
        expect(page.get_by_test_id(f"bar-{city.areas['东村']}")).to_contain_text("最差")
        page.keyboard.press("ArrowRight")
        expect(page.get_by_test_id("measure-overdue")).to_have_attribute("aria-pressed", "true")
        page.get_by_test_id(f"area-{city.areas['东村']}").locator("th a").click()
        expect(overview).to_have_attribute("data-area", city.areas["东村"])
        page.get_by_test_id("figure-overdue").click()
        expect(page.get_by_test_id("case-list").locator("li")).to_have_count(1)
        page.go_back()
        page.get_by_role("navigation", name="上级辖区").get_by_role("link", name="杨舍镇").click()
        expect(overview).to_have_attribute("data-area", city.areas["杨舍镇"])
        page.get_by_test_id("figure-done").click()
        expect(page.get_by_test_id("tasks").locator("li").first).to_be_visible()
        # A phone shows the same figures without being wider than itself; only the comparison moves sideways.
        page.set_viewport_size({"width": 390, "height": 844})
        opened(page, f"{address}/overview?area={city.areas['杨舍镇']}", f"area-{city.areas['东村']}")
        assert page.evaluate("document.scrollingElement.scrollWidth") <= page.evaluate("window.innerWidth")
        page.set_viewport_size({"width": 1440, "height": 900})
        # Its businesses by risk; what needs eyes and the search stand in the address.
        opened(page, f"{address}/businesses?area={city.areas['杨舍镇']}", "businesses")
        rows = page.get_by_test_id("businesses").locator("> li")
        expect(rows).to_have_count(3)
        expect(rows.first).to_contain_text("红灯笼餐厅")
        page.get_by_role("button", name="督导逾期").click()
        expect(rows).to_have_text([re.compile("夜市烧烤")])
        assert "need=overdue_tasks" in page.url
        page.get_by_role("button", name="督导逾期").click()
        expect(rows).to_have_count(3)
        page.keyboard.press("/")
        page.keyboard.type("实验")
        expect(rows).to_have_text([re.compile("实验小学食堂")])
        rows.get_by_role("link", name="实验小学食堂").click()
        expect(page.get_by_test_id("own-cases").locator("li")).to_have_count(1)

        # The business's own page, on its phone.
        phone = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        phone.on("pageerror", lambda error: pytest.fail(str(error)))
        sign_in(phone, address, "owner", PASSWORD)
        phone.get_by_role("link", name="本店").click()
        expect(phone.get_by_test_id("own-cases").locator("li")).to_have_count(2)
        expect(phone.get_by_test_id("own-score")).not_to_have_text("0/100")
        expect(phone.get_by_test_id("self-check-daily")).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        # It says of itself what it has found; the cadre has to look.
        phone.get_by_test_id("report").click()
        phone.get_by_test_id("choice-handling").click()
        phone.get_by_test_id("what").fill("冷菜间门没有关")
        phone.get_by_test_id("open-case").click()
        expect(phone.get_by_test_id("case-page")).to_have_attribute("data-state", "found")
