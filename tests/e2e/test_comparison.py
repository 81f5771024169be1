"""A comparison of two versions in a real browser, with a mocked server."""

from __future__ import annotations

import csv
import pathlib
import re
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import improvements_site
from tests.e2e.creator_site import invalid
from tests.e2e.creator_tab import OpenTab, open_part
from tests.e2e.improvements_tab import (
    compared_row,
    items,
    open_compare,
    open_comparison,
    visit,
)
from tests.e2e.pages import button, opened_page, soon

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


@pytest.fixture(scope='module')
def tab(chromium: sync_api.Browser) -> Iterator[OpenTab]:
    with opened_page(chromium) as page:
        yield OpenTab(page, improvements_site.ImprovementsSite)


def test_the_latest_version_is_compared_with_the_one_before(page):
    site = visit(page)
    expect(items(page)).to_have_count(4)
    # The page is drawn, and all earlier requests are answered.
    soon(page, lambda: site.sent[:1], [('POST', 'fold', {})])
    assert site.compared == []
    open_comparison(page)
    assert site.compared == [('v1', 'v2')]
    expect(compared_row(page, 'completion_rate')).to_contain_text(
        'Better: 65\u00a0% instead of 47\u00a0%, +18 percentage points'
    )
    expect(compared_row(page, 'Question')).to_contain_text('Edited')
    expect(compared_row(page, 'A closer look')).to_contain_text(
        'was “A close look”'
    )
    expect(compared_row(page, 'A closer look')).to_contain_text(
        'about 1,300 more sessions needed in “Version 2”'
    )
    cards = page.locator('.compare-table').last.locator('tbody tr')
    expect(cards.first).to_have_attribute('data-key', 'Question')
    page.get_by_label('Order').select_option('In reading order')
    expect(cards.first).to_have_attribute('data-key', 'Introduction')
    expect(page).to_have_url(re.compile('by=order'))
    page.go_back()
    expect(cards.first).to_have_attribute('data-key', 'Question')
    expect(page.get_by_label('Order')).to_have_value('difference')
    page.go_forward()
    page.reload()
    open_comparison(page)
    expect(cards.first).to_have_attribute('data-key', 'Introduction')
    expect(page.get_by_label('Order')).to_have_value('order')


def test_days_are_chosen_by_key_and_stay_in_the_address(tab):
    page = tab.page
    site = tab.show()
    open_comparison(page)
    before = page.get_by_role('group', name='Before')
    before.get_by_label('What to compare').select_option('Days')
    before.get_by_label('First day').fill('2026-10-31')
    before.get_by_label('Last day').fill('2026-10-01')
    button(page, 'Compare').click()
    expect(before).to_contain_text('must not be after the last')
    expect(before.get_by_label('First day')).to_be_focused()
    before.get_by_label('First day').fill('2026-09-01')
    page.keyboard.press('Enter')
    expect(page.locator('.compare-hint')).to_contain_text('every version')
    expect(page).to_have_url(re.compile('a=2026-09-01..2026-10-01'))
    expect(
        page.get_by_role('columnheader', name='1 Sept').first
    ).to_be_visible()
    assert site.compared[-1] == ('2026-09-01..2026-10-01', 'v2')


def test_server_errors_are_shown_at_their_field(tab):
    page = tab.page
    error = invalid('b', 'There is no version 9.')
    tab.show('#/stats?a=v1&b=v9', comparison_error=error)
    open_compare(page)
    expect(page.get_by_role('group', name='After')).to_contain_text(
        'There is no version 9.'
    )


def test_a_side_without_plays_shows_a_sentence_and_no_table(tab):
    page = tab.page
    compared = improvements_site.comparison()
    compared['a']['num_starts'] = 0
    tab.show(compared_sides=compared)
    open_compare(page)
    said = page.locator('.compare-said')
    expect(said).to_have_text(
        'Version 1: nothing was played, so there is nothing to compare with.'
    )
    expect(page.locator('.compare-table')).to_have_count(0)
    expect(page.locator('.compare-downloads')).to_have_count(0)
    # What changed does not depend on plays.
    expect(
        page.get_by_role('link', name='What changed between them')
    ).to_have_attribute('href', '#/history?a=v1&b=v2')


def test_a_comparison_is_printed_on_the_width_of_a_page(tab):
    page = tab.page
    tab.show()
    page.set_viewport_size({'width': 794, 'height': 1123})
    open_comparison(page)
    page.emulate_media(media='print')
    panel = page.locator('.compare-panel')
    soon(
        page,
        lambda: panel.evaluate('e => e.scrollWidth - e.clientWidth'),
        0,
    )


def test_a_comparison_is_retried_when_the_server_is_back(page):
    site = visit(page)
    page.route('**/comparison/**', lambda route: route.abort())
    open_compare(page)
    panel = page.locator('.compare-panel')
    expect(panel).to_contain_text('could not be compared')
    page.unroute('**/comparison/**')
    page.clock.run_for(9_000)
    expect(page.locator('.compare-table')).to_have_count(2)
    expect(panel).not_to_contain_text('could not be compared')
    assert site.compared[-1] == ('v1', 'v2')


def test_a_comparison_downloads_as_csv(tab, tmp_path):
    page = tab.page
    tab.show()
    open_comparison(page)
    open_part(page, 'Everything on this page as files')
    with page.expect_download() as download:
        button(page, 'CSV: download “Comparison”').click()
    path = pathlib.Path(tmp_path / download.value.suggested_filename)
    download.value.save_as(path)
    with path.open(encoding='utf-8-sig', newline='') as file:
        rows = list(csv.DictReader(file))
    assert path.name == 'lesson-v1-against-v2.csv'
    assert [row['state_name'] for row in rows[:3]] == ['', '', 'Introduction']
    assert rows[0]['a_successes'] == '70'
