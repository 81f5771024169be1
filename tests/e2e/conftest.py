"""A real browser, the real app, and pages between them."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright import sync_api

from core.domain import exp_domain, exp_services, exp_yaml
from scripts import environment
from tests import creator_client
from tests.e2e import filled_app, looks, pages

sync_api.expect.set_options(timeout=pages.TIMEOUT_MSECS)

NewPage = Callable[..., sync_api.Page]
PublishDemo = Callable[[str], exp_domain.Exploration]


@pytest.fixture(scope='session', autouse=True)
def bundles() -> None:
    """Bundles the current sources for browsers."""
    environment.make_bundles()


@pytest.fixture(scope='session')
def chromium() -> Iterator[sync_api.Browser]:
    """Debian's Chromium; fails with a clear message when it is missing.

    Prefers its headless shell if that is installed: the same engine without a
    window, which takes a third less processor time for each page.
    """
    path = shutil.which('chromium-headless-shell') or shutil.which('chromium')
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


@pytest.fixture(scope='session')
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with the demo explorations.

    Tests share it, so each plays an exploration that no other one plays.
    """
    data_dir = tmp_path_factory.mktemp('app')
    with filled_app.serve(data_dir, filled_app.load_demo_explorations) as url:
        yield url


@pytest.fixture
def publish_demo(app_url: str) -> PublishDemo:
    """Publishes copies of demo explorations for a single test."""
    creator = creator_client.CreatorClient(app_url)
    creator.sign_in()

    def publish(name: str) -> exp_domain.Exploration:
        path = exp_services.DEMO_EXPLORATIONS_DIR / f'{name}.yaml'
        text = path.read_text('utf-8')
        return exp_yaml.exploration_from_yaml(creator.publish(text), text)

    return publish


@pytest.fixture
def page(chromium: sync_api.Browser) -> Iterator[sync_api.Page]:
    """A page in a separate browser profile."""
    with pages.opened_page(chromium) as opened:
        yield opened


@pytest.fixture
def new_page(chromium: sync_api.Browser) -> Iterator[NewPage]:
    """Opens pages on the real app, each in a separate browser profile.

    A refused request of such a page fails the test, too.
    """
    with contextlib.ExitStack() as stack:

        def open_page(
            viewport: str = 'desktop', color_scheme: str = 'light'
        ) -> sync_api.Page:
            return stack.enter_context(
                pages.opened_page(
                    chromium,
                    may_be_refused=False,
                    viewport=looks.VIEWPORTS[viewport],
                    color_scheme=color_scheme,
                )
            )

        yield open_page
