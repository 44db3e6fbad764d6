"""The office takes a city in, sees who has no cadre, and assigns one; the cadre signs the commitment."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from sqlalchemy import select, update

from models.area_tables import AreaRow
from models.areas import AreaKind
from models.assignment_tables import CadreChangeRow
from models.commitment_tables import CommitmentRow
from models.people import Role
from models.tables import BusinessRow, UserRow
from supervision import areas
from tests.api.running import HASH, PASSWORD, Running, serving
from tests.browser.chromium import chromium, sign_in

ARTIFACTS = Path(__file__).parent.parent / "artifacts"
LISTS = {
    "areas": "区县,镇街\n港城市,杨柳镇\n",
    "cadres": "用户名,姓名,镇街\nwang,王建国,杨柳镇\n",
    "businesses": "许可证编号,企业名称,镇街,包保级别\nJY1,红灯笼餐厅,杨柳镇,C\nJY2,小店,杨柳镇,Z\n",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            top = areas.add_area(session, name="港城市", kind=AreaKind.COUNTY)
        running.add_user("office", Role.OFFICE, area=top.id)
        running.add_user("admin", Role.ADMIN)
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as browser:
        yield browser


def person(browser: Browser, running: Running, username: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page, running.address, username, PASSWORD)
    return page


def test_a_city_is_imported_and_its_businesses_get_a_cadre(
    browser: Browser, running: Running, tmp_path: Path
) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page = person(browser, running, "office")
    for listing, text in LISTS.items():
        path = tmp_path / f"{listing}.csv"
        path.write_text(text, encoding="utf-8")
        page.goto(f"{running.address}/import?list={listing}")
        page.get_by_test_id("import-file").set_input_files(path)
        report = page.get_by_test_id("import-report")
        expect(report).to_have_attribute("data-dry", "true")
        if listing == "businesses":
            expect(report).to_contain_text("「Z」不可用")
        page.get_by_test_id("import-take").click()
        expect(report).to_have_attribute("data-dry", "false")

    page.goto(f"{running.address}/areas")
    expect(page.get_by_test_id("areas")).to_contain_text("杨柳镇")
    charges = page.get_by_test_id("charges")
    expect(charges).to_contain_text("无人包保")
    charges.get_by_role("checkbox").last.check()
    page.get_by_test_id("assign").click()
    page.get_by_test_id("cadre-select").click()
    page.get_by_text("王建国").last.click()
    page.get_by_role("dialog").get_by_role("button", name="指定干部").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(charges).to_contain_text("王建国")
    page.get_by_test_id("uncovered").click()
    expect(page.get_by_text("没有无人包保的企业")).to_be_visible()

    # Of a lower level it is the village's: the report says so, and leads to where another is assigned.
    path = tmp_path / "lower.csv"
    path.write_text("许可证编号,企业名称,包保级别\nJY1,红灯笼餐厅,D\n", encoding="utf-8")
    page.goto(f"{running.address}/import?list=businesses")
    page.get_by_test_id("import-file").set_input_files(path)
    expect(page.get_by_test_id("import-unfit")).to_contain_text("wang")
    page.get_by_test_id("import-take").click()
    expect(report).to_have_attribute("data-dry", "false")
    page.screenshot(path=ARTIFACTS / "import-unfit.png", full_page=True)
    page.goto(f"{running.address}/areas")
    page.get_by_test_id("figure-unfit").click()
    expect(page.get_by_test_id("unfit")).to_be_checked()
    expect(charges).to_contain_text("红灯笼餐厅")
    page.screenshot(path=ARTIFACTS / "areas-unfit.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=ARTIFACTS / "areas-unfit-390.png", full_page=True)
    page.context.close()


def test_the_office_makes_an_account_for_a_business_and_closes_it(browser: Browser, running: Running) -> None:
    with running.service.database.reading() as session:
        shop = session.scalars(select(BusinessRow.id).where(BusinessRow.name == "红灯笼餐厅")).one()
    office = person(browser, running, "office")
    office.goto(f"{running.address}/businesses/{shop}")
    expect(office.get_by_text("还没有账号,企业无法登录。")).to_be_visible()
    for username in ("office", "lantern"):
        office.get_by_test_id("add-account").click()
        office.get_by_test_id("account-name").fill("李师傅")
        office.get_by_test_id("account-username").fill(username)
        office.get_by_test_id("account-password").fill(PASSWORD)
        office.get_by_role("dialog").get_by_role("button", name="开通账号").click()
        if username == "office":
            expect(office.get_by_role("alert")).to_contain_text("用户名已被使用")
            office.screenshot(path=ARTIFACTS / "account-form.png")
            office.get_by_role("dialog").get_by_role("button", name="取消").click()
        expect(office.get_by_role("dialog")).to_have_count(0)
    accounts = office.get_by_test_id("accounts")
    expect(accounts).to_contain_text("李师傅")
    owner = person(browser, running, "lantern")
    expect(owner).to_have_url(f"{running.address}/inbox")
    accounts.get_by_role("button", name="停用").click()
    office.get_by_role("tooltip").get_by_role("button", name="停用").click()
    expect(accounts).to_have_count(0)
    owner.reload()
    expect(owner.get_by_label("用户名")).to_be_visible()
    for page in (owner, office):
        page.context.close()


def test_the_administrator_makes_an_account_for_an_office_and_gives_it_a_new_password(
    browser: Browser, running: Running
) -> None:
    admin = person(browser, running, "admin")
    admin.goto(f"{running.address}/settings")
    admin.get_by_role("link", name="账号", exact=True).click()
    accounts, dialog = admin.get_by_test_id("accounts"), admin.get_by_role("dialog")
    expect(accounts).to_contain_text("港城市")
    expect(admin.get_by_text("管理员账号只能在服务器上用命令行添加")).to_be_visible()
    admin.get_by_test_id("choice-auditor").click()
    expect(admin.get_by_text("没有这类账号")).to_be_visible()
    admin.get_by_test_id("add-account").click()
    dialog.get_by_test_id("choice-office").click()
    admin.get_by_test_id("account-area").click()
    admin.locator(".ant-select-item-option", has_text="杨柳镇").click()
    # From there the way leads back up.
    admin.get_by_test_id("account-area").click()
    expect(admin.locator(".ant-select-item-option", has_text="港城市")).to_be_visible()
    admin.keyboard.press("Escape")
    admin.get_by_test_id("account-name").fill("赵主任")
    admin.get_by_test_id("account-username").fill("zhao")
    admin.get_by_test_id("account-password").fill(PASSWORD)
    admin.screenshot(path=ARTIFACTS / "official-form.png")
    dialog.get_by_role("button", name="开通账号").click()
    expect(dialog).to_have_count(0)
    admin.get_by_test_id("choice-office").click()
    expect(admin).to_have_url(f"{running.address}/settings/accounts?role=office")
    line = admin.get_by_test_id("account-zhao")
    expect(line).to_contain_text("食安办")
    expect(line).to_contain_text("杨柳镇")

    office = person(browser, running, "zhao")
    expect(office).to_have_url(f"{running.address}/overview")
    line.get_by_role("button", name="新密码").click()
    admin.get_by_test_id("new-password").fill("another horse")
    # A slip beside the dialog loses nothing; Enter sends it.
    admin.mouse.click(5, 5)
    expect(admin.get_by_test_id("new-password")).to_have_value("another horse")
    admin.get_by_test_id("new-password").press("Enter")
    expect(dialog).to_have_count(0)
    office.reload()
    expect(office.get_by_label("用户名")).to_be_visible()
    sign_in(office, running.address, "zhao", "another horse")

    # The office of the whole city must be able to sign in.
    line = admin.get_by_test_id("account-office")
    line.get_by_role("button", name="停用").click()
    admin.get_by_role("tooltip").get_by_role("button", name="停用").click()
    expect(line.get_by_role("alert")).to_contain_text("最后一个账号")
    for page in (office, admin):
        page.context.close()


def test_an_auditor_reads_who_opened_and_closed_accounts(browser: Browser, running: Running) -> None:
    running.add_user("auditor", Role.AUDITOR)
    with running.service.database.reading() as session:
        town = session.scalars(select(UserRow.area_id).where(UserRow.username == "office")).one()
    with running.client("admin") as client:
        given = {"username": "qian", "name": "钱科长", "role": "regulator", "area_id": town}
        made = client.post("/accounts", json=given | {"password": PASSWORD}).json()
        assert client.post(f"/accounts/{made['id']}/closure").status_code == 204
    auditor = person(browser, running, "auditor")
    auditor.get_by_role("link", name="账号", exact=True).click()
    expect(auditor).to_have_url(f"{running.address}/history/accounts")
    lines = auditor.get_by_test_id("account-acts").locator("li")
    expect(lines.first).to_contain_text("停用")
    expect(lines.first).to_contain_text("钱科长")
    expect(lines.first).to_contain_text("Admin · 管理员 操作")
    auditor.get_by_test_id("choice-opened").click()
    expect(auditor).to_have_url(f"{running.address}/history/accounts?act=opened")
    auditor.get_by_test_id("acts-role").select_option("regulator")
    expect(auditor).to_have_url(f"{running.address}/history/accounts?act=opened&role=regulator")
    auditor.get_by_test_id("acts-search").fill("qian")
    expect(auditor).to_have_url(f"{running.address}/history/accounts?act=opened&role=regulator&q=qian")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text("开通")
    auditor.reload()
    expect(lines).to_have_count(1)
    auditor.screenshot(path=ARTIFACTS / "account-acts.png")
    auditor.get_by_test_id("acts-search").fill("没有这个人")
    auditor.get_by_role("button", name="清除筛选").click()
    expect(auditor).to_have_url(f"{running.address}/history/accounts")
    auditor.set_viewport_size({"width": 390, "height": 844})
    expect(lines.first).to_contain_text("钱科长")
    auditor.screenshot(path=ARTIFACTS / "account-acts-390.png")
    assert auditor.evaluate("document.documentElement.scrollWidth") <= 390
    office, admin = person(browser, running, "office"), person(browser, running, "admin")
    office.goto(f"{running.address}/history")
    expect(office.get_by_role("link", name="手动抓拍", exact=True)).to_be_visible()
    expect(office.get_by_role("link", name="账号", exact=True)).to_have_count(0)
    admin.goto(f"{running.address}/settings/accounts")
    admin.get_by_test_id("to-account-acts").click()
    expect(admin.get_by_test_id("account-acts")).to_contain_text("钱科长")
    for page in (auditor, office, admin):
        page.context.close()


def test_the_administrator_of_a_town_reads_the_places_of_the_city(browser: Browser, running: Running) -> None:
    with running.service.database.reading() as session:
        town = session.scalars(select(AreaRow.id).where(AreaRow.name == "杨柳镇")).one()
    running.add_user("town", Role.ADMIN, area=town)
    page, admin = person(browser, running, "town"), person(browser, running, "admin")
    for each in (page, admin):
        each.goto(f"{running.address}/settings/places")
        expect(each.get_by_test_id("place-cooking")).to_be_visible()
    expect(page.get_by_text("只有负责全市的管理员可以修改")).to_be_visible()
    expect(page.get_by_test_id("add-place")).to_have_count(0)
    expect(page.get_by_test_id("place-cooking").get_by_role("button")).to_have_count(0)
    expect(admin.get_by_test_id("add-place")).to_be_visible()
    expect(admin.get_by_test_id("place-cooking").get_by_role("button")).to_have_count(4)
    for each in (page, admin):
        each.context.close()


def test_the_office_is_told_first_what_is_to_be_assigned_anew(browser: Browser, running: Running) -> None:
    """On the page where it begins; what falls due while the page is open comes by itself."""
    page = person(browser, running, "office")
    page.goto(f"{running.address}/overview")
    expect(page.get_by_test_id("overview")).to_be_visible()
    waiting = page.get_by_test_id("changes-waiting")
    expect(waiting).to_have_count(0)
    duties, now = running.service.duties, running.service.clock.now()
    with running.service.database.writing() as session:
        cadre = session.scalars(select(UserRow).where(UserRow.username == "wang")).one()
        session.add(
            CadreChangeRow(
                user_id=cadre.id,
                happened_on=duties.today - timedelta(days=30),
                what="调往县里",
                report_by=duties.today,
                reported_at=now,
                reported_by=cadre.id,
                reassign_by=duties.today - timedelta(days=1),
            )
        )
    assert duties.remind_of_changes() == 1
    expect(waiting).to_contain_text("1 项逾期")
    waiting.click()
    changes = page.get_by_test_id("changes")
    expect(changes).to_contain_text("已提醒")
    changes.get_by_role("button").click()
    expect(changes).to_contain_text("已办结")
    page.goto(f"{running.address}/overview")
    expect(page.get_by_test_id("overview")).to_be_visible()
    expect(waiting).to_have_count(0)
    page.context.close()


def test_a_campaign_is_started_and_called_off_with_a_reason(browser: Browser, running: Running) -> None:
    page = person(browser, running, "office")
    page.goto(f"{running.address}/campaigns")
    page.get_by_test_id("add-campaign").first.click()
    page.get_by_test_id("campaign-name").fill("元旦专项")
    page.get_by_role("dialog").get_by_label("截止日期").fill(
        (running.service.duties.today + timedelta(days=9)).isoformat()
    )
    page.get_by_role("dialog").get_by_role("button", name="发起").click()
    campaigns = page.get_by_test_id("campaigns")
    expect(campaigns).to_contain_text("元旦专项")
    expect(campaigns).to_contain_text("已完成 0 / 1")
    page.get_by_test_id("change-campaign").click()
    page.get_by_test_id("change-call_off").click()
    expect(page.get_by_role("dialog")).to_contain_text("未完成的 1 项任务将撤回")
    page.get_by_test_id("change-reason").fill("另有安排")
    page.get_by_role("dialog").get_by_role("button", name="取消专项").click()
    expect(page.get_by_text("没有进行中的专项督导")).to_be_visible()
    page.get_by_text("已结束", exact=True).click()
    expect(campaigns).to_contain_text("取消: 另有安排")
    # How far the quarter's supervision has come, by the names of areas and cadres.
    page.get_by_test_id("to-completion").click()
    groups = page.get_by_test_id("completion")
    expect(groups).to_contain_text("杨柳镇")
    page.get_by_text("按级别").click()
    expect(groups).to_contain_text("包保")
    page.context.close()


def test_a_cadre_signs_with_the_own_name(browser: Browser, running: Running) -> None:
    with running.service.database.writing() as session:
        row = session.scalar(select(UserRow).where(UserRow.username == "wang"))
        assert row is not None
        row.password_hash = HASH
    page = person(browser, running, "wang")
    page.goto(f"{running.address}/commitment")
    sign = page.get_by_test_id("commitment-sign")
    expect(sign).to_be_disabled()
    page.get_by_test_id("commitment-name").fill("王建国")
    sign.click()
    expect(page.get_by_role("status").filter(has_text="已签署")).to_be_visible()
    expect(page.get_by_role("button", name="PDF")).to_be_visible()
    page.context.close()

    # The office sees how many cadres there are, and reads what was signed.
    office = person(browser, running, "office")
    office.goto(f"{running.address}/areas?tab=cadres")
    expect(office.get_by_test_id("cadres-count")).to_have_text("已显示 1 名,共 1 名")
    signed = office.get_by_test_id("commitment-wang").get_attribute("href")
    answer = office.request.get(f"{running.address}{signed}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    # Nothing that was signed can be changed unnoticed.
    office.get_by_test_id("check-chain").click()
    expect(office.get_by_role("status").filter(has_text="全部签名与签署时一致")).to_be_visible()
    office.screenshot(path=ARTIFACTS / "cadres.png")
    with running.service.database.writing() as session:
        session.execute(update(CommitmentRow).values(name="李卫东"))
    office.get_by_test_id("check-chain").click()
    expect(office.get_by_role("alert").filter(has_text="第 1 号签名")).to_be_visible()
    office.goto(f"{running.address}/areas?tab=cadres&unsigned=1")
    expect(office.get_by_text("没有符合条件的干部")).to_be_visible()
    office.context.close()


def test_a_policy_is_changed_in_a_form_with_a_reason(browser: Browser, running: Running) -> None:
    page = person(browser, running, "office")
    page.goto(f"{running.address}/policies/assignment")
    publish = page.get_by_test_id("policy-publish")
    page.get_by_label("每名干部最多包保企业数").fill("12")
    expect(publish).to_be_disabled()
    page.get_by_test_id("policy-reason").fill("人手增加")
    publish.click()
    expect(page.get_by_text("第 1 版 · 现行")).to_be_visible()
    expect(page.get_by_text("人手增加")).to_be_visible()
    # The check-list is a policy too, with an editor of its own.
    page.get_by_role("link", name="检查表").click()
    items = page.get_by_test_id("checklist-items").get_by_role("listitem")
    page.get_by_test_id("checklist-add").click()
    page.get_by_test_id("checklist-zh").fill("围裙干净")
    page.get_by_test_id("checklist-en").fill("Clean aprons")
    many = items.count()
    page.get_by_test_id("policy-reason").fill("开学检查")
    publish.click()
    expect(page.get_by_text("第 1 版 · 现行")).to_be_visible()
    expect(items).to_have_count(many)
    expect(items.last).to_contain_text("围裙干净")
    page.context.close()
