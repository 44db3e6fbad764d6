from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

PATIENCE_MS = 30_000
"""Four tests share two cores: playwright's five seconds are too few. What must be quick says so itself."""

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright
