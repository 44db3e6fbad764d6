"""Debian's Chromium, and a person who signs in to it."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Playwright, expect

from api.glass import CHROMIUM

NO_UDP = [
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
]


@contextmanager
def chromium(playwright: Playwright, *more: str) -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "chromium is needed: make browser"
    browser = playwright.chromium.launch(executable_path=path, args=[*CHROMIUM, *more])
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


def until(page: Page, look: Callable[[], object], within_s: float, what: str) -> None:
    """Look again while the page goes on."""
    end = time.monotonic() + within_s
    while not look():
        assert time.monotonic() < end, f"not within {within_s} s: {what}"
        page.wait_for_timeout(100)
