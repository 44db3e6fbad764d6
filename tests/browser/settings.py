"""What the tests of the settings pages share: an administrator at work, and cameras as they are kept."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Playwright

from api.demo import PASSWORD
from models import catalog
from models.businesses import Camera
from models.people import Everything
from tests.api.running import Running
from tests.browser.chromium import chromium, sign_in


@contextmanager
def administrator(playwright: Playwright, running: Running) -> Iterator[Page]:
    """The demo's administrator, signed in; an error of the page fails the test."""
    with chromium(playwright) as browser:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        sign_in(page, running.address, "admin", PASSWORD)
        yield page


def camera_named(running: Running, name: str) -> Camera:
    with running.service.database.reading() as session:
        return next(item for item in catalog.list_cameras(session, Everything()) if item.name == name)
