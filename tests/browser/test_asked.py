"""What the console's pages ask of the service when they open is what api/pages.py says, role by role, and how
much script they load.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Frame, Playwright, Request
from playwright.sync_api import Page as Tab
from sqlalchemy import select

from alerts.evidence import FolderEvidenceStore
from api.pages import ACCOUNTS, PAGES, SAMPLES, Page
from models import catalog, history
from models.bulletins import Recipients
from models.capture_tables import CaptureRow
from models.clock import SystemClock
from models.database import Database
from models.people import Role
from models.rules import RuleName
from models.tables import BusinessRow, UserRow
from supervision import capture_store
from supervision.sample_city.build import make
from supervision.sample_city.plan import SMALL
from supervision.sample_city.register import LANTERN
from tests.api.running import HASH, PASSWORD, Running, serving
from tests.browser.chromium import chromium, sign_in
from tests.databases import copy_of_migrated
from tests.models import scene

API, EVENTS = "/api/v1/", "events"
ROUTER = Path(__file__).parent.parent.parent / "console" / "src" / "router.tsx"
ELSEWHERE = {"sign-in", "publish/:cameraId", "tip/:businessId", "settings"}
"""Whoever opens these has not signed in; the last leads on to the first of those in it."""
VARIES = re.compile(r"\{\w+\}|\b[0-9a-f]{32}\b|^\d{4}-(Q\d|\d\d-\d\d(T[\d:.]+Z)?)$")
"""What stands for an id, a day, a moment or a quarter."""
AT_TIMES = {"places", "tasks/*"}
"""Asked for only where a row names a place, and then kept for minutes, and where an inspection is of a task:
whether depends on the city."""
IDLE = """() => new Promise((done) =>
    requestIdleCallback(() => setTimeout(() => requestIdleCallback(done), 40)))"""
SCRIPT = """() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)"""
MOST_SCRIPT_BYTES, MOST_AT_A_DESK = 305_000, 335_000
"""On the wire, with what comes once a page is useful; the latter of pages where a service is set up."""
PATIENCE_S = 10.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("asked")
    database = Database(f"sqlite:///{copy_of_migrated(folder / 'brightkitchen.db')}")
    evidence = FolderEvidenceStore(folder / "evidence")
    make(database, evidence, SystemClock().now(), plan=SMALL, password_hash=HASH)
    database.close()
    with serving(folder) as running:
        # The drafts of bulletins among it.
        running.service.duties.renew()
        _something_of_each(running)
        yield running


def _something_of_each(running: Running) -> None:
    """The made-up city's best known business gets what every page can be opened on; all roles see it."""
    service = running.service
    now = service.clock.now()
    with service.database.writing() as session:
        shop = session.scalars(select(BusinessRow.id).where(BusinessRow.name == LANTERN)).one()
        cadre = session.scalars(select(UserRow.id).where(UserRow.username == ACCOUNTS[Role.CADRE])).one()
        camera = catalog.add_camera(
            session, business_id=shop, name="热灶", place="cooking", url="", accepted_at=scene.NOON
        )
        start_s = (now - scene.NOON).total_seconds() - 60
        violation = scene.ended(scene.violation(camera.id, start_s, rule=RuleName.HAT))
        history.keep(session, violation, scene.pictures(), now)
        capture = CaptureRow(
            id=uuid4().hex, business_id=shop, camera_id=camera.id, user_id=cadre, captured_at=now,
            recorded_at=now - timedelta(minutes=1), note="", rule=None, key="a" * 64, width=640, height=360,
            size_bytes=30_000,
        )  # fmt: skip
        capture_store.keep(session, capture)
        service.cases.feed(session, violation.id)
    with running.client(ACCOUNTS[Role.BUSINESS]) as client:
        assert client.post(f"/violations/{violation.id}/acknowledgement").status_code == 200
    with running.client(ACCOUNTS[Role.CADRE]) as client:
        draft = client.post("/inspections", json={"business_id": shop}).json()
        path = f"/inspections/{draft['id']}"
        for step in draft["steps"]:
            for item in step["items"]:
                answer = {"step": step["key"], "item": item["key"], "answer": "ok"}
                assert client.put(f"{path}/answers", json=answer).status_code == 200
        name = client.get("/session").json()["user"]["name"]
        assert client.post(f"{path}/signature", json={"name": name, "conclusion": "好"}).status_code == 200
    with running.client(ACCOUNTS[Role.OFFICE]) as client:
        city = client.get("/coverage").json()["area"]["id"]
        bulletins = client.get("/bulletins?limit=100").json()["items"]
        bulletin = next(item for item in bulletins if item["area"]["id"] == city)
        to = {"recipients": list(Recipients)}
        assert client.post(f"/bulletins/{bulletin['id']}/publication", json=to).status_code == 200


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as browser:
        yield browser


def normal(ask: str) -> str:
    """An ask in one spelling, whatever it is opened on and when."""
    address = urlsplit(ask)
    query = sorted(f"{key}={VARIES.sub('*', value)}" for key, value in parse_qsl(address.query))
    return "?".join((VARIES.sub("*", address.path), *(["&".join(query)] if query else [])))


class Asked:
    """What a tab has asked of the service since it last went to an address."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self.paths: set[str] = set()
        self._under_way: set[Request] = set()
        self._is_leaving = False
        tab.on("request", self._begin)
        tab.on("framenavigated", self._arrive)
        tab.on("requestfinished", self._end)
        tab.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        self._is_leaving |= request.is_navigation_request()
        _, api, path = request.url.partition(API)
        if path.partition("?")[0] == EVENTS or request.resource_type in ("media", "image"):
            return
        self._under_way.add(request)
        if api and request.method == "GET":
            self.paths.add(normal(path))

    def _arrive(self, frame: Frame) -> None:
        """The page before may ask until now; a new address within the same page changes nothing."""
        if self._is_leaving and frame == self._tab.main_frame:
            self._is_leaving = False
            self.paths.clear()
            self._under_way.clear()

    def _end(self, request: Request) -> None:
        self._under_way.discard(request)

    def settle(self, wanted: Set[str]) -> Set[str]:
        """All that was asked once the page is quiet; what is wanted is waited for a while."""
        end, quiet = time.monotonic() + PATIENCE_S, 0
        while quiet < 2 and time.monotonic() < end:
            before = len(self.paths)
            self._tab.evaluate(IDLE)
            still = not self._under_way and len(self.paths) == before and self.paths >= wanted
            quiet = quiet + 1 if still else 0
        return frozenset(self.paths)


def _names(running: Running, role: Role) -> Mapping[str, str]:
    names = {}
    with running.client(ACCOUNTS[role]) as client:
        for name, path in SAMPLES.items():
            items = client.get(f"/{path}").json()["items"]
            if items:
                names[name] = items[0]["id"]
    return names


@pytest.mark.parametrize("role", list(Role))
def test_a_page_asks_for_what_is_written(running: Running, browser: Browser, role: Role) -> None:
    names = _names(running, role)
    pages = [page for page in PAGES if role in page.roles and page.address]
    # What an address says beside its page is the same for everybody: the first of the roles opens it.
    pages = [page for page in pages if role is page.roles[0] or "?" not in page.address]
    shell = _asks(page for page in pages if page.name.startswith("shell"))
    tab = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    tab.on("pageerror", lambda error: pytest.fail(str(error)))
    sign_in(tab, running.address, ACCOUNTS[role], PASSWORD)
    asked, wrong = Asked(tab), []
    for page in pages:
        wanted = _asks([page]) | shell
        tab.goto(running.address + page.address.format_map(names), wait_until="commit")
        found = asked.settle(wanted - AT_TIMES)
        wrong += [f"{page.name}: asks for {ask}, which is not written" for ask in sorted(found - wanted)]
        wrong += [f"{page.name}: does not ask for {ask}" for ask in sorted(wanted - found - AT_TIMES)]
        script, most = tab.evaluate(SCRIPT), MOST_SCRIPT_BYTES
        if page.address.startswith(("/settings", "/policies")):
            most = MOST_AT_A_DESK
        print(f"{script} bytes of script: {page.name}")  # noqa: T201
        if not 50_000 < script <= most:
            wrong.append(f"{page.name}: {script} bytes of script")
    tab.context.close()
    assert not wrong, "\n".join(wrong)


def _asks(pages: Iterable[Page]) -> frozenset[str]:
    return frozenset(normal(ask) for page in pages for ask in page.asks)


def test_every_page_of_the_console_is_written() -> None:
    opened = {f"{urlsplit(page.address).path}/" for page in PAGES}
    for route in _routes(ROUTER.read_text()):
        # An id stands in the address as the name of a sample, an optional part may be left out.
        pattern = re.sub(r"/:\w+\?", "(/[^/]+)?", f"/{route}/")
        assert any(re.fullmatch(re.sub(r":\w+", "[^/]+", pattern), path) for path in opened), route


def _routes(text: str) -> Iterator[str]:
    """The paths of the routes, each with those it lies in, by the indents that the formatter gives them."""
    above: list[tuple[int, str]] = []
    for indent, path in re.findall(r'^( +)path: "([^"*]+)"', text, re.MULTILINE):
        while above and above[-1][0] >= len(indent):
            above.pop()
        above.append((len(indent), path.strip("/")))
        whole = "/".join(part for _, part in above).strip("/")
        if whole and whole not in ELSEWHERE:
            yield whole
