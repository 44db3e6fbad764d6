"""Debian's Chromium, and a person who signs in to it."""

import shutil
from collections.abc import Iterator
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
