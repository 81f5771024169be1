"""Improvements on the real app, and their accessibility."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import creator_pages, filled_app, looks, seeded_lesson
from tests.e2e.creator_site import ORIGIN
from tests.e2e.creator_tab import OpenTab
from tests.e2e.improvements_site import ImprovementsSite
from tests.e2e.improvements_tab import (
    BOUNCE,
    compared_row,
    item,
    items,
    open_comparison,
)
from tests.e2e.pages import button, opened_page

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


# On the real app ----------------------------------------------------------


@pytest.fixture
def seeded_url(tmp_path: pathlib.Path) -> Iterator[str]:
    """The app with a lesson half of whose learners gave up, since mended."""
    with filled_app.serve(tmp_path, seeded_lesson.fill) as url:
        yield url


# Requested before the pages, so that the app outlives them.
def test_a_bad_card_is_found_replayed_resolved_and_seen_to_be_mended(
    seeded_url, new_page
):
    page = new_page()
    creator_pages.Statistics(page, seeded_url, seeded_lesson.EXP_ID)
    first = page.locator('.improvements-digest-list a').first
    expect(first).to_contain_text('gave up after several wrong answers')
    first.click()
    expect(item(page, 1)).to_contain_text('of 80')
    expect(item(page, 1)).to_contain_text('Card changed since')
    item(page, 1).get_by_role('button', name='sample').click()
    replay = page.get_by_role('dialog', name='Wrong answers in a row')
    expect(replay).to_contain_text('Answered “blue”')
    expect(replay).to_contain_text('Gave an answer of their own')
    page.keyboard.press('Escape')
    item(page, 1).get_by_role('button', name='Resolve').click()
    page.get_by_label('Note (optional)').fill('Said what is asked for')
    item(page, 1).locator('form button[type="submit"]').click()
    expect(button(page, 'Resolved 1')).to_be_visible()
    page.reload()
    button(page, 'Resolved 1').click()
    item(page, 1).locator('.task-toggle').click()
    expect(item(page, 1)).to_contain_text('Said what is asked for')
    open_comparison(page)
    expect(page.locator('.compare-said')).to_contain_text(
        'The completion rate is better: 100\u00a0% instead of'
    )
    mended = compared_row(page, seeded_lesson.BAD_CARD)
    expect(mended).to_contain_text('Edited')
    expect(mended).to_contain_text('Better: 0\u00a0% instead of')
    looks.screenshot(page, 'improvements-real')


# For people to look at ----------------------------------------------------

SEEN = {
    'improvements': (f'#/stats?task={BOUNCE}', '#improvements'),
    'compare': ('#/stats', '#compare'),
    'replay': (f'#/stats?task={BOUNCE}&play=1', '.playthrough'),
}


@pytest.fixture(scope='module')
def tab(chromium: sync_api.Browser) -> Iterator[OpenTab]:
    with opened_page(chromium) as page:
        yield OpenTab(page, ImprovementsSite)


@pytest.mark.parametrize('size', looks.VIEWPORTS)
def test_axe_finds_no_violation_in_any_size_and_theme(tab, size):
    page = tab.page
    tab.show()
    page.set_viewport_size(looks.VIEWPORTS[size])
    for what, (where, selector) in SEEN.items():
        page.goto(f'{ORIGIN}/create/lesson{where}')
        show(page, what)
        part = page.locator(selector)
        for theme in looks.in_each_theme(page):
            looks.screenshot(page, f'{what}-{size}-{theme}', part)
            looks.expect_accessible(page, selector)
        looks.expect_no_sideways_scroll(page)


def show(page: sync_api.Page, what: str) -> None:
    expect(items(page)).to_have_count(4)
    if what == 'improvements':
        toggle = item(page, 1).locator('.task-toggle')
        expect(toggle).to_have_attribute('aria-expanded', 'true')
    elif what == 'compare':
        open_comparison(page)
    elif what == 'replay':
        expect(page.locator('.playthrough-step')).to_have_count(5)
        page.keyboard.press('ArrowRight')
        page.keyboard.press('ArrowRight')
