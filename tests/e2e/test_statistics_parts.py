"""Parts of the creator's pages that are loaded on demand."""

from __future__ import annotations

import re

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e.creator_site import ORIGIN
from tests.e2e.improvements_site import ImprovementsSite
from tests.e2e.improvements_tab import BOUNCE, visit

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

# Each part: its module, where it is opened, and the visible result.
PARTS = {
    'content': ('content_view', '#/content', '#yaml'),
    'history': ('history_view', '#/history', '.history-table'),
    'flow': ('flow_figure', '#/stats?view=flow', '.flow-drawing'),
    'funnel': ('funnel_figure', '#/stats?view=funnel', '.funnel-step'),
    'card': ('card_body', '#/stats?card=Question', '.card-sentence'),
    'compare': (
        'compare_section',
        '#/stats?section=compare',
        '.compare-table',
    ),
    'data': ('data_section', '#/stats?section=data', '.data-table'),
    'replay': (
        'playthrough_dialog',
        f'#/stats?task={BOUNCE}&play=1',
        'dialog.playthrough',
    ),
}


def expect_failure(
    page: sync_api.Page, address: str, where: str
) -> sync_api.Locator:
    """Visits a place while one file fails to load; returns the message."""
    page.route(address, lambda route: route.abort())
    page.goto(f'{ORIGIN}/create/lesson{where}')
    said = page.get_by_text('This part of the page could not be loaded')
    expect(said).to_be_visible()
    page.unroute(address)
    return said


def try_again(page: sync_api.Page) -> None:
    """Presses the button, unless a refresh has retried before."""
    page.get_by_role('button', name='Try again').evaluate_all(
        'buttons => buttons.forEach((button) => button.click())'
    )


def test_each_part_that_fails_to_load_can_be_retried(page):
    visit(page)
    for module, where, seen in PARTS.values():
        said = expect_failure(page, f'**/parts/{module}-*.js', where)
        try_again(page)
        expect(page.locator(seen).first).to_be_visible()
        expect(said).to_be_hidden()


def test_a_part_is_not_shown_without_its_styles(page):
    ImprovementsSite().attach(page)
    expect_failure(page, '**/css/editing-*.css', '#/history')
    try_again(page)
    expect(page.locator('.history-table')).to_be_visible()
    expect(page.locator('link[href*="/editing-"]')).to_have_count(1)


def test_the_first_view_requests_and_prints_only_displayed_parts(page):
    asked: list[str] = []
    page.on('request', lambda request: asked.append(request.url))
    visit(page)
    expect(page.locator('.task-item').first).to_be_visible()
    page.wait_for_load_state('networkidle')
    modules = [module for module, _, _ in PARTS.values()]
    assert [url for url in asked if re.search('|'.join(modules), url)] == []
    # A section that is not loaded is not printed.
    page.emulate_media(media='print')
    expect(page.locator('#compare')).to_be_hidden()
    expect(page.locator('#cards')).to_be_visible()
    page.emulate_media(media='null')
    with page.expect_request('**/parts/history_view-*.js'):
        page.get_by_role('link', name='History').hover()
    expect(page.locator('#history')).to_be_hidden()


@pytest.mark.parametrize('section', ['compare', 'data'])
def test_a_link_to_a_section_scrolls_to_its_top(page, section):
    visit(page, f'#/stats?section={section}')
    expect(page.locator(PARTS[section][2]).first).to_be_visible()
    heading = page.locator(f'#{section}-heading')
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()


def test_switching_tabs_closes_overlays(page):
    visit(page, PARTS['replay'][1])
    dialog = page.locator('dialog.playthrough')
    expect(dialog).to_be_visible()
    page.evaluate("location.hash = '#/content'")
    expect(page.locator('#yaml')).to_be_visible()
    expect(dialog).to_be_hidden()


def test_a_part_that_is_no_longer_wanted_is_not_shown(page):
    held: list[sync_api.Route] = []
    served = ImprovementsSite()
    served.attach(page)
    page.route('**/parts/history_view-*.js', lambda route: held.append(route))
    page.goto(f'{ORIGIN}/create/lesson#/history')
    expect(page.locator('#history')).to_have_text('Loading …')
    page.evaluate("location.hash = '#/stats'")
    expect(page.locator('.glance')).to_be_visible()
    held[0].fallback()
    page.wait_for_load_state('networkidle')
    expect(page.locator('#history')).to_be_hidden()
