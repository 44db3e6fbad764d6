"""A wall of many cameras in a real browser: what is connected, in which order, and at what cost."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from api.bus import event
from api.live import PassedThrough
from models import accounts, history
from models.people import Everything, Role
from tests.api.running import PASSWORD
from tests.browser.chromium import chromium, sign_in, until
from tests.browser.wall import Wall, wall
from tests.models import scene

pytestmark = pytest.mark.alone

MOVES = "video => video.readyState >= 3 && video.currentTime > 0"
COUNTING = """
window.commits = 0; window.tileRenders = 0;
const seen = new WeakMap();
window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
  renderers: new Map(), supportsFiber: true, inject: () => 1, checkDCE() {},
  onCommitFiberUnmount() {}, onPostCommitFiberRoot() {},
  onCommitFiberRoot() {
    window.commits += 1;
    for (const tile of document.querySelectorAll('[data-testid^=wall-tile-]')) {
      const props = tile[Object.keys(tile).find((key) => key.startsWith('__reactProps$'))];
      if (seen.get(tile) === props) continue;
      seen.set(tile, props);
      window.tileRenders += 1;
    }
  },
};
"""
"""React tells every commit to this hook; a tile that was rendered has other properties than before."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    with wall(tmp_path_factory.mktemp("wall")) as place:
        yield place


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, place: Wall) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.add_init_script(COUNTING)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        sign_in(page, place.running.address, "cadre", PASSWORD)
        expect(page.get_by_test_id("wall-grid")).to_be_visible(timeout=15_000)
        yield page
        # Left as people leave it: closed with its context, the page would tell the service nothing.
        page.goto("about:blank")
        settles(page, place, set())


def tiles(page: Page) -> list[str]:
    """The cameras on the page, in their order."""
    found: list[str] = page.locator("[data-testid^=wall-tile-]").evaluate_all(
        "tiles => tiles.map(tile => tile.dataset.testid.replace('wall-tile-', ''))"
    )
    return found


def play(page: Page, videos: Locator, seconds: float) -> None:
    for video in videos.all():
        page.wait_for_function(MOVES, arg=video.element_handle(), timeout=seconds * 1000)


def frames(videos: Locator) -> dict[str, int]:
    """How many pictures each has shown."""
    counts: dict[str, int] = videos.evaluate_all(
        "videos => Object.fromEntries("
        "videos.map(video => [video.dataset.testid, video.getVideoPlaybackQuality().totalVideoFrames]))"
    )
    return counts


def watched(place: Wall) -> set[str]:
    return {watch.camera_id for watch in place.running.service.live.watches}


def settles(page: Page, place: Wall, cameras: set[str]) -> None:
    """Wait until these cameras and no others are connected."""
    deadline = time.monotonic() + 30
    while watched(place) != cameras:
        assert time.monotonic() < deadline, (len(watched(place)), len(cameras))
        page.wait_for_timeout(100)


def test_sixteen_pictures_play_and_none_is_encoded_anew(page: Page, place: Wall) -> None:
    page.keyboard.press("6")
    videos = page.locator("video")
    expect(videos).to_have_count(16)
    play(page, videos, 60)
    watches = place.running.service.live.watches
    assert len(watches) == 16
    assert all(isinstance(watch.track, PassedThrough) for watch in watches)
    assert not any(place.running.service.live.feed(camera.id).reencoded for camera in place.cameras)
    before = frames(videos)
    until(page, lambda: all(count > before[name] for name, count in frames(videos).items()), 10, "all go on")

    # Boxes go past React, and what happens to one violation redraws no tile.
    service = place.running.service
    camera = place.cameras[0]
    with service.database.writing() as session:
        kept = scene.violation(camera.id)
        history.keep(session, kept, scene.pictures(), scene.NOON)
        record = history.get(session, Everything(), kept.id)
    service.announce("updated", record)
    page.wait_for_timeout(3_500)
    commits, renders = page.evaluate("[window.commits, window.tileRenders]")
    assert commits > 10
    assert renders >= 16
    for turn in range(40):
        for each in place.cameras:
            body = {
                "camera_id": each.id, "run": 1, "media_ns": turn, "pts": turn, "captured_at": "", "width": 1,
                "height": 1, "boxes": [{"label": "person", "score": 0.9, "xyxy": [0.1, 0.1, 0.5, 0.5],
                                        "track_id": 1, "alert": False}],
            }  # fmt: skip
            service.bus.publish(event("detections", each.business.id, each.id, body))
        if turn % 10 == 0:
            service.announce("updated", record)
        page.wait_for_timeout(50)
    later_commits, later_renders = page.evaluate("[window.commits, window.tileRenders]")
    print(f"720 boxes: {later_commits - commits} commits, {later_renders - renders} tiles")  # noqa: T201
    # A camera may falter meanwhile, and its tile says so.
    assert later_commits - commits <= 36
    assert later_renders - renders <= 4


def test_only_the_pictures_on_the_page_are_connected(page: Page, place: Wall) -> None:
    page.get_by_test_id("layout-4").click()
    expect(page.get_by_test_id("page-place")).to_contain_text("1 / 5")
    seen = tiles(page)
    settles(page, place, set(seen))
    for number in range(2, 6):
        page.keyboard.press("ArrowRight")
        expect(page.get_by_test_id("page-place")).to_contain_text(f"{number} / 5")
        here = tiles(page)
        settles(page, place, set(here))
        seen += here
    # Every camera once; what has an open violation first.
    assert sorted(seen) == sorted(camera.id for camera in place.cameras)
    assert len(tiles(page)) == 2
    # The address holds page and layout.
    page.reload()
    expect(page.get_by_test_id("page-place")).to_contain_text("5 / 5")
    assert "layout=4" in page.url
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("page-place")).to_contain_text("1 / 5")
    # The layout is remembered, the page is not.
    page.goto(f"{place.running.address}/wall")
    expect(page.locator("video")).to_have_count(4)
    # Enlarged, a picture off the page is there too.
    page.goto(f"{place.running.address}/wall?camera={seen[-1]}")
    expect(page.get_by_test_id(f"wall-tile-{seen[-1]}")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("video")).to_have_count(4)


def test_a_patrol_steps_through_the_businesses_and_stops_where_something_is_found(
    page: Page, place: Wall
) -> None:
    page.get_by_test_id("layout-4").click()
    page.get_by_test_id("patrol").click()
    page.locator("[data-testid=patrol-bar] select").select_option("5")
    here, following = page.get_by_test_id("patrol-here"), page.get_by_test_id("patrol-following")
    names = {business.name for business in place.businesses}
    visited = [next(name for name in names if name in here.inner_text())]
    promised = following.inner_text()
    page.get_by_test_id("patrol-bar").get_by_role("status").click()
    # By itself, to where it said it would go.
    expect(here).to_contain_text("2/5", timeout=9_000)
    page.keyboard.press(" ")
    visited.append(next(name for name in names if name in here.inner_text()))
    assert visited[1] in promised
    # Paused it stays; by key it goes on.
    page.wait_for_timeout(6_000)
    expect(here).to_contain_text("2/5")
    for number in (3, 4, 5):
        page.keyboard.press("ArrowRight")
        expect(here).to_contain_text(f"{number}/5")
        visited.append(next(name for name in names if name in here.inner_text()))
    assert set(visited) == names
    page.keyboard.press("ArrowLeft")
    expect(here).to_contain_text("4/5")
    page.keyboard.press(" ")
    # A violation elsewhere.
    service, camera = place.running.service, place.of(place.businesses[1])[2]
    with service.database.writing() as session:
        kept = scene.violation(camera.id, 9)
        history.keep(session, kept, scene.pictures(), scene.NOON)
        record = history.get(session, Everything(), kept.id)
    service.announce("opened", record)
    expect(page.get_by_test_id("patrol-stopped")).to_contain_text("未戴口罩")
    expect(here).to_contain_text(place.businesses[1].name)
    assert camera.id in tiles(page)
    page.keyboard.press(" ")
    expect(page.get_by_test_id("patrol-stopped")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("patrol-bar")).to_have_count(0)


def test_who_loses_a_business_loses_its_pictures_within_five_seconds(browser: Browser, place: Wall) -> None:
    keeps, loses = place.businesses[4], place.businesses[3]
    user = place.running.add_user("leaver", Role.CADRE, assigned=(keeps.id, loses.id))
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        sign_in(page, place.running.address, "leaver", PASSWORD)
        expect(page.locator("video")).to_have_count(6)
        play(page, page.locator("video"), 40)
        with place.running.service.database.writing() as session:
            accounts.withdraw(
                session, user_id=user.id, business_id=loses.id, now=place.running.service.clock.now()
            )
        lost = {camera.id for camera in place.of(loses)}
        until(
            page,
            lambda: not watched(place) & lost and page.locator("video").count() == 2,
            5,
            "neither the service nor the page shows them",
        )
        assert set(tiles(page)) == {camera.id for camera in place.of(keeps)}
