"""The creator's pages in a real browser, with every answer made up."""

from __future__ import annotations

import contextlib
import csv
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests import app_server
from tests.e2e import conftest, creator_site
from tests.e2e.creator_site import NOW_MSECS, ORIGIN, CreatorSite, counts

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

AXE = app_server.ROOT / 'node_modules' / 'axe-core' / 'axe.min.js'
VIEWS = {
    'table': '#/stats',
    'flow': '#/stats?view=flow',
    'card': '#/stats?card=Question',
    'content': '#/content',
    'history': '#/history',
}


@contextlib.contextmanager
def opened_page(
    chromium: sync_api.Browser, **options: Any
) -> Iterator[sync_api.Page]:
    """A page whose time moves only when told, and which must log nothing."""
    options = {'timezone_id': 'UTC', 'reduced_motion': 'reduce', **options}
    context = chromium.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(20_000)
    problems: list[str] = []
    page.on('pageerror', lambda error: problems.append(str(error)))
    page.on('console', lambda said: problems.append(_problem(said)))
    yield page
    context.close()
    assert not list(filter(None, problems))


def _problem(said: sync_api.ConsoleMessage) -> str:
    # Chromium logs every answer that is an error; those are asked for here.
    is_asked_for = said.text.startswith('Failed to load resource')
    return said.text if said.type == 'error' and not is_asked_for else ''


@pytest.fixture
def page(chromium: sync_api.Browser) -> Iterator[sync_api.Page]:
    with opened_page(chromium) as opened:
        yield opened


def visit(
    page: sync_api.Page, where: str = '#/stats', **site: Any
) -> CreatorSite:
    served = CreatorSite(**site)
    served.attach(page)
    page.clock.install(time=NOW_MSECS / 1000)
    page.goto(f'{ORIGIN}/create/lesson{where}')
    return served


def stat(page: sync_api.Page, name: str) -> sync_api.Locator:
    return page.locator(f'[data-stat="{name}"]')


def row(page: sync_api.Page, card: str) -> sync_api.Locator:
    return page.locator(f'tr[data-state-name="{card}"]')


def card_names(page: sync_api.Page) -> list[str]:
    return page.locator('.cards-table .card-name').all_text_contents()


def button(page: sync_api.Page, name: str) -> sync_api.Locator:
    return page.get_by_role('button', name=name, exact=True)


def address(page: sync_api.Page) -> str:
    return str(page.evaluate('location.hash'))


# Statistics ---------------------------------------------------------------


def test_every_total_is_what_the_server_counted(page):
    visit(page)
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    expect(stat(page, 'num_actual_starts')).to_have_text('1,046')
    expect(stat(page, 'num_completions')).to_have_text('602')
    expect(stat(page, 'num_passers_by')).to_have_text('238')
    expect(stat(page, 'num_drop_outs')).to_have_text('444')
    expect(stat(page, 'completion_rate')).to_have_text('58\u00a0%')
    expect(page.get_by_text('602 of 1,046 actual starts')).to_be_visible()
    expect(page.get_by_text('95 % interval 55\u201361\u00a0%')).to_be_visible()
    expect(page.get_by_text('As of 12:00:00')).to_be_visible()


def test_every_card_shows_its_figures_in_reading_order(page):
    visit(page)
    expect(row(page, 'Question').locator('.cell-value')).to_have_text(
        ['1,260', '1,046', '1,480', '820', '61', '810', '450']
    )
    left_at_the_end = row(page, 'Done').locator('[data-column="left_here"]')
    expect(left_at_the_end).to_have_text('\u2013')
    assert card_names(page) == creator_site.statistics()['state_order']


def test_a_new_play_shows_within_ten_seconds_and_nothing_moves(page):
    site = visit(page)
    card = row(page, 'Done early').locator('.card-name')
    card.focus()
    scrolled = page.evaluate('window.scrollY')
    site.statistics['num_starts'] += 1
    page.clock.run_for(10_000)
    expect(stat(page, 'num_starts')).to_have_text('1,285')
    expect(card).to_be_focused()
    assert page.evaluate('window.scrollY') == scrolled
    expect(page.locator('#announcer')).to_have_text('Updated: 1,285 starts.')


def test_without_live_the_figures_change_only_when_asked(page):
    site = visit(page)
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    page.get_by_role('switch', name='Live').uncheck()
    asked = site.num_statistics_requests
    site.statistics['num_starts'] += 1
    page.clock.run_for(60_000)
    assert site.num_statistics_requests == asked
    button(page, 'Refresh').click()
    expect(stat(page, 'num_starts')).to_have_text('1,285')


def test_a_heading_sorts_by_key_and_the_order_stays_in_the_address(page):
    visit(page)
    heading = page.get_by_role('button', name='Left here', exact=False).first
    heading.focus()
    page.keyboard.press('Enter')
    column = page.get_by_role('columnheader', name='Left here')
    expect(column).to_have_attribute('aria-sort', 'descending')
    expect(heading).to_be_focused()
    in_order = ['Question', 'Introduction', 'A closer look']
    assert card_names(page)[:3] == in_order
    page.reload()
    expect(column).to_have_attribute('aria-sort', 'descending')
    assert card_names(page)[:3] == in_order


def test_a_definition_opens_and_closes_by_key_and_is_read_out(page):
    visit(page)
    opener = button(page, 'What does “Passers-by” mean?')
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


def test_a_card_opens_from_the_table_and_back_closes_it(page):
    visit(page)
    button(page, 'Question').click()
    panel = page.get_by_role('dialog', name='Question')
    expect(panel.locator('[data-figure="leftHere"]')).to_contain_text(
        '36\u00a0% of 1,260 times entered'
    )
    expect(panel.get_by_role('button', name='A closer look')).to_have_count(2)
    assert address(page) == '#/stats?card=Question'
    page.go_back()
    expect(panel).to_be_hidden()
    expect(button(page, 'Question')).to_be_focused()


def test_the_flow_has_every_card_as_a_button_that_opens_it(page):
    visit(page, '#/stats?view=flow')
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
    box = first.bounding_box()
    assert box is not None
    assert box['x'] >= 0
    assert box['x'] + box['width'] <= 320


def test_a_version_is_chosen_and_stays_in_the_address(page):
    visit(page)
    page.locator('#stats-version').select_option('1')
    expect(page.get_by_text('All plays of version 1.')).to_be_visible()
    assert address(page) == '#/stats?v=1'


def test_the_table_downloads_as_csv(page, tmp_path):
    visit(page)
    with page.expect_download() as download:
        button(page, 'Download CSV').click()
    path = pathlib.Path(tmp_path / download.value.suggested_filename)
    download.value.save_as(path)
    with path.open(encoding='utf-8-sig', newline='') as file:
        cards = list(csv.DictReader(file))
    assert path.name == 'lesson-v2-cards.csv'
    assert [card['left_here'] for card in cards] == ['238', '450', '', '6', '']


def test_below_ten_no_percentage_is_claimed(page):
    few = creator_site.statistics(
        num_starts=9,
        num_actual_starts=9,
        num_completions=3,
        state_stats_mapping={'Introduction': counts(9, 9, 9, 9, 0, 9)},
    )
    visit(page, statistics=few)
    expect(stat(page, 'completion_rate')).to_have_text('Too few to say')
    expect(page.get_by_text('3 of 9 actual starts')).to_be_visible()
    assert '%' not in (page.locator('.figures').text_content() or '')


@pytest.mark.parametrize(
    ('changes', 'heading', 'help_offered'),
    [
        ({}, 'No plays yet', 'Link to share'),
        ({'status': 'private'}, 'this exploration is private', 'publishing'),
        ({'exp_version': 1}, 'No plays up to version 1', 'latest version'),
    ],
)
def test_an_empty_tab_says_why(page, changes, heading, help_offered):
    visit(page, statistics=creator_site.nothing_counted(**changes))
    expect(page.get_by_role('heading', name=heading)).to_be_visible()
    expect(page.get_by_text('own plays')).to_be_visible()
    help_given = page.get_by_label(help_offered).or_(
        page.get_by_role('link', name=help_offered)
    )
    expect(help_given).to_be_visible()


def test_the_first_play_ends_the_empty_state(page):
    site = visit(page, statistics=creator_site.nothing_counted())
    expect(page.get_by_role('heading', name='No plays yet')).to_be_visible()
    site.statistics = creator_site.statistics()
    page.clock.run_for(10_000)
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    expect(page.get_by_role('heading', name='No plays yet')).to_be_hidden()


def test_doubtful_figures_are_said_to_be_doubtful(page):
    broken = creator_site.statistics(
        num_completions=1050,
        invariant_violations=[
            'num_actual_starts (1046) is less than num_completions (1050)'
        ],
        unrecognised_states={'Old card': counts(2, 1, 3, 3, 0, 1)},
    )
    visit(page, statistics=broken)
    warnings = page.get_by_role('region', name='Warnings')
    expect(warnings).to_contain_text(
        'actual starts (1046) is less than completions (1050)'
    )
    expect(warnings).to_contain_text('Old card: entered 3, answers 2')
    expect(stat(page, 'completion_rate')).to_have_text('Does not add up')


def test_a_failure_at_first_can_be_tried_again(page):
    visit(page, statistics_failures=[500])
    expect(page.get_by_text('There are no figures to show')).to_be_visible()
    button(page, 'Try again').click()
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    expect(page.get_by_text('There are no figures')).to_be_hidden()


def test_a_failure_later_leaves_the_figures_and_heals_by_itself(page):
    site = visit(page)
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    site.statistics_failures.append(503)
    page.clock.run_for(9_000)
    failure = page.get_by_text('The figures could not be refreshed')
    expect(failure).to_be_visible()
    expect(stat(page, 'num_starts')).to_have_text('1,284')
    page.clock.run_for(9_000)
    expect(failure).to_be_hidden()


def test_who_may_not_see_it_is_asked_once_and_sent_to_sign_in(page):
    site = visit(page, statistics_failures=[403, 403, 403])
    expect(page.get_by_role('link', name='Sign in').last).to_be_visible()
    page.clock.run_for(60_000)
    assert site.num_statistics_requests == 1


def test_names_of_cards_are_text_whatever_they_hold(page):
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
    assert card_names(page) == [name]
    button(page, 'Flow').click()
    expect(page.locator('.flow-node')).to_have_count(1)
    assert page.locator('img[src="x"]').count() == 0


# Content and history ------------------------------------------------------


def edit(page: sync_api.Page, text: str) -> None:
    page.get_by_label('The exploration as YAML').fill(text)
    page.get_by_label('What did you change, and why?').fill('Because')


def save(page: sync_api.Page) -> None:
    button(page, 'Save a new version').click()


def test_an_edit_is_saved_with_its_renames(page):
    site = visit(page, '#/content')
    edit(page, 'title: A flat world\n')
    button(page, 'Add a renamed card').click()
    page.get_by_label('Old name').select_option('Done')
    page.get_by_label('New name').fill('The end')
    save(page)
    expect(page.get_by_text('Saved as version 3')).to_be_visible()
    assert site.sent == [
        (
            'PUT',
            'data',
            {
                'version': 2,
                'yaml': 'title: A flat world\n',
                'renames': {'Done': 'The end'},
                'commit_message': 'Because',
            },
        )
    ]


def test_a_card_renamed_without_saying_so_is_told_to_be_cut_off(page):
    site = visit(page, '#/content')
    edit(page, 'title: A flat world\n')
    states = site.exploration['states']
    states['Done soon'] = states.pop('Done early')
    save(page)
    expect(page.get_by_text('Saved as version 3')).to_be_visible()
    expect(page.get_by_text('left behind: “Done early”')).to_be_visible()
    expect(page.get_by_text('Restore version 2')).to_be_visible()


def test_a_conflict_keeps_the_text_and_shows_the_latest_beside_it(page):
    site = visit(page, '#/content', save_error=creator_site.conflict())
    edit(page, 'title: Mine\n')
    save(page)
    expect(page.get_by_text('there is a newer version')).to_be_visible()
    site.messages.append('Theirs')
    site.yaml = 'title: Theirs\n'
    site.save_error = None
    button(page, 'Load the latest, keep my text').click()
    expect(page.get_by_label('Version 3 to compare')).to_have_value(
        'title: Theirs\n'
    )
    expect(page.get_by_label('The exploration as YAML')).to_have_value(
        'title: Mine\n'
    )
    save(page)
    expect(page.get_by_text('Saved as version 4')).to_be_visible()
    assert site.sent[-1][2]['version'] == 3


def test_what_is_wrong_in_a_text_is_shown_with_its_place(page):
    error = creator_site.invalid('states.Done.content', 'is missing')
    visit(page, '#/content', save_error=error)
    edit(page, 'title: Broken\n')
    save(page)
    expect(page.locator('.notice')).to_contain_text(
        'states.Done.content \u2013 is missing'
    )


def test_typed_text_outlives_a_look_at_another_tab(page):
    visit(page, '#/content')
    edit(page, 'title: Unsaved\n')
    page.get_by_role('link', name='History').click()
    expect(page.get_by_role('cell', name='Correct it')).to_be_visible()
    page.get_by_role('link', name='Content', exact=True).click()
    expect(page.get_by_label('The exploration as YAML')).to_have_value(
        'title: Unsaved\n'
    )


def test_publishing_asks_before_it_is_taken_back(page):
    site = visit(page, '#/content')
    button(page, 'Make private').click()
    page.get_by_role('dialog').get_by_role('button', name='Cancel').click()
    assert site.sent == []
    button(page, 'Make private').click()
    confirm = page.get_by_role('dialog')
    confirm.get_by_role('button', name='Make private').click()
    expect(page.locator('#exploration-status')).to_have_text('Private')
    assert site.sent == [('PUT', 'status', {'make_public': False})]


def test_an_old_version_is_restored_after_a_question(page):
    site = visit(page, '#/history')
    button(page, 'Restore version 1').click()
    dialog = page.get_by_role('dialog')
    expect(dialog).to_contain_text('becomes version 3')
    dialog.get_by_role('button', name='Restore').click()
    expect(page.get_by_role('cell', name='Back to 1')).to_be_visible()
    body = {'current_version': 2, 'revert_to_version': 1}
    assert site.sent == [('POST', 'revert', body)]


def test_history_leads_to_the_statistics_of_a_version(page):
    visit(page, '#/history')
    page.get_by_role('link', name='Statistics of version 1').click()
    expect(page.get_by_text('All plays of version 1.')).to_be_visible()


# For everyone -------------------------------------------------------------


def wait_until_drawn(page: sync_api.Page, view: str) -> None:
    drawn = {
        'table': '.cards-table tbody tr',
        'flow': '.flow-drawing',
        'card': '.card-ways li',
        'content': '.outline li',
        'history': 'tr[data-version]',
    }[view]
    page.clock.run_for(1000)
    expect(page.locator(drawn).first).to_be_visible()


@pytest.mark.parametrize('view', VIEWS)
@pytest.mark.parametrize('color_scheme', ['light', 'dark'])
@pytest.mark.parametrize(('size', 'width'), [('phone', 390), ('wide', 1280)])
def test_axe_finds_nothing(chromium, view, color_scheme, size, width):
    viewport = {'width': width, 'height': 900}
    with opened_page(
        chromium, viewport=viewport, color_scheme=color_scheme
    ) as page:
        visit(page, VIEWS[view])
        wait_until_drawn(page, view)
        conftest.screenshot(page, f'creator-{view}-{size}-{color_scheme}')
        page.evaluate(AXE.read_text())
        found = page.evaluate('axe.run()')['violations']
    assert [(one['id'], one['nodes'][0]['html']) for one in found] == []


@pytest.mark.parametrize('view', VIEWS)
def test_nothing_runs_over_the_edge_at_320_pixels(chromium, view):
    viewport = {'width': 320, 'height': 700}
    with opened_page(chromium, viewport=viewport) as page:
        visit(page, VIEWS[view])
        wait_until_drawn(page, view)
        assert page.evaluate('document.documentElement.scrollWidth') == 320


def tab_until(page: sync_api.Page, is_there: Callable[[], bool]) -> None:
    for _ in range(80):
        page.keyboard.press('Tab')
        if is_there():
            return
    pytest.fail('The keyboard does not get there.')


def test_the_keyboard_reaches_everything_on_the_statistics_tab(page):
    visit(page)
    wait_until_drawn(page, 'table')
    wanted = page.locator(
        '#stats :is(button, select, input, summary, [tabindex="0"])'
        ':not(:disabled)'
    )
    elements = [one for one in wanted.element_handles() if one.is_visible()]
    reached = 0
    for element in elements:
        tab_until(
            page,
            lambda one=element: one.evaluate(
                'e => e === document.activeElement'
            ),
        )
        reached += 1
    assert reached == len(elements) >= 30
