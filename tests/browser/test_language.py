"""The first visit is in the language that the browser asks for, and what a person chooses stays."""

from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from models.people import Role
from tests.api.running import PASSWORD, serving
from tests.browser.chromium import chromium, sign_in


def speaks(page: Page, lang: str, words: str) -> None:
    expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", lang)


def test_the_sign_in_page_follows_the_browser_until_a_person_chooses(
    playwright: Playwright, tmp_path: Path
) -> None:
    with serving(tmp_path) as running, chromium(playwright) as browser:
        running.add_user("admin", Role.ADMIN)
        page = browser.new_context().new_page()
        page.goto(running.address)
        speaks(page, "zh-CN", "登录")

        page = browser.new_context(locale="en-GB").new_page()
        page.goto(running.address)
        speaks(page, "en", "Sign in")
        page.get_by_test_id("language-switch").click()
        speaks(page, "zh-CN", "登录")
        sign_in(page, running.address, "admin", PASSWORD)
        expect(page.get_by_test_id("user-menu")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
