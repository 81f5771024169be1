"""Accessibility of the creator's pages, with a mocked server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import looks, processed_site
from tests.e2e.creator_site import ORIGIN
from tests.e2e.creator_tab import VIEWS, OpenTab, visit, wait_until_drawn
from tests.e2e.pages import button, opened_page

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


@pytest.fixture(scope='module')
def tab(chromium: sync_api.Browser) -> Iterator[OpenTab]:
    with opened_page(chromium) as page:
        yield OpenTab(page, processed_site.site)


def show_days(page: sync_api.Page) -> None:
    """Has the days drawn and listed."""
    page.locator('.days').scroll_into_view_if_needed()
    page.clock.run_for(2000)
    expect(page.locator('.days svg')).to_be_visible()
    rows = page.locator('.days tbody tr')
    if not rows.first.is_visible():
        button(page, 'Show as table').click()
    expect(rows.first).to_be_visible()


# Only these parts of the page differ from the view with the table.
SCOPES = {'flow': '#cards', 'funnel': '#cards', 'card': 'dialog[open]'}


@pytest.mark.parametrize('size', looks.VIEWPORTS)
def test_everyone_can_use_each_view(tab, size):
    page = tab.page
    tab.show()
    for view, where in VIEWS.items():
        page.set_viewport_size(looks.VIEWPORTS[size])
        page.goto(f'{ORIGIN}/create/lesson{where}')
        wait_until_drawn(page, view)
        if view == 'table':
            show_days(page)
        dialogs = page.locator('dialog[open]')
        expect(dialogs).to_have_count(int(view == 'card'))
        for theme in looks.in_each_theme(page):
            looks.screenshot(page, f'creator-{view}-{size}-{theme}')
            looks.expect_accessible(page, SCOPES.get(view))
        looks.expect_no_sideways_scroll(page)
        if size == 'phone':
            page.set_viewport_size({'width': 320, 'height': 700})
            looks.expect_no_sideways_scroll(page)


# Marks all controls, the focused one, and how many are left.
_MARK_WANTED = """elements => {
  const seen = elements.filter(element => element.checkVisibility());
  for (const element of seen) element.dataset.wanted = '';
  return seen.length;
}"""
_MARK_REACHED = """() => {
  delete document.activeElement.dataset.wanted;
  return document.querySelectorAll('[data-wanted]').length;
}"""


def test_the_keyboard_reaches_everything_on_the_statistics_tab(page):
    visit(page)
    wait_until_drawn(page, 'table')
    num_wanted = page.locator(
        '#stats :is(button, select, input, summary, [tabindex="0"])'
        ':not(:disabled)'
    ).evaluate_all(_MARK_WANTED)
    assert num_wanted >= 30
    for _ in range(4 * num_wanted):
        page.keyboard.press('Tab')
        if page.evaluate(_MARK_REACHED) == 0:
            break
    expect(page.locator('[data-wanted]')).to_have_count(0)
