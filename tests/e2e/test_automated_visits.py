"""A real automated browser does not count as a learner."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import creator_pages, filled_app, pages

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

_EXP_ID = 'seasons_quiz'
_ORDINARY = (
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) '
    'Chrome/141.0.0.0 Safari/537.36'
)
_PRETEND = "Object.defineProperty(navigator, 'webdriver', {get: () => false});"


@pytest.fixture
def url(tmp_path: pathlib.Path) -> Iterator[str]:
    """The app without the setting of the other tests."""
    with filled_app.serve(
        tmp_path,
        filled_app.load_demo_explorations,
        STATS_COUNT_AUTOMATED_VISITS='off',
    ) as served_url:
        yield served_url


def _visit(page: sync_api.Page, url: str) -> None:
    with page.expect_response('**/explorehandler/init/**'):
        page.goto(f'{url}/explore/{_EXP_ID}')
    expect(page.locator('#player')).to_have_attribute('aria-busy', 'false')


def test_automated_browsers_are_recognised_and_others_are_counted(
    chromium: sync_api.Browser, url: str
) -> None:
    notice = 'A program opened this lesson, so this play is not counted.'
    # Recognised by the User-Agent of a headless browser.
    with pages.opened_page(chromium) as page:
        _visit(page, url)
        expect(page.get_by_text(notice)).to_be_visible()
    # Recognised by the markers of an ordinary automated browser.
    with pages.opened_page(chromium, user_agent=_ORDINARY) as page:
        _visit(page, url)
        expect(page.get_by_text(notice)).to_be_visible()
    # Like a learner's browser, which has neither marker.
    with pages.opened_page(chromium, user_agent=_ORDINARY) as page:
        page.add_init_script(_PRETEND)
        # A page closed earlier would not have reported its start.
        with page.expect_response('**/explorehandler/stats_events/**'):
            _visit(page, url)
        expect(page.get_by_text(notice)).to_be_hidden()

    with pages.opened_page(chromium) as page:
        stats = creator_pages.Statistics(page, url, _EXP_ID)
        stats.expect_totals(starts=1, actual_starts=0, completions=0)
        expect(
            page.get_by_text('2 automated visits, not counted')
        ).to_be_visible()
