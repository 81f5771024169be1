"""The statistics tab in a real browser, with a mocked server."""

from __future__ import annotations

import csv
import pathlib
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import creator_site
from tests.e2e.creator_site import ORIGIN, CreatorSite, counts
from tests.e2e.creator_tab import (
    OpenTab,
    card_names,
    open_part,
    row,
    stat,
    visit,
)
from tests.e2e.pages import button, opened_page, settle, soon

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


@pytest.fixture(scope='module')
def tab(chromium: sync_api.Browser) -> Iterator[OpenTab]:
    with opened_page(chromium) as page:
        yield OpenTab(page, CreatorSite)


def test_every_total_equals_the_count_of_the_server(tab):
    page = tab.page
    tab.show()
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    expect(stat(page, 'num_actual_starts')).to_have_text('1,046')
    expect(stat(page, 'num_completions')).to_have_text('602')
    expect(stat(page, 'num_passers_by')).to_have_text('238')
    expect(stat(page, 'num_drop_outs')).to_have_text('444')
    expect(stat(page, 'completion_rate')).to_have_text('58\u00a0%')
    open_part(page, 'All totals')
    expect(page.get_by_text('602 of 1,046 actual starts')).to_be_visible()
    expect(page.get_by_text('95 % interval 55\u201361\u00a0%')).to_be_visible()
    expect(page.get_by_text('As of 12:00:00')).to_be_visible()


def test_every_card_shows_its_figures_in_reading_order(tab):
    page = tab.page
    tab.show('#/stats?columns=counts')
    expect(row(page, 'Question').locator('.cell-value')).to_have_text(
        ['1,260', '1,046', '1,480', '820', '61', '810', '0', '450']
    )
    left_at_the_end = row(page, 'Done').locator('[data-column="left_here"]')
    expect(left_at_the_end).to_have_text('\u2013')
    in_order = creator_site.statistics()['state_order']
    expect(card_names(page)).to_have_text(in_order)


def test_a_new_play_shows_within_ten_seconds_and_nothing_moves(tab):
    page = tab.page
    site = tab.show()
    card = row(page, 'Done early').locator('.card-name')
    card.focus()
    settle(page)
    scrolled = page.evaluate('window.scrollY')
    site.statistics['num_starts'] += 1
    page.clock.run_for(10_000)
    expect(stat(page, 'num_starts')).to_have_text('1,285')
    expect(card).to_be_focused()
    expect(page.locator('#announcer')).to_have_text('Updated: 1,285 starts.')
    soon(page, lambda: page.evaluate('window.scrollY'), scrolled)


def test_with_live_updates_off_figures_change_only_on_request(tab):
    page = tab.page
    site = tab.show()
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    live = page.get_by_role('switch', name='Live')
    live.uncheck()
    asked = site.num_statistics_requests
    site.statistics['num_starts'] += 1
    page.clock.run_for(60_000)
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    button(page, 'Refresh').click()
    expect(stat(page, 'num_starts')).to_have_text('1,285')
    assert site.num_statistics_requests == asked + 1
    live.check()
    site.statistics['num_starts'] += 1
    page.clock.run_for(10_000)
    expect(stat(page, 'num_starts')).to_have_text('1,286')


def test_a_heading_sorts_by_key_and_the_address_keeps_the_order(tab):
    page = tab.page
    tab.show()
    heading = page.get_by_role('button', name='Left here', exact=False).first
    heading.focus()
    page.keyboard.press('Enter')
    column = page.get_by_role('columnheader', name='Left here')
    expect(column).to_have_attribute('aria-sort', 'descending')
    expect(heading).to_be_focused()
    in_order = [
        *('Question', 'Introduction', 'A closer look'),
        *('Done', 'Done early'),
    ]
    expect(card_names(page)).to_have_text(in_order)
    page.reload()
    expect(column).to_have_attribute('aria-sort', 'descending')
    expect(card_names(page)).to_have_text(in_order)


def test_a_definition_opens_and_closes_by_key_and_is_read_out(tab):
    page = tab.page
    tab.show()
    open_part(page, 'All totals')
    opener = button(page, 'Passers-by')
    opener.focus()
    page.keyboard.press('Enter')
    definition = page.locator('#definition')
    expect(definition).to_contain_text('Starts without any answer.')
    expect(opener).to_have_attribute('aria-expanded', 'true')
    expect(page.locator('#announcer')).to_contain_text('Starts without any')
    page.keyboard.press('Escape')
    expect(definition).to_be_hidden()
    opener.click()
    expect(definition).to_be_visible()
    opener.click()
    expect(definition).to_be_hidden()


def test_a_card_opens_from_the_table_and_back_closes_it(tab):
    page = tab.page
    tab.show()
    opener = row(page, 'Question').locator('.card-name')
    opener.click()
    panel = page.get_by_role('dialog', name='Question')
    expect(panel.locator('[data-figure="leftHere"]')).to_contain_text(
        '36\u00a0% of 1,260 times entered'
    )
    expect(panel.get_by_role('button', name='A closer look')).to_have_count(2)
    expect(page).to_have_url(f'{ORIGIN}/create/lesson#/stats?card=Question')
    page.go_back()
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_flow_has_every_card_as_a_button_that_opens_it(tab):
    page = tab.page
    tab.show('#/stats?view=flow')
    nodes = page.locator('.flow-node')
    expect(nodes).to_have_count(5)
    node = page.get_by_role('button', name='Question 1,260 entered 450 left')
    node.focus()
    page.keyboard.press('Enter')
    expect(page.get_by_role('dialog', name='Question')).to_be_visible()
    page.keyboard.press('Escape')
    expect(node).to_be_focused()


def test_on_a_phone_the_flow_begins_at_the_first_card(page):
    page.set_viewport_size({'width': 320, 'height': 700})
    visit(page, '#/stats?view=flow')
    first = page.locator('.flow-node.is-first')
    expect(first).to_be_attached()

    def is_within() -> bool:
        box = first.bounding_box()
        return box is not None and 0 <= box['x'] <= 320 - box['width']

    soon(page, is_within, True)


def test_a_version_is_chosen_and_kept_in_the_address(tab):
    page = tab.page
    tab.show()
    page.locator('#stats-version').select_option('1')
    expect(page.get_by_text('All plays of version 1.')).to_be_visible()
    expect(page).to_have_url(f'{ORIGIN}/create/lesson#/stats?v=1')


def test_the_table_downloads_as_csv(tab, tmp_path):
    page = tab.page
    tab.show('#/stats?section=data')
    with page.expect_download() as download:
        button(page, 'CSV: download “Cards: live counters”').click()
    path = pathlib.Path(tmp_path / download.value.suggested_filename)
    download.value.save_as(path)
    with path.open(encoding='utf-8-sig', newline='') as file:
        cards = list(csv.DictReader(file))
    assert path.name == 'lesson-v2-cards.csv'
    assert [card['left_here'] for card in cards] == ['238', '450', '', '6', '']


def test_below_ten_no_percentage_is_claimed(tab):
    page = tab.page
    few = creator_site.statistics(
        num_starts=9,
        num_actual_starts=9,
        num_completions=3,
        state_stats_mapping={'Introduction': counts(9, 9, 9, 9, 0, 9)},
    )
    tab.show(statistics=few)
    expect(stat(page, 'completion_rate')).to_have_text('Too few to say')
    expect(page.locator('.glance')).to_contain_text('3 of 9')
    expect(page.locator('.figures', has_text='%')).to_have_count(0)


@pytest.mark.parametrize(
    ('changes', 'heading', 'help_offered'),
    [
        ({}, 'No plays yet', 'Link to share'),
        ({'status': 'private'}, 'this exploration is private', 'publishing'),
        ({'exp_version': 1}, 'No plays up to version 1', 'latest version'),
    ],
)
def test_an_empty_tab_explains_why(tab, changes, heading, help_offered):
    page = tab.page
    tab.show(statistics=creator_site.nothing_counted(**changes))
    expect(page.get_by_role('heading', name=heading)).to_be_visible()
    expect(page.get_by_text('own plays')).to_be_visible()
    help_given = page.get_by_label(help_offered).or_(
        page.get_by_role('link', name=help_offered)
    )
    expect(help_given).to_be_visible()


def test_the_first_play_ends_the_empty_state(tab):
    page = tab.page
    site = tab.show(statistics=creator_site.nothing_counted())
    expect(page.get_by_role('heading', name='No plays yet')).to_be_visible()
    site.statistics = creator_site.statistics()
    page.clock.run_for(10_000)
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    expect(page.get_by_role('heading', name='No plays yet')).to_be_hidden()


def test_doubtful_figures_are_marked_as_doubtful(tab):
    page = tab.page
    broken = creator_site.statistics(
        num_completions=1050,
        invariant_violations=[
            'num_actual_starts (1046) is less than num_completions (1050)'
        ],
        unrecognised_states={'Old card': counts(2, 1, 3, 3, 0, 1)},
        unrecognised_counters={'num_sighs': 1200},
    )
    tab.show(statistics=broken)
    warnings = page.get_by_role('region', name='Warnings')
    expect(warnings).to_contain_text(
        'actual starts (1046) is less than completions (1050)'
    )
    expect(warnings).not_to_contain_text('Old card')
    expect(warnings).not_to_contain_text('num_sighs')
    expect(stat(page, 'completion_rate')).to_have_text('Does not add up')


def test_counts_kept_aside_are_collapsed_below_the_figures(tab):
    page = tab.page
    odd = creator_site.statistics(
        unrecognised_states={
            'BUY CHEAP': counts(2, 1, 3, 3, 0, 1),
            '': counts(2, 1, 1_451, 3, 0, 1),
        },
        unrecognised_counters={'num_sighs': 1200},
    )
    tab.show(statistics=odd)
    aside = page.locator('details').filter(has_text='Counts kept aside')
    name = aside.get_by_text('BUY CHEAP')
    expect(aside).to_be_visible()
    expect(name).to_be_hidden()
    expect(page.get_by_role('region', name='Warnings')).to_be_hidden()

    aside.locator('summary').click()

    expect(aside).to_contain_text('BUY CHEAP: entered 3, answers 2')
    expect(aside).to_contain_text('Other names: entered 1,451')
    expect(aside).to_contain_text('kept until it does: num_sighs 1,200.')
    overview = page.get_by_role('heading', name='Overview')
    assert name.bounding_box()['y'] > overview.bounding_box()['y']


def test_automated_visits_are_recognised(tab):
    page = tab.page
    site = tab.show()
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    expect(page.get_by_text('automated visit')).to_be_hidden()

    site.statistics = creator_site.statistics(num_automated_visits=37)
    page.clock.run_for(10_000)

    expect(page.get_by_text('37 automated visits, not counted')).to_be_visible()


def test_an_empty_set_aside_section_is_not_shown(tab):
    page = tab.page
    tab.show()
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    expect(page.get_by_text('Counts kept aside')).to_be_hidden()


def test_an_initial_failure_can_be_retried(page):
    visit(page, statistics_failures=[500])
    expect(page.get_by_text('There are no figures to show')).to_be_visible()
    button(page, 'Try again').click()
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    expect(page.get_by_text('There are no figures')).to_be_hidden()


def test_a_later_failure_keeps_the_figures_and_recovers(tab):
    page = tab.page
    site = tab.show()
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    site.statistics_failures.append(503)
    page.clock.run_for(9_000)
    failure = page.get_by_text('The figures could not be refreshed')
    expect(failure).to_be_visible()
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    page.clock.run_for(9_000)
    expect(failure).to_be_hidden()


def test_without_access_one_request_leads_to_the_sign_in(page):
    site = visit(page, statistics_failures=[403, 403, 403])
    sign_in = page.get_by_role('link', name='Sign in').last
    expect(sign_in).to_be_visible()
    page.clock.run_for(60_000)
    # A new request of the page follows all earlier ones.
    page.reload()
    expect(sign_in).to_be_visible()
    assert site.num_statistics_requests == 2


def test_names_of_cards_are_shown_as_text(page):
    name = '<img src=x onerror="document.title=`owned`">'
    statistics = creator_site.statistics(
        state_order=[name],
        init_state_name=name,
        state_stats_mapping={name: counts(10, 10, 20, 20, 0, 10)},
    )
    exploration = creator_site.lesson() | {
        'init_state_name': name,
        'states': {name: creator_site.lesson()['states']['Introduction']},
    }
    visit(page, statistics=statistics, exploration=exploration)
    expect(card_names(page)).to_have_text([name])
    button(page, 'Flow').click()
    expect(page.locator('.flow-node')).to_have_count(1)
    expect(page.locator('img[src="x"]')).to_have_count(0)
