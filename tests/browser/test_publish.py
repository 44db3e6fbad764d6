"""A phone becomes a camera: code, publish page, detector, evidence and live view, in a real browser.

The browser's camera shows a sample clip in which somebody's mask is missing.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from api.demo import CLIPS
from detector.onnx import OnnxDetector
from models import catalog, history
from models.businesses import Camera, CameraKind
from models.cameras import Trouble
from models.history import Filters
from models.people import Everything, Role
from models.rules import RuleName
from tests.api.running import PASSWORD, Running, serving
from tests.browser.chromium import chromium, sign_in, until
from tests.models import scene

ARTIFACTS = Path(__file__).parent.parent / "artifacts"
CLIP = CLIPS / "crossing.mp4"
CAPTURE_FPS = 30
"""At which Chromium plays a file of JPEGs as a camera."""
BY_ITSELF_S = 10
"""The service would notice the silence of a publication only after 15 s."""
NOTE_STAGES = """sign => {
  window.stages = [];
  const note = () => window.stages.push(sign.dataset.stage);
  new MutationObserver(note).observe(sign, { attributeFilter: ["data-stage"] });
}"""
"""A stage may be over before anybody looks."""


def as_capture(clip: Path, path: Path) -> None:
    """The clip as Chromium's fake camera takes it: JPEGs one after the other."""
    with av.open(str(clip)) as source:
        pictures = list(source.decode(video=0))
    step_s = (pictures[-1].time or 0) / (len(pictures) - 1)
    with path.open("wb") as file:
        for index in range(round(len(pictures) * step_s * CAPTURE_FPS)):
            picture = pictures[min(len(pictures) - 1, int(index / CAPTURE_FPS / step_s))]
            content = cv2.imencode(".jpg", picture.to_ndarray(format="bgr24"), [cv2.IMWRITE_JPEG_QUALITY, 92])
            file.write(content[1].tobytes())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("data"), OnnxDetector()) as running:
        yield running


@pytest.fixture(scope="module")
def camera(running: Running) -> Camera:
    with running.service.database.writing() as session:
        business = scene.business(session)
        camera = catalog.add_camera(
            session,
            business_id=business.id,
            name="手机 1",
            place="cooking",
            url="",
            accepted_at=scene.NOON,
            kind=CameraKind.WHIP,
        )
    running.add_user("cadre", Role.CADRE, assigned=(business.id,))
    running.add_user("owner", Role.BUSINESS, own=business.id)
    return camera


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    capture = tmp_path_factory.mktemp("capture") / "clip.mjpeg"
    as_capture(CLIP, capture)
    with chromium(
        playwright,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={capture}",
    ) as browser:
        yield browser


def page_of(browser: Browser, width: int = 1440) -> Page:
    height = 900 if width > 390 else 844
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def scan(page: Page) -> str:
    """What a phone reads from the code on the screen."""
    shot = cv2.imdecode(np.frombuffer(page.get_by_test_id("qr").screenshot(), np.uint8), cv2.IMREAD_COLOR)
    assert shot is not None
    large = cv2.resize(shot, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    # OpenCV's plain detector cannot read about one in sixty of these codes; a phone reads them all.
    read, _, _ = cv2.QRCodeDetectorAruco().detectAndDecode(large)
    return read


def interrupt(running: Running) -> None:
    """Break every publication from the service's side, as a lost network does."""
    hub = running.service.publishing
    for publisher in hub.publishers:
        asyncio.run_coroutine_threadsafe(hub.close(publisher.id), hub.loop).result(5)


@pytest.mark.timeout(240)
def test_a_phone_is_detected_on_recorded_and_seen_live(
    browser: Browser, running: Running, camera: Camera
) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    owner = page_of(browser)
    sign_in(owner, running.address, "owner", PASSWORD)
    owner.goto(f"{running.address}/cameras/{camera.id}/publish")
    owner.get_by_test_id("make-code").click()
    until(owner, lambda: scan(owner), 20, "a code that can be read")
    url = scan(owner)
    assert url.startswith(f"{running.address}/publish/{camera.id}#")
    owner.screenshot(path=ARTIFACTS / "code.png")

    phone = page_of(browser, 390)
    phone.goto(url)
    sign = phone.get_by_test_id("sign")
    expect(sign).to_have_attribute("data-stage", "ready")
    expect(phone.get_by_test_id("start")).to_be_enabled()
    # What opened the page is not left for others to see, or to share.
    assert phone.url == f"{running.address}/publish/{camera.id}"
    phone.get_by_test_id("start").click()
    expect(sign).to_have_attribute("data-stage", "onAir")
    service = running.service
    until(phone, lambda: service.status_of(camera.id).state == "online", 30, "the camera is online")
    status = service.status_of(camera.id)
    assert (status.codec, status.width, status.height) == ("h264", 960, 540)

    # A cadre sees it live, as it was sent.
    cadre = page_of(browser)
    sign_in(cadre, running.address, "cadre", PASSWORD)
    video = cadre.get_by_test_id(f"video-{camera.id}")
    frames = "video => video.getVideoPlaybackQuality().totalVideoFrames"
    until(cadre, lambda: video.evaluate(frames) > 15, 30, "the live picture")
    assert service.live.watches
    assert not any(watch.feed.reencoded for watch in service.live.watches)

    # The detector finds the mask that is missing, and the evidence is in full size.
    def found() -> bool:
        with service.database.reading() as session:
            records, _ = history.page(session, Everything(), Filters(), after=None, limit=50)
        return any(record.violation.rule is RuleName.MASK for record in records)

    until(phone, found, 90, "a violation of the mask rule")
    with service.database.reading() as session:
        records, _ = history.page(session, Everything(), Filters(), after=None, limit=50)
    record = next(record for record in records if record.violation.rule is RuleName.MASK)
    assert record.camera.id == camera.id
    assert (record.original.width, record.original.height) == (960, 540)
    assert len(service.evidence.read(record.original.key)) == record.original.size_bytes
    phone.screenshot(path=ARTIFACTS / "publish-390.png")
    expect(owner.get_by_test_id("right-onAir")).to_be_visible()
    owner.screenshot(path=ARTIFACTS / "code-on-air.png", full_page=True)
    cadre.screenshot(path=ARTIFACTS / "wall-phone.png")

    # After a lost network it comes back by itself, as a new run.
    run = status.run
    sign.evaluate(NOTE_STAGES)
    interrupt(running)
    until(phone, lambda: phone.evaluate("stages") == ["lost", "onAir"], 40, "it is on air again")
    until(phone, lambda: service.status_of(camera.id).run > run, 30, "a new run")

    # Nobody else can use the code.
    other = page_of(browser, 390)
    other.goto(url)
    expect(other.get_by_test_id("refused-used")).to_be_visible()
    other.screenshot(path=ARTIFACTS / "publish-used-390.png")

    # Closing the page ends it, by the page's own goodbye.
    phone.close()
    until(cadre, lambda: not service.publishing.publishers, BY_ITSELF_S, "the publication has ended")
    until(cadre, lambda: service.status_of(camera.id).state == "offline", 20, "the camera is offline")
    assert service.status_of(camera.id).trouble is Trouble.NOT_PUBLISHED
    tile = cadre.get_by_test_id(f"wall-tile-{camera.id}")
    expect(tile).to_contain_text("还没有设备开始直播")


def test_the_page_says_what_it_lacks(playwright: Playwright, running: Running, camera: Camera) -> None:
    """A browser without a camera, and addresses without a token or with a made-up one."""
    with running.client("owner") as client:
        url = client.post(f"/cameras/{camera.id}/publish-tokens").json()["url"]
    with chromium(playwright) as browser:
        page = page_of(browser, 390)
        page.goto(url)
        expect(page.locator("[data-testid^=lens-]")).to_be_visible()
        expect(page.get_by_test_id("start")).to_be_disabled()
        ARTIFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTIFACTS / "publish-lens-390.png")
        for fragment, refusal in (("", "missing"), ("#guessed", "unknown")):
            other = page_of(browser, 390)
            other.goto(f"{running.address}/publish/{camera.id}{fragment}")
            expect(other.get_by_test_id(f"refused-{refusal}")).to_be_visible()


def test_the_page_opens_though_the_service_says_late_that_nobody_is_signed_in(
    browser: Browser, running: Running, camera: Camera
) -> None:
    with running.client("owner") as client:
        url = client.post(f"/cameras/{camera.id}/publish-tokens").json()["url"]
    held: dict[str, Route] = {}
    phone = page_of(browser, 390)
    phone.route("**/api/v1/session", lambda route: held.update(session=route))
    phone.route("**/api/v1/**/publisher", lambda route: held.update(publisher=route))
    phone.goto(url)
    until(phone, lambda: len(held) == 2, 20, "both questions")
    with phone.expect_response("**/api/v1/session") as refused:
        held["session"].continue_()
    assert refused.value.status == 401
    refused.value.finished()
    held["publisher"].continue_()
    expect(phone.get_by_test_id("sign")).to_have_attribute("data-stage", "ready")
