"""The overview of the statistics tab in a real browser."""

from __future__ import annotations

import csv
import json
import pathlib
import re
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import (
    creator_site,
    improvements_site,
    looks,
    processed_site,
)
from tests.e2e.creator_site import NOW_MSECS, ORIGIN
from tests.e2e.creator_tab import OpenTab, stat
from tests.e2e.pages import button, opened_page, soon
from tests.e2e.processed_site import visit

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


@pytest.fixture(scope='module')
def tab(chromium: sync_api.Browser) -> Iterator[OpenTab]:
    with opened_page(chromium) as page:
        yield OpenTab(page, processed_site.site)


COUNTS = ('num_starts', 'num_actual_starts', 'num_completions')


def draw(page: sync_api.Page) -> None:
    """Lets the charts near the screen be drawn."""
    page.locator('.days').scroll_into_view_if_needed()
    page.clock.run_for(2000)
    expect(page.locator('.days svg')).to_be_visible()


def tile(page: sync_api.Page, term: str) -> sync_api.Locator:
    return page.locator(f'[data-tile="{term}"]')


def trust(page: sync_api.Page, name: str) -> sync_api.Locator:
    return page.locator(f'[data-trust="{name}"]')


def open_days(page: sync_api.Page) -> sync_api.Locator:
    """Opens the table of days, unless it is open; returns its rows."""
    rows = page.locator('.days tbody tr')
    if not rows.first.is_visible():
        button(page, 'Show as table').click()
    return rows


def totals(rows: sync_api.Locator) -> list[int]:
    """Sums up each of the counts of the days."""
    days = rows.evaluate_all(
        'rows => rows.map(row => [...row.cells].map(cell => cell.textContent))'
    )
    return [sum(int(day[column]) for day in days) for column in (1, 2, 3)]


def test_a_card_missing_from_the_version_is_named(tab):
    page = tab.page
    tab.show('#/stats?card=Renamed+since')
    status = page.get_by_role('status').filter(has_text='no card called')
    expect(status).to_contain_text('Version 2 has no card called “Renamed')
    expect(page.get_by_role('dialog')).to_be_hidden()
    button(page, 'Close').click()
    expect(status).to_be_hidden()
    expect(page).not_to_have_url(re.compile('card='))


def test_a_nonexistent_version_leads_to_the_latest(page):
    site = creator_site.CreatorSite(processed=processed_site.processed_view())
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


@pytest.mark.parametrize(
    ('width', 'height', 'screens'), [(1280, 800, 1), (390, 844, 2)]
)
def test_the_first_glance_needs_few_screens_and_no_definition(
    tab, width, height, screens
):
    viewport = {'width': width, 'height': height}
    processed = processed_site.processed_view(tasks=improvements_site.tasks())
    page = tab.page
    tab.show(processed=processed)
    page.set_viewport_size(viewport)
    glance = page.locator('.glance')
    for said in (
        *('Started', '1,046', 'Finished', '58\u00a0%', 'likely 55'),
        *('Where most leave', '450 of 1,260 left here (36\u00a0%)'),
        *('What most get wrong', '460 of 1,000 wrong at first (46\u00a0%)'),
        *('most often first “The flat one”', 'Since version 2'),
        *('66\u00a0% finished', '▲ higher', 'Changed: “Question”'),
    ):
        expect(glance).to_contain_text(said)
    box = glance.bounding_box()
    assert box is not None
    assert box['y'] + box['height'] <= screens * height
    expect(glance.locator('.definition-button')).to_have_count(0)
    looks.expect_no_sideways_scroll(page)
    looks.screenshot(page, f'first-glance-{width}')


def test_one_page_for_the_next_lesson_is_printed(tab):
    page = tab.page
    tab.show(answers={'lesson_sheet': processed_site.lesson_sheet()})
    page.get_by_role('link', name='One page for the next lesson').click()
    expect(page).to_have_url(re.compile('print=lesson'))
    sheet = page.get_by_role('article', name='Before the next lesson')
    expect(sheet).to_contain_text('Which one?')
    expect(sheet.get_by_role('listitem').first).to_have_text(
        re.compile('The flat one.*first answer of 160 learners')
    )
    expect(sheet).to_contain_text('It is <b>round</b>')
    expect(sheet).to_contain_text('Right at first 54\u00a0% (540 of 1,000)')
    for _ in looks.in_each_theme(page):
        looks.expect_accessible(page)
    looks.screenshot(page, 'lesson-sheet')
    assert len(re.findall(rb'/Type\s*/Page\b', page.pdf(format='A4'))) == 1
    page.get_by_role('link', name='Back to the statistics').click()
    expect(page.locator('.glance')).to_be_visible()


def test_a_private_exploration_with_plays_names_who_can_play_it(tab):
    page = tab.page
    statistics = creator_site.statistics(status='private')
    tab.show(statistics=statistics)
    expect(page.locator('#overview')).to_contain_text(
        'private: only its owners, editors and viewers can play it now'
    )
    expect(tile(page, 'starts')).to_contain_text('1,284')


def test_the_days_plus_live_counts_equal_the_totals(tab):
    page = tab.page
    statistics = creator_site.statistics(num_starts=1290, num_completions=603)
    tab.show('#/stats?period=all', statistics=statistics)
    expect(page.locator('.days')).to_contain_text(
        'The last day includes 6 starts, 0 actual starts, 1 completion'
    )
    rows = open_days(page)
    soon(page, lambda: totals(rows), [1290, 1046, 603])
    expect(rows.filter(has_text='19 Nov 2026')).to_have_text('19 Nov 2026000')
    expect(trust(page, 'waiting')).to_contain_text('6 plays to process')


def test_a_period_is_chosen_by_key_and_kept_in_the_address(tab):
    page = tab.page
    tab.show()
    expect(tile(page, 'starts')).to_contain_text('in 28 days')
    button(page, '7 days').focus()
    page.keyboard.press('Enter')
    expect(tile(page, 'starts')).to_contain_text('in 7 days')
    expect(button(page, '7 days')).to_be_focused()
    expect(page).to_have_url(f'{ORIGIN}/create/lesson#/stats?period=7')
    page.reload()
    expect(button(page, '7 days')).to_have_attribute('aria-pressed', 'true')
    expect(open_days(page)).to_have_count(7)


def test_versions_saved_are_marked_and_can_be_read_by_key(tab):
    page = tab.page
    tab.show()
    draw(page)
    mark = page.locator('.chart-mark')
    expect(mark).to_have_text(['v2: what changed on 9 Nov 2026'])
    expect(mark).to_be_in_viewport()
    saved = page.locator('.saved-versions').get_by_role('link')
    expect(saved).to_have_text(['v2'])
    saved.focus()
    expect(saved).to_have_attribute('title', '9 Nov 2026 \u2013 Correct it')
    mark.press('Enter')
    expect(page).to_have_url(f'{ORIGIN}/create/lesson#/history?a=v1&b=v2')


def test_a_new_play_moves_the_chart_within_ten_seconds(tab):
    page = tab.page
    site = tab.show()
    draw(page)
    site.statistics['num_starts'] += 1
    page.clock.run_for(10_000)
    expect(page.locator('.days .chart-description')).to_contain_text(
        'The last day includes 1 start, '
    )


def test_refresh_has_the_plays_processed_and_keeps_the_focus(tab):
    page = tab.page
    site = tab.show()
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


def test_waiting_plays_are_processed_once_automatically(page):
    waiting = processed_site.processed_view(num_sessions_waiting=3)
    site = visit(page, processed=waiting)
    expect(trust(page, 'waiting')).to_contain_text('3 plays may go on')
    page.clock.run_for(1000)
    expect(page.locator('#announcer')).to_have_text(
        'The plays have been processed.'
    )
    # The requests of one refresh precede those of the next.
    for starts in (1285, 1286):
        site.statistics['num_starts'] = starts
        page.clock.run_for(10_000)
        expect(stat(page, 'num_starts')).to_have_text(f'{starts:,}')
    assert site.sent == [('POST', 'fold', {})]


def test_the_trust_note_of_the_figures_stays_visible(tab):
    page = tab.page
    differs = processed_site.audit(verdict='differs', num_differences=2)
    tab.show(processed=processed_site.processed_view(audit=differs))
    expect(trust(page, 'audit')).to_contain_text('Audit differs')
    page.get_by_role('link', name='Cards', exact=True).click()
    expect(page.locator('#cards-heading')).to_be_focused()
    expect(trust(page, 'audit')).to_be_in_viewport()
    page.reload()
    expect(page.locator('#cards-heading')).to_be_focused()
    trust(page, 'audit').get_by_role('button').click()
    expect(page.locator('#definition')).to_contain_text('recounts')


def test_repairs_of_the_audit_are_listed(tab):
    page = tab.page
    repaired = {
        'exp_version': 2,
        'state_name': 'Question',
        'counter': 'total_hit_count',
        'counted': 160,
        'recomputed': 161,
        'num_sessions': 1,
    }
    audit = processed_site.audit(
        verdict='repaired', num_repaired=6, repaired=[repaired]
    )
    tab.show(processed=processed_site.processed_view(audit=audit))
    expect(trust(page, 'audit')).to_contain_text('6 of 2,600 counts corrected')
    section = page.get_by_role('region', name='Audit', exact=True)
    section.locator('summary').click()
    expect(section.get_by_role('row').last).to_have_text(
        re.compile('Question.*160.*161')
    )
    expect(section.get_by_text('And 5 more.')).to_be_visible()
    # Shown only to owners and administrators of the site.
    expect(button(page, 'Check and repair now')).to_be_hidden()


def test_an_owner_has_the_counters_checked(tab):
    page = tab.page
    parts = iter([{'is_complete': False, 'audit': None}])
    asked = []

    def answer(route):
        asked.append(route.request.post_data_json)
        done = {'is_complete': True, 'audit': processed_site.audit()}
        route.fulfill(json=next(parts, done))

    tab.show(statistics=creator_site.statistics(may_repair=True))
    page.route('**/createhandler/audit/*', answer)
    button(page, 'Check and repair now').click()
    expect(page.get_by_text('no difference.')).to_be_attached()
    expect(button(page, 'Check and repair now')).to_be_visible()
    assert asked == [{'is_new': True}, {'is_new': False}]
    page.unroute('**/createhandler/audit/*')


@pytest.mark.parametrize(
    ('processed', 'said', 'why'),
    [
        (
            processed_site.processed_view(state='computing', days=[]),
            'Still computing',
            'still being processed',
        ),
        (
            processed_site.processed_view(state='failed', error='x', days=[]),
            'Processing failed',
            'No play is lost',
        ),
    ],
    ids=['computing', 'failed'],
)
def test_missing_days_are_reported_consistently(page, processed, said, why):
    visit(page, processed=processed)
    expect_missing_days(page, said, why)


def expect_missing_days(page: sync_api.Page, said: str, why: str) -> None:
    expect(trust(page, 'complete-through')).to_contain_text(said)
    expect(page.locator('.days .chart-nothing')).to_contain_text(why)
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    expect(page.locator('.days svg')).to_have_count(0)


def test_a_failed_fetch_is_reported_and_retried_automatically(page):
    site = visit(page, processed={'failure_status': 503, 'revision': 7})
    unavailable = page.get_by_text('Processed figures unavailable')
    expect(unavailable).to_be_visible()
    expect_missing_days(
        page, 'Processed figures unavailable', 'could not be fetched'
    )
    for _ in looks.in_each_theme(page):
        looks.expect_accessible(page)
    site.processed = processed_site.processed_view()
    page.clock.run_for(10_000)
    expect(unavailable).to_be_hidden()
    expect(page.locator('.days .chart-description')).to_contain_text('starts')


def test_too_few_plays_are_reported_in_one_place(tab):
    page = tab.page
    few = creator_site.statistics(
        num_starts=8, num_actual_starts=7, num_completions=2
    )
    days = [{'day': '2026-11-22'} | {name: few[name] for name in COUNTS}]
    tab.show(statistics=few, processed=processed_site.processed_view(days=days))
    expect(page.locator('.few-note', has_text='too few')).to_be_visible()
    for said in (
        page.locator('[data-headline="Finished"]'),
        tile(page, 'completionRate'),
    ):
        expect(said).not_to_contain_text('%')


def test_the_days_download_as_csv_and_json(tab, tmp_path):
    page = tab.page
    tab.show('#/stats?period=7&section=data')
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
    assert files['CSV'].name == 'lesson-v2-day-by-day.csv'
    assert [row['num_starts'] for row in rows] == [
        str(row['num_starts']) for row in said['rows']
    ]
    assert rows[-1]['day'] == '2026-11-22'


def test_every_section_and_the_tables_of_undrawn_charts_are_printed(page):
    # In a window this low, the chart is too far below to be drawn.
    page.set_viewport_size({'width': 1280, 'height': 200})
    visit(page)
    expect(tile(page, 'starts')).to_contain_text('in 28 days')
    page.emulate_media(media='print')
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator('.days tbody tr')).to_have_count(28)
    expect(page.locator('.section-nav')).to_be_hidden()
    expect(page.locator('.glossary dt').first).to_be_visible()
    looks.screenshot(page, 'statistics-print')
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator('.days tbody')).to_be_hidden()
