"""Debian's Chromium, and a person who signs in to it."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, expect

from api.glass import CHROMIUM

NO_UDP = [
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
]


@contextmanager
def chromium(playwright: Playwright, *more: str) -> Iterator[Browser]:
    """A browser whose owner reads Chinese, unless a page's context says otherwise."""
    path = shutil.which("chromium")
    assert path, "chromium is needed: make browser"
    browser = playwright.chromium.launch(executable_path=path, args=[*CHROMIUM, "--accept-lang=zh-CN", *more])
    try:
        yield browser
    finally:
        browser.close()


def sign_in(page: Page, address: str, username: str, password: str) -> None:
    page.goto(address)
    page.get_by_test_id("username").fill(username)
    page.get_by_test_id("password").fill(password)
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("sign-in")).to_have_count(0)


class Visitors:
    """People at one service, each in a browser of their own; whoever has signed in once stays signed in."""

    def __init__(self, browser: Browser, address: str, password: str) -> None:
        self._browser, self._address, self._password = browser, address, password
        self._known: dict[str, StorageState] = {}
        self._contexts: list[BrowserContext] = []

    def open(self, username: str, width: int = 1440, script: str = "") -> Page:
        """On the first page of the person's role; what the page complains of fails the test.

        script: runs before the scripts of each page.
        """
        state = self._known.get(username)
        context = self._browser.new_context(viewport={"width": width, "height": 900}, storage_state=state)
        self._contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"{username}: {error}"))
        if state is None:
            sign_in(page, self._address, username, self._password)
            # The session and nothing else: the next browser of the same person is as new.
            self._known[username] = StorageState(cookies=context.storage_state()["cookies"], origins=[])
        else:
            page.goto(self._address)
        expect(page.get_by_test_id("user-menu")).to_be_visible()
        return page

    def leave(self) -> None:
        while self._contexts:
            self._contexts.pop().close()


def until(page: Page, look: Callable[[], object], within_s: float, what: str) -> None:
    """Look again while the page goes on."""
    end = time.monotonic() + within_s
    while not look():
        assert time.monotonic() < end, f"not within {within_s} s: {what}"
        page.wait_for_timeout(100)
