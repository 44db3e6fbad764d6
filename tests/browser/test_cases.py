"""The closed loop in a real browser, by different people in different sessions: minor, illegal, appealed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import cv2
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from sqlalchemy import delete

from alerts.snapshots import encode
from api.demo import clips
from models import history
from models.areas import AreaKind
from models.businesses import Camera
from models.frames import Image
from models.people import Everything, Level, Role
from models.rules import RuleName
from models.self_check_tables import SelfCheckReminderRow
from models.tables import PersonRow
from models.violations import Evidence, EvidenceKind
from supervision import case_files
from supervision.areas import add_area
from supervision.calendar import CHINA
from supervision.case_files import CaseFile, CaseFilters
from tests.api.running import PASSWORD, Running, serving
from tests.browser.chromium import Visitors, chromium
from tests.models import scene

ARTIFACTS = Path(__file__).parent.parent / "artifacts"
ENGLISH = "localStorage.setItem('brightkitchen.language', 'en')"
Person = Callable[..., Page]


@dataclass(frozen=True)
class Street:
    """A shop with its camera, and everybody who has to do with it."""

    running: Running
    camera: Camera
    frame: Image

    def finds(self, rule: RuleName, minutes_ago: float = 2) -> str:
        """A violation as the recorder keeps it; the id of its case."""
        service = self.running.service
        now = service.clock.now()
        kept = scene.violation(
            self.camera.id, (now - scene.NOON).total_seconds() - minutes_ago * 60, rule=rule
        )
        kept = scene.ended(kept)
        evidence = []
        for kind in (EvidenceKind.ORIGINAL, EvidenceKind.ANNOTATED):
            image = self.frame.copy()
            if kind is EvidenceKind.ANNOTATED:
                cv2.rectangle(image, (395, 120), (455, 180), (48, 48, 224), 3)
            content, (height, width) = encode(image, 90), image.shape[:2]
            evidence.append(Evidence(service.evidence.put(content), kind, now, width, height, len(content)))
        with service.database.writing() as session:
            history.keep(session, kept, evidence, now)
            fed = service.cases.feed(session, kept.id)
        assert fed is not None
        service.cases.announce("fed", *fed)
        return fed[0]

    def confirms(self, case_id: str) -> None:
        """The cadre, elsewhere: without the seconds in which a press on the page can be taken back."""
        with self.running.client("cadre") as client:
            step = client.get(f"/cases/{case_id}").json()["step"]
            answer = client.post(f"/cases/{case_id}/acts", json={"act": "confirm", "step": step})
        assert answer.status_code == 200, answer.text

    def file(self, case_id: str) -> CaseFile:
        with self.running.service.database.reading() as session:
            return case_files.get(session, Everything(), case_id)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    capture = cv2.VideoCapture(str(clips()["hot_line"]))
    capture.set(cv2.CAP_PROP_POS_FRAMES, 60)
    read, frame = capture.read()
    capture.release()
    assert read
    with serving(tmp_path_factory.mktemp("data")) as running:
        with running.service.database.writing() as session:
            from models import catalog

            county = add_area(session, name="港城县", kind=AreaKind.COUNTY)
            shop = catalog.add_business(session, name="红灯笼餐厅", level=Level.C, area_id=county.id)
            camera = scene.camera(session, shop, "热灶 1 号机", "rtsp://127.0.0.1:9/none")
            session.add(PersonRow(business_id=shop.id, position="officer", name="李安全"))
            session.add(PersonRow(business_id=shop.id, position="principal", name="王总"))
        running.add_user("cadre", Role.CADRE, assigned=(shop.id,))
        running.add_user("owner", Role.BUSINESS, own=shop.id)
        running.add_user("office", Role.OFFICE, area=county.id)
        running.add_user("regulator", Role.REGULATOR, area=county.id)
        yield Street(running, camera, frame.astype("uint8"))


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="module")
def visitors(browser: Browser, street: Street) -> Visitors:
    return Visitors(browser, street.running.address, PASSWORD)


@pytest.fixture
def person(visitors: Visitors) -> Iterator[Person]:
    yield visitors.open
    visitors.leave()


def opens(page: Page, case_id: str) -> None:
    """From the navigation through the queue to the case, as a person goes."""
    page.locator("nav a[href='/cases']").click()
    line = page.get_by_test_id(f"case-line-{case_id}")
    expect(line).to_be_visible()
    line.locator("a").click()
    expect(page.get_by_test_id("case-page")).to_be_visible()


def stands(page: Page, state: str) -> None:
    expect(page.get_by_test_id("case-page")).to_have_attribute("data-state", state)


def says(page: Page, act: str, reason: str) -> None:
    page.get_by_test_id(f"case-act-{act}").click()
    page.get_by_test_id("case-reason").fill(reason)
    page.get_by_test_id("case-send").click()


@pytest.mark.timeout(180)
def test_a_minor_one_is_corrected_and_closed(person: Person, street: Street, tmp_path: Path) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    cadre, owner = person("cadre"), person("owner", width=390)
    case_id = street.finds(RuleName.MASK)
    opens(cadre, case_id)
    expect(cadre.get_by_test_id("case-owner")).to_have_attribute("data-party", "cadre")
    expect(cadre.get_by_test_id("case-due")).to_be_visible()
    cadre.screenshot(path=ARTIFACTS / "case-found.png")

    # A slip is taken back within five seconds; then it is meant.
    cadre.keyboard.press("c")
    expect(cadre.get_by_test_id("case-undo-bar")).to_be_visible()
    cadre.keyboard.press("z")
    expect(cadre.get_by_test_id("case-act-confirm")).to_be_visible()
    assert len(street.file(case_id).steps) == 1
    cadre.get_by_test_id("case-act-confirm").click()
    expect(cadre.get_by_test_id("case-undo-bar")).to_be_visible()
    cadre.screenshot(path=ARTIFACTS / "case-undo.png")
    stands(cadre, "notified")

    # The business is told, photographs the correction, and sends it.
    expect(owner.get_by_test_id("cases-waiting")).to_be_visible()
    owner.screenshot(path=ARTIFACTS / "case-inbox-390.png")
    opens(owner, case_id)
    owner.screenshot(path=ARTIFACTS / "case-notified-390.png", full_page=True)
    owner.get_by_test_id("case-act-correct").click()
    expect(owner.get_by_test_id("case-send")).to_be_disabled()
    photo = tmp_path / "after.jpg"
    photo.write_bytes(encode(cv2.flip(street.frame, 1).astype("uint8"), 90))
    said = "已戴好口罩,并对员工做了提醒"
    owner.get_by_test_id("case-reason").fill(said)
    # A phone may drop the page while its camera is open; the words are still there.
    owner.reload()
    owner.get_by_test_id("case-act-correct").click()
    expect(owner.get_by_test_id("case-reason")).to_have_value(said)
    owner.get_by_test_id("case-photo").set_input_files(photo)
    owner.screenshot(path=ARTIFACTS / "case-correct-390.png", full_page=True)
    owner.get_by_test_id("case-send").click()
    stands(owner, "corrected")

    # The cadre sees it without a reload, compares, and closes the case.
    stands(cadre, "corrected")
    expect(cadre.get_by_test_id("case-compare")).to_be_visible()
    cadre.wait_for_function("() => document.querySelector('[data-testid=case-after]')?.naturalWidth > 0")
    cadre.screenshot(path=ARTIFACTS / "case-corrected.png", full_page=True)
    cadre.get_by_test_id("case-act-pass").click()
    stands(cadre, "closed")
    stands(owner, "closed")
    acts = [str(step.act) for step in street.file(case_id).steps]
    assert acts == ["find", "confirm", "notify", "correct", "pass", "close"]
    expect(cadre.get_by_test_id("case-step")).to_have_count(len(acts))
    assert [item.get_attribute("data-act") for item in cadre.get_by_test_id("case-step").all()] == acts
    cadre.screenshot(path=ARTIFACTS / "case-closed.png", full_page=True)


@pytest.mark.timeout(180)
def test_an_illegal_one_is_claimed_referred_and_handled(person: Person, street: Street) -> None:
    cadre, office = person("cadre"), person("office")
    regulator = person("regulator")
    case_id = street.finds(RuleName.GLOVES)
    opens(cadre, case_id)
    says(cadre, "escalate", "使用变质食材,涉嫌违法")
    stands(cadre, "escalated")
    opens(office, case_id)
    office.screenshot(path=ARTIFACTS / "case-claim.png")
    office.get_by_test_id("case-act-claim").click()
    stands(office, "claimed")
    says(office, "refer", "请依法处理")
    stands(office, "referred")
    opens(regulator, case_id)
    says(regulator, "handle", "责令改正,警告,罚款五千元,港市监罚〔2026〕12 号")
    stands(regulator, "handled")
    regulator.get_by_test_id("case-act-close").click()
    for page in (regulator, office, cadre):
        stands(page, "closed")
    assert [str(step.act) for step in street.file(case_id).steps] == [
        "find", "escalate", "claim", "refer", "handle", "close",
    ]  # fmt: skip
    expect(regulator.get_by_test_id("case-ended")).to_contain_text("依法处理办结")
    regulator.screenshot(path=ARTIFACTS / "case-handled.png", full_page=True)


@pytest.mark.timeout(180)
def test_the_business_appeals_and_is_right(person: Person, street: Street) -> None:
    cadre, office = person("cadre", script=ENGLISH), person("office")
    owner = person("owner", width=390)
    case_id = street.finds(RuleName.HAT)
    opens(cadre, case_id)
    street.confirms(case_id)
    stands(cadre, "notified")
    opens(owner, case_id)
    says(owner, "appeal", "厨师帽被灶台挡住,当时戴着")
    stands(owner, "appealed")
    stands(cadre, "appealed")
    cadre.screenshot(path=ARTIFACTS / "case-appealed-en.png", full_page=True)
    # Who has confirmed it does not decide: the office does.
    expect(cadre.get_by_test_id("case-act-uphold")).to_have_count(0)
    opens(office, case_id)
    says(office, "uphold", "看了原图,确实戴着")
    stands(office, "closed")
    stands(cadre, "closed")
    stands(owner, "closed")
    file = street.file(case_id)
    assert str(file.line.standing.outcome) == "no_violation"
    assert [str(review.opinion) for review in file.violations[0].reviews] == [
        "confirmed", "appealed", "rejected",
    ]  # fmt: skip
    # The violation's page leads to its case.
    owner.goto(f"{street.running.address}/violations/{file.violations[0].violation.id}")
    owner.get_by_test_id("violation-case").click()
    stands(owner, "closed")


def test_queues_and_their_empty_states(person: Person, street: Street) -> None:
    office = person("office", width=390)
    office.goto(f"{street.running.address}/cases?queue=mine")
    expect(office.get_by_text("没有轮到您的案件")).to_be_visible()
    office.screenshot(path=ARTIFACTS / "cases-empty-390.png")
    late = street.finds(RuleName.MASK, minutes_ago=60 * 24 * 3)
    cadre = person("cadre")
    cadre.goto(f"{street.running.address}/cases")
    expect(cadre.get_by_test_id(f"case-line-{late}")).to_be_visible()
    with street.running.service.database.reading() as session:
        lines, _ = case_files.queue(session, Everything(), CaseFilters(), after=None, limit=50)
    expect(cadre.get_by_test_id("case-list").locator("li")).to_have_count(len(lines))
    cadre.screenshot(path=ARTIFACTS / "cases.png")
    cadre.get_by_test_id("case-queue-ended").click()
    expect(cadre).to_have_url(f"{street.running.address}/cases?queue=ended")
    expect(cadre.get_by_test_id(f"case-line-{late}")).to_have_count(0)
    expect(cadre.get_by_test_id("case-list").locator("li").first).to_be_visible()
    cadre.screenshot(path=ARTIFACTS / "cases-ended.png")
    cadre.get_by_test_id("case-matter").select_option("pests")
    expect(cadre).to_have_url(f"{street.running.address}/cases?queue=ended&matter=pests")
    expect(cadre.get_by_test_id("case-list")).to_have_count(0)
    phone = person("cadre", width=390)
    phone.goto(f"{street.running.address}/cases?queue=ended")
    expect(phone.get_by_test_id("case-list")).to_be_visible()
    phone.screenshot(path=ARTIFACTS / "cases-390.png")


@pytest.mark.timeout(120)
def test_a_business_files_its_daily_record(person: Person, street: Street) -> None:
    owner = person("owner", width=390)
    # Of this very day, were it midnight now.
    street.finds(RuleName.HAT, minutes_ago=0)
    # The inbox says what is to be filed; a reminder comes to whatever page is open.
    owner.goto(f"{street.running.address}/inbox")
    expect(owner.get_by_test_id("self-checks-waiting")).to_contain_text("逾期")
    owner.screenshot(path=ARTIFACTS / "inbox-self-checks-390.png")
    with street.running.service.database.writing() as session:
        session.execute(delete(SelfCheckReminderRow))
    # Yesterday's is late, whatever the hour.
    assert street.running.service.cases.remind_of_self_checks() > 0
    expect(owner.get_by_role("status").filter(has_text="请提交自查")).to_be_visible()
    owner.screenshot(path=ARTIFACTS / "inbox-reminded-390.png")
    owner.goto(f"{street.running.address}/self-checks")
    expect(owner.get_by_test_id("self-check-daily")).to_have_attribute("data-filed", "false")
    owner.screenshot(path=ARTIFACTS / "self-checks-390.png", full_page=True)
    owner.get_by_test_id("file-daily").click()
    # What the camera has seen is in the draft already, and wants a word.
    hat = owner.get_by_test_id("item-hat")
    expect(hat).to_have_attribute("data-verdict", "problem")
    expect(owner.get_by_test_id("self-check-send")).to_be_disabled()
    owner.get_by_test_id("self-check-person").fill("李安全")
    for item in owner.locator("[data-verdict=problem]").all():
        item.locator("textarea").first.fill("已当场纠正")
    owner.screenshot(path=ARTIFACTS / "self-check-form-390.png", full_page=True)
    owner.get_by_test_id("self-check-send").click()
    expect(owner.get_by_test_id("self-check-record")).to_have_attribute("data-zero", "false")
    owner.screenshot(path=ARTIFACTS / "self-check-record-390.png", full_page=True)
    # The monthly one says that nothing is left, against what is on record only with a reason.
    owner.goto(f"{street.running.address}/self-checks/file/monthly")
    owner.get_by_test_id("self-check-person").fill("王总")
    owner.get_by_test_id("zero-risk").check()
    expect(owner.get_by_test_id("self-check-send")).to_be_disabled()
    owner.get_by_test_id("self-check-note").fill("违规均已整改")
    # The session ends before the form is sent: whoever signs in anew finds it as it was.
    owner.context.clear_cookies()
    owner.reload()
    owner.get_by_test_id("username").fill("owner")
    owner.get_by_test_id("password").fill(PASSWORD)
    owner.get_by_test_id("sign-in").click()
    expect(owner.get_by_test_id("self-check-note")).to_have_value("违规均已整改")
    expect(owner.get_by_test_id("self-check-person")).to_have_value("王总")
    expect(owner.get_by_test_id("zero-risk")).to_be_checked()
    owner.get_by_test_id("self-check-send").click()
    expect(owner.get_by_test_id("self-check-record")).to_have_attribute("data-zero", "true")
    # Yesterday's was forgotten: it is asked for, filed, and said to be late.
    yesterday = street.running.service.clock.now().astimezone(CHINA).date() - timedelta(days=1)
    owner.goto(f"{street.running.address}/self-checks")
    forgotten = owner.get_by_test_id(f"earlier-daily-{yesterday}")
    expect(forgotten).to_have_attribute("data-late", "true")
    owner.screenshot(path=ARTIFACTS / "self-checks-earlier-390.png", full_page=True)
    forgotten.click()
    owner.get_by_test_id("self-check-person").fill("李安全")
    for item in owner.locator("[data-verdict=problem]").all():
        item.locator("textarea").first.fill("已当场纠正")
    if owner.get_by_test_id("zero-risk").count():
        owner.get_by_test_id("zero-risk").check()
    owner.screenshot(path=ARTIFACTS / "self-check-late-390.png", full_page=True)
    owner.get_by_test_id("self-check-send").click()
    expect(owner.get_by_test_id("self-check-record")).to_contain_text("逾期")
    owner.goto(f"{street.running.address}/self-checks")
    expect(owner.get_by_test_id("self-check-daily")).to_be_visible()
    expect(forgotten).to_have_count(0)
    office = person("office", script=ENGLISH)
    office.goto(f"{street.running.address}/self-checks")
    expect(office.get_by_test_id(f"completion-{street.camera.business.id}")).to_be_visible()
    expect(office.get_by_test_id("completion-count")).to_have_text("The 1 that miss most, of 1")
    expect(office.locator("[data-testid^=record-]")).to_have_count(3)
    office.screenshot(path=ARTIFACTS / "self-checks-office.png", full_page=True)


@pytest.mark.timeout(120)
def test_the_public_tells_and_a_person_confirms(
    browser: Browser, person: Person, street: Street, tmp_path: Path
) -> None:
    stranger = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    stranger.on("pageerror", lambda error: pytest.fail(str(error)))
    shop, address = street.camera.business.id, street.running.address
    stranger.goto(f"{address}/tip/{shop}")
    expect(stranger.get_by_test_id("tip-business")).to_have_text("红灯笼餐厅")
    expect(stranger.get_by_test_id("send-tip")).to_be_disabled()
    stranger.get_by_test_id("choice-pests").click()
    stranger.get_by_test_id("what").fill("后厨有老鼠")
    stranger.get_by_test_id("contact").fill("13900000000")
    photo = tmp_path / "seen.jpg"
    photo.write_bytes(encode(street.frame, 90))
    stranger.get_by_test_id("case-photo").set_input_files(photo)
    stranger.get_by_test_id("send-tip").click()
    expect(stranger.get_by_test_id("tip-sent")).to_be_visible()

    # Officials see it, the office how to reach whoever said it, the business nothing at all.
    cadre, owner = person("cadre"), person("owner", width=390)
    cadre.goto(f"{address}/cases?queue=mine")
    line = cadre.locator("[data-testid^=case-line-]").filter(has_text="群众举报")
    case_id = (line.get_attribute("data-testid") or "").removeprefix("case-line-")
    line.locator("a").click()
    expect(cadre.get_by_test_id("case-tips")).to_contain_text("后厨有老鼠")
    expect(cadre.get_by_test_id("tip-contact")).to_have_count(0)
    office = person("office")
    office.goto(f"{address}/cases/{case_id}")
    expect(office.get_by_test_id("tip-contact")).to_contain_text("13900000000")
    owner.goto(f"{address}/cases/{case_id}")
    expect(owner.get_by_text("这个案件不存在")).to_be_visible()
    street.confirms(case_id)
    stands(cadre, "notified")
    owner.goto(f"{address}/cases/{case_id}")
    stands(owner, "notified")
    expect(owner.get_by_test_id("case-tips")).to_have_count(0)
