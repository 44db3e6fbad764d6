"""From glass to glass: how old the picture on a viewer's screen is, and how far its boxes are off in time.

The clip's marker moves at a known speed, and so its place is a clock. It is read from screenshots, beside
what the camera sent when. The detector boxes the marker where it is in the picture that it was given; how far
box and marker are apart on the screen is the boxes' error.
"""

import asyncio
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from api.auth import passwords
from api.serve import Server
from api.service import Service
from api.settings import Settings
from ingest.bench import camera
from ingest.rtsp import RtspSource
from models import accounts, catalog
from models.clock import SystemClock
from models.detections import Detections, Label
from models.frames import Image
from models.people import Level, Role
from sample_videos.clock import MARKER, SPEED, TOP, WIDTH, marker_left, write_clock

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SAMPLES = 60
_FRAME = 12
"""Pixels between the marker and its box."""
_SETTLE_MS = 5_000
"""The delay that boxes need is found within a few of them."""
_VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Sight:
    """What was read from screenshots: how old their pictures were, and how far off their boxes."""

    ages_ms: tuple[float, ...]
    errors_ms: tuple[float, ...]


class MarkerDetector:
    """Boxes the marker."""

    def detect(self, image: Image) -> Detections:
        left = marker_left(image)
        if left is None:
            return Detections.empty()
        box = [left - _FRAME, TOP - _FRAME, left + MARKER + _FRAME, TOP + MARKER + _FRAME]
        return Detections(
            np.array([box], np.float32), np.array([0.9], np.float32), np.array([Label.GLOVE], np.int16)
        )


def bench_glass() -> dict[str, float]:
    """The age of the picture in Chromium on this machine, where it and playwright are installed.

    From the camera's sending to the middle of the time in which the screenshot is taken. Blocks
    for half a minute.

    Returns:
        glass_to_glass_p95_ms, glass_to_glass_median_ms, boxes_off_p95_ms; nothing where there is no browser.
    """
    browser = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        browser = None
    if browser is None:
        print("glass_to_glass_p95_ms is left out: it needs Chromium and playwright", file=sys.stderr)  # noqa: T201
        return {}
    with tempfile.TemporaryDirectory() as folder:
        clip = write_clock(Path(folder) / "clock.mp4")
        with (
            camera(clip) as url,
            _served(Path(folder) / "data", url) as (address, password),
            sync_playwright() as playwright,
        ):
            chromium = playwright.chromium.launch(executable_path=browser, args=list(CHROMIUM))
            page = chromium.new_page(locale="en", viewport={"width": 1440, "height": 900})
            page.goto(address)
            page.get_by_test_id("username").fill(_VIEWER)
            page.get_by_test_id("password").fill(password)
            page.get_by_test_id("sign-in").click()
            sight = measure(page, url)
            chromium.close()
    return {
        "glass_to_glass_p95_ms": float(np.percentile(sight.ages_ms, 95)),
        "glass_to_glass_median_ms": float(np.median(sight.ages_ms)),
        "boxes_off_p95_ms": float(np.percentile(sight.errors_ms, 95)),
    }


def measure(page: "Page", url: str, samples: int = SAMPLES) -> Sight:
    """Read the page's one live picture, which shows the clock of the camera at this address.

    Raises:
        RuntimeError: marker or box was not on the screen often enough.
    """
    page.wait_for_function(f"() => document.querySelector('video')?.videoWidth === {WIDTH}", timeout=30_000)
    video, glass = page.locator("video"), _Glass(url)
    page.wait_for_timeout(_SETTLE_MS)
    errors: list[float] = []
    ages: list[float] = []
    for _ in range(3 * samples):
        asked = time.monotonic()
        content = video.screenshot()
        at = (asked + time.monotonic()) / 2
        shot = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        assert shot is not None
        image = shot.astype(np.uint8)
        left = marker_left(image)
        if left is not None and (age := glass.age_ms(left * WIDTH / image.shape[1], at)) is not None:
            ages.append(age)
        if (error := _error_ms(image, image.shape[1] / WIDTH)) is not None:
            errors.append(error)
        if len(errors) == samples:
            break
    glass.stop()
    if len(errors) < samples or not ages:
        raise RuntimeError("marker and box were not on the screen")
    return Sight(tuple(ages), tuple(errors))


class _Glass:
    """When the camera showed the marker where: read directly, in a thread of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._seen: list[tuple[float, float]] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        source = RtspSource("glass", self._url)
        source.open()
        for frame in source:
            left = marker_left(frame.image)
            if left is not None:
                self._seen.append((time.monotonic(), left))
            if self._stopping.is_set():
                break
        source.close()

    def age_ms(self, left: float, at: float) -> float | None:
        """How long before `at` (monotonic) the marker was last there."""
        shown = [when for when, where in self._seen if when <= at and abs(where - left) < 3]
        return (at - shown[-1]) * 1000 if shown else None

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)


def _error_ms(picture: Image, scale: float) -> float | None:
    """How much later or earlier (ms) the picture is than its box; None where one of them is not there."""
    at = marker_left(picture)
    middle = picture[round((TOP - _FRAME - 6) * scale) : round((TOP + MARKER + _FRAME + 6) * scale)].astype(
        int
    )
    light = middle.min(axis=2) > 75
    columns = np.nonzero(light.sum(axis=0) >= 3)[0]
    if at is None or len(columns) == 0:
        return None
    return float(abs(at / scale - (columns[0] / scale + _FRAME)) / SPEED * 1000)


@contextmanager
def _served(data_dir: Path, url: str) -> Iterator[tuple[str, str]]:
    """The service with one camera, in a thread of its own: its address, and a viewer's password."""
    settings = Settings(data_dir=data_dir, database_url=None, host="127.0.0.1", port=0, https=False)
    service = Service(settings, MarkerDetector())
    service.database.migrate()
    password = secrets.token_urlsafe()
    now = SystemClock().now()
    with service.database.writing() as session:
        business = catalog.add_business(session, name="bench", level=Level.D)
        catalog.add_camera(
            session, business_id=business.id, name="clock", place="other", url=url, accepted_at=now
        )
        accounts.add_user(
            session,
            username=_VIEWER,
            name=_VIEWER,
            role=Role.ADMIN,
            password_hash=passwords.hash(password),
        )
    server = Server(service, host="127.0.0.1", port=0)
    started = threading.Event()

    async def run() -> None:
        task = asyncio.create_task(server.serve())
        while not server.started and not task.done():
            await asyncio.sleep(0.01)
        started.set()
        await task

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    started.wait(30)
    try:
        yield server.address, password
    finally:
        server.should_exit = True
        thread.join(30)
