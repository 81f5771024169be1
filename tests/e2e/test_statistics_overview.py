"""The overview of the statistics tab in a real browser."""

from __future__ import annotations

import contextlib
import csv
import json
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests import app_server
from tests.e2e import conftest, creator_site, processed_site
from tests.e2e.creator_site import NOW_MSECS, ORIGIN, CreatorSite

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

COUNTS = ('num_starts', 'num_actual_starts', 'num_completions')
AXE = app_server.ROOT / 'node_modules' / 'axe-core' / 'axe.min.js'


@contextlib.contextmanager
def opened_page(
    chromium: sync_api.Browser, **options: Any
) -> Iterator[sync_api.Page]:
    """A page whose time moves only when told, and which must not throw."""
    options = {'timezone_id': 'UTC', 'reduced_motion': 'reduce', **options}
    context = chromium.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(20_000)
    problems: list[str] = []
    page.on('pageerror', lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert not problems


@pytest.fixture
def page(chromium: sync_api.Browser) -> Iterator[sync_api.Page]:
    with opened_page(chromium) as opened:
        yield opened


def visit(
    page: sync_api.Page, where: str = '#/stats', **site: Any
) -> CreatorSite:
    site.setdefault('processed', processed_site.processed())
    served = CreatorSite(**site)
    served.attach(page)
    page.clock.install(time=NOW_MSECS / 1000)
    page.goto(f'{ORIGIN}/create/lesson{where}')
    return served


def draw(page: sync_api.Page) -> None:
    """Lets the charts near the screen be drawn."""
    page.locator('.days').scroll_into_view_if_needed()
    page.clock.run_for(2000)
    expect(page.locator('.days svg')).to_be_visible()


def test_a_card_that_the_version_does_not_have_is_named(page):
    visit(page, '#/stats?card=Renamed+since')
    status = page.get_by_role('status').filter(has_text='no card called')
    expect(status).to_contain_text('Version 2 has no card called “Renamed')
    expect(page.get_by_role('dialog')).to_be_hidden()
    button(page, 'Close').click()
    expect(status).to_be_hidden()
    assert 'card=' not in page.url


def test_a_version_that_there_is_not_leads_to_the_latest(page):
    site = CreatorSite(processed=processed_site.processed())
    site.attach(page)
    refused = creator_site.invalid('v', 'the latest version is 2')
    page.route(
        '**/createhandler/statistics/lesson?v=9',
        lambda route: route.fulfill(json=refused, status=400),
    )
    page.goto(f'{ORIGIN}/create/lesson#/stats?v=9')
    alert = page.get_by_role('alert').filter(has_text='no version 9')
    expect(alert).to_contain_text('the latest version is 2.')
    button(page, 'Show the latest version').click()
    expect(tile(page, 'starts')).to_contain_text('1,284')
    expect(alert).to_be_hidden()


def test_a_private_exploration_with_plays_says_who_can_play_it(page):
    statistics = creator_site.statistics(status='private')
    visit(page, statistics=statistics)
    expect(page.locator('#overview')).to_contain_text(
        'private: only its owners, editors and viewers can play it now'
    )
    expect(tile(page, 'starts')).to_contain_text('1,284')


def tile(page: sync_api.Page, term: str) -> sync_api.Locator:
    return page.locator(f'[data-tile="{term}"]')


def trust(page: sync_api.Page, name: str) -> sync_api.Locator:
    return page.locator(f'[data-trust="{name}"]')


def button(page: sync_api.Page, name: str) -> sync_api.Locator:
    return page.get_by_role('button', name=name, exact=True)


def days_shown(page: sync_api.Page) -> list[list[str]]:
    """Opens the table of days and returns its rows."""
    button(page, 'Show as table').click()
    rows = page.locator('.days tbody tr')
    expect(rows.first).to_be_visible()
    return [row.locator('th, td').all_text_contents() for row in rows.all()]


def total(rows: list[list[str]], column: int) -> int:
    return sum(int(row[column]) for row in rows)


def test_the_days_together_are_the_totals_with_what_is_still_live(page):
    statistics = creator_site.statistics(num_starts=1290, num_completions=603)
    visit(page, '#/stats?period=all', statistics=statistics)
    expect(page.locator('.days')).to_contain_text(
        'The last day includes 6 starts, 0 actual starts, 1 completion'
    )
    rows = days_shown(page)
    assert total(rows, 1) == 1290
    assert total(rows, 2) == 1046
    assert total(rows, 3) == 603
    assert ['19 Nov 2026', '0', '0', '0', ''] in rows
    expect(trust(page, 'waiting')).to_contain_text('6 plays to process')


def test_a_period_is_chosen_by_key_and_stays_in_the_address(page):
    visit(page)
    expect(tile(page, 'starts')).to_contain_text('in 28 days')
    button(page, '7 days').focus()
    page.keyboard.press('Enter')
    expect(tile(page, 'starts')).to_contain_text('in 7 days')
    expect(button(page, '7 days')).to_be_focused()
    assert page.evaluate('location.hash') == '#/stats?period=7'
    page.reload()
    expect(button(page, '7 days')).to_have_attribute('aria-pressed', 'true')
    assert len(days_shown(page)) == 7


def test_versions_saved_are_marked_and_can_be_read_by_key(page):
    visit(page)
    draw(page)
    expect(page.locator('.days svg text').get_by_text('v2')).to_be_attached()
    saved = page.locator('.saved-versions').get_by_role('link')
    expect(saved).to_have_text(['v2'])
    saved.focus()
    expect(saved).to_have_attribute('title', '9 Nov 2026 \u2013 Correct it')


def test_a_new_play_moves_the_chart_within_ten_seconds(page):
    site = visit(page)
    draw(page)
    site.statistics['num_starts'] += 1
    page.clock.run_for(10_000)
    expect(page.locator('.days .chart-description')).to_contain_text(
        'The last day includes 1 start, '
    )


def test_refresh_has_the_plays_processed_and_keeps_the_focus(page):
    site = visit(page)
    expect(trust(page, 'complete-through')).to_contain_text(
        'Complete through 11:59'
    )
    assert site.processed is not None
    site.processed |= {
        'revision': 8,
        'complete_through_msecs': NOW_MSECS,
    }
    button(page, 'Refresh').focus()
    page.keyboard.press('Enter')
    expect(trust(page, 'complete-through')).to_contain_text(
        'Complete through 12:00'
    )
    assert site.sent == [('POST', 'fold', {})]
    expect(button(page, 'Refresh')).to_be_focused()


def test_plays_that_wait_are_processed_once_without_being_asked(page):
    waiting = processed_site.processed(num_sessions_waiting=3)
    site = visit(page, processed=waiting)
    expect(trust(page, 'waiting')).to_contain_text('3 plays may go on')
    page.clock.run_for(1000)
    expect(page.locator('#announcer')).to_have_text(
        'The plays have been processed.'
    )
    page.clock.run_for(60_000)
    assert site.sent == [('POST', 'fold', {})]


def test_how_far_to_trust_the_figures_stays_in_sight(page):
    differs = {
        'verdict': 'differs',
        'audited_at_msecs': NOW_MSECS,
        'num_open_sessions': 0,
        'num_differences': 2,
        'num_violations': 0,
    }
    visit(page, processed=processed_site.processed(audit=differs))
    expect(trust(page, 'audit')).to_contain_text('Audit differs')
    page.get_by_role('link', name='Cards', exact=True).click()
    expect(page.locator('#cards-heading')).to_be_focused()
    expect(trust(page, 'audit')).to_be_in_viewport()
    page.reload()
    expect(page.locator('#cards-heading')).to_be_focused()
    button(page, 'What does “Audit” mean?').click()
    expect(page.locator('#definition')).to_contain_text('recounts')


@pytest.mark.parametrize(
    ('processed', 'said', 'why'),
    [
        (
            processed_site.processed(state='computing', days=[]),
            'Still computing',
            'still being processed',
        ),
        (
            processed_site.processed(state='failed', error='x', days=[]),
            'Processing failed',
            'No play is lost',
        ),
        (
            {'failure_status': 503, 'revision': 7},
            'Processed figures unavailable',
            'could not be fetched',
        ),
    ],
    ids=['computing', 'failed', 'unavailable'],
)
def test_where_days_are_missing_all_of_the_page_says_the_same(
    page, processed, said, why
):
    visit(page, processed=processed)
    expect(trust(page, 'complete-through')).to_contain_text(said)
    expect(page.locator('.days .chart-nothing')).to_contain_text(why)
    expect(page.locator('[data-stat="num_starts"]')).to_have_text('1,284')
    expect(page.locator('.days svg')).to_have_count(0)


def test_what_could_not_be_fetched_comes_by_itself(page):
    site = visit(page, processed={'failure_status': 503, 'revision': 7})
    unavailable = page.get_by_text('Processed figures unavailable')
    expect(unavailable).to_be_visible()
    site.processed = processed_site.processed()
    page.clock.run_for(10_000)
    expect(unavailable).to_be_hidden()
    expect(page.locator('.days .chart-description')).to_contain_text('starts')


def test_too_few_to_say_is_said_in_one_place(page):
    few = creator_site.statistics(
        num_starts=8, num_actual_starts=7, num_completions=2
    )
    days = [{'day': '2026-11-22'} | {name: few[name] for name in COUNTS}]
    visit(page, statistics=few, processed=processed_site.processed(days=days))
    expect(page.locator('.few-note')).to_contain_text('too few')
    figures = page.locator('.figures').text_content() or ''
    assert '%' not in figures


def test_the_days_download_as_csv_and_json(page, tmp_path):
    visit(page, '#/stats?period=7')
    expect(tile(page, 'starts')).to_contain_text('in 7 days')
    files = {}
    for kind in ('CSV', 'JSON'):
        with page.expect_download() as download:
            button(page, f'{kind}: download “Day by day”').click()
        path = pathlib.Path(tmp_path / download.value.suggested_filename)
        download.value.save_as(path)
        files[kind] = path
    with files['CSV'].open(encoding='utf-8-sig', newline='') as file:
        rows = list(csv.DictReader(file))
    said = json.loads(files['JSON'].read_text())
    assert files['CSV'].name == 'lesson-v2-days.csv'
    assert [row['num_starts'] for row in rows] == [
        str(row['num_starts']) for row in said['rows']
    ]
    assert rows[-1]['day'] == '2026-11-22'


def test_on_paper_every_section_and_the_table_of_an_undrawn_chart_stand(
    chromium,
):
    # So low a window that the chart is too far below it to be drawn.
    viewport = {'width': 1280, 'height': 200}
    with opened_page(chromium, viewport=viewport) as page:
        visit(page)
        expect(tile(page, 'starts')).to_contain_text('in 28 days')
        page.emulate_media(media='print')
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        expect(page.locator('.days tbody tr')).to_have_count(28)
        expect(page.locator('.section-nav')).to_be_hidden()
        expect(page.locator('.glossary dt').first).to_be_visible()
        conftest.screenshot(page, 'statistics-print')
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        expect(page.locator('.days tbody')).to_be_hidden()


@pytest.mark.parametrize('color_scheme', ['light', 'dark'])
@pytest.mark.parametrize(('size', 'width'), [('phone', 390), ('wide', 1280)])
def test_axe_finds_nothing(chromium, color_scheme, size, width):
    viewport = {'width': width, 'height': 900}
    with opened_page(
        chromium, viewport=viewport, color_scheme=color_scheme
    ) as page:
        visit(page)
        draw(page)
        conftest.screenshot(page, f'statistics-overview-{size}-{color_scheme}')
        button(page, 'Show as table').click()
        page.evaluate(AXE.read_text())
        found = page.evaluate('axe.run()')['violations']
    assert [(one['id'], one['nodes'][0]['html']) for one in found] == []
