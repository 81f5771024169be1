"""Bytes that a browser with an empty cache transfers for a first view."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import conftest, creator_pages, looks
from tests.e2e.browser_learner import BrowserLearner

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

# Files fetched for charts, once the rest is loaded.
CHARTS = '/parts/echarts-'


@dataclasses.dataclass
class Transfers:
    """Bytes of each answer, headers included, by its URL."""

    bytes_by_url: dict[str, float] = dataclasses.field(default_factory=dict)

    def listen_to(self, page: sync_api.Page) -> None:
        """Records the transfers of the page from now on; empties the cache."""
        urls: dict[str, str] = {}
        protocol = page.context.new_cdp_session(page)

        def note_url(event: dict[str, Any]) -> None:
            urls[event['requestId']] = event['response']['url']

        def note_bytes(event: dict[str, Any]) -> None:
            url = urls[event['requestId']]
            is_in_page = url.startswith('data:')
            if CHARTS not in url and not is_in_page:
                self.bytes_by_url[url] = event['encodedDataLength']

        protocol.on('Network.responseReceived', note_url)
        protocol.on('Network.loadingFinished', note_bytes)
        protocol.send('Network.enable')
        protocol.send('Network.clearBrowserCache')

    def expect_at_most(self, max_bytes: int, max_requests: int) -> None:
        """Checks the transferred bytes, and that the cache was empty."""
        transferred = self.bytes_by_url
        assert any('/css/site-' in url for url in transferred), transferred
        assert sum(transferred.values()) <= max_bytes, transferred
        assert len(transferred) <= max_requests, transferred


@pytest.mark.parametrize('viewport', looks.VIEWPORTS)
def test_the_player_weighs_less_than_it_may(
    app_url: str,
    new_page: conftest.NewPage,
    publish_demo: conftest.PublishDemo,
    viewport: str,
) -> None:
    quiz = publish_demo('seasons_quiz')
    page = new_page(viewport)
    transfers = Transfers()
    transfers.listen_to(page)
    BrowserLearner(page, app_url, quiz).open()
    page.wait_for_load_state('networkidle')
    transfers.expect_at_most(60_000, 8)


def test_the_statistics_tab_weighs_less_than_it_may(
    app_url: str, new_page: conftest.NewPage, publish_demo: conftest.PublishDemo
) -> None:
    quiz = publish_demo('seasons_quiz')
    learner = BrowserLearner(new_page(), app_url, quiz)
    learner.open()
    learner.play_to_end()
    for viewport in looks.VIEWPORTS:
        page = new_page(viewport)
        creator_pages.sign_in(page, app_url)
        page.goto('about:blank')
        transfers = Transfers()
        transfers.listen_to(page)
        page.goto(f'{app_url}/create/{quiz.exp_id}#/stats')
        completions = page.locator('[data-stat="num_completions"]')
        expect(completions).to_have_text('1')
        page.wait_for_load_state('networkidle')
        transfers.expect_at_most(110_000, 12)
