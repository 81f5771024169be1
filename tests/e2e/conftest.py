"""A real browser on the real app."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright import sync_api

from tests import app_server

# Where screenshots go, for people to look at.
OUTPUT = app_server.ROOT / '.test-output' / 'screenshots'

VIEWPORTS = {
    'phone': {'width': 390, 'height': 844},
    'desktop': {'width': 1280, 'height': 900},
}

# Milliseconds to wait for what has to appear; a busy machine takes its time.
TIMEOUT_MSECS = 20_000

sync_api.expect.set_options(timeout=TIMEOUT_MSECS)

NewPage = Callable[..., sync_api.Page]


@pytest.fixture(scope='session')
def chromium() -> Iterator[sync_api.Browser]:
    """Debian's Chromium; says loudly when it is missing."""
    path = shutil.which('chromium')
    if path is None:
        reason = 'NOT RUN: Chromium is missing (apt install chromium)'
        if os.environ.get('REQUIRE_ALL') or os.environ.get('CI') == 'true':
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                '--no-sandbox',
                '--disable-gpu',
                '--disable-background-networking',
                '--disable-component-update',
                '--disable-sync',
                '--no-first-run',
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def app_url(tmp_path: pathlib.Path) -> Iterator[str]:
    """The app with the demo explorations and nothing played yet."""
    with app_server.running_app(tmp_path / 'data') as url:
        yield url


@pytest.fixture
def new_page(chromium: sync_api.Browser) -> Iterator[NewPage]:
    """Opens pages, each in a browser profile of its own.

    A page that logs an error to its console, throws, or is refused
    something by its Content Security Policy fails the test.
    """
    problems: list[str] = []
    with contextlib.ExitStack() as stack:

        def open_page(
            viewport: str = 'desktop', color_scheme: str = 'light'
        ) -> sync_api.Page:
            context = stack.enter_context(
                contextlib.closing(
                    chromium.new_context(
                        viewport=VIEWPORTS[viewport],
                        color_scheme=color_scheme,
                        reduced_motion='reduce',
                        locale='en-GB',
                    )
                )
            )
            page = context.new_page()
            page.set_default_timeout(TIMEOUT_MSECS)
            page.on('pageerror', lambda error: problems.append(str(error)))
            page.on(
                'console',
                lambda message: (
                    problems.append(message.text)
                    if message.type == 'error'
                    else None
                ),
            )
            return page

        yield open_page
    assert not problems


def screenshot(page: sync_api.Page, name: str) -> None:
    """Keeps a picture of the whole page for people to look at."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUTPUT / f'{name}.png', full_page=True)
