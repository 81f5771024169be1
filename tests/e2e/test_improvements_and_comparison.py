"""What deserves a change, how learners played, and two sides compared."""

from __future__ import annotations

import csv
import pathlib
import re
import subprocess
import sys
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests import app_server
from tests.e2e import (
    conftest,
    creator_pages,
    improvements_site,
    seeded_lesson,
)
from tests.e2e.creator_site import NOW_MSECS, ORIGIN, invalid
from tests.e2e.improvements_site import ImprovementsSite
from tests.e2e.test_creator_pages import opened_page

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

AXE = app_server.ROOT / 'node_modules' / 'axe-core' / 'axe.min.js'
BOUNCE = 'high_bounce_rate%3A1.Question'


@pytest.fixture
def page(chromium):
    with opened_page(chromium) as opened:
        yield opened


def visit(
    page: sync_api.Page, where: str = '#/stats', **site: Any
) -> ImprovementsSite:
    served = ImprovementsSite(**site)
    served.attach(page)
    page.clock.install(time=NOW_MSECS / 1000)
    page.goto(f'{ORIGIN}/create/lesson{where}')
    return served


def button(page: sync_api.Page, name: str) -> sync_api.Locator:
    return page.get_by_role('button', name=name, exact=True)


def todo(page: sync_api.Page) -> sync_api.Locator:
    return page.locator('#todo')


def items(page: sync_api.Page) -> sync_api.Locator:
    return page.locator('.todo-item')


def item(page: sync_api.Page, number: int) -> sync_api.Locator:
    return items(page).nth(number - 1)


def compared_row(page: sync_api.Page, key: str) -> sync_api.Locator:
    return page.locator(f'.compare-table tr[data-key="{key}"]')


# To do --------------------------------------------------------------------


def test_each_task_says_in_a_sentence_where_and_how_sure(page):
    visit(page)
    expect(items(page)).to_have_count(4)
    expect(item(page, 1)).to_contain_text(
        '37\u00a0% of learners left at “Question”'
    )
    expect(item(page, 1)).to_contain_text(
        '95 % interval 29\u201346\u00a0%, n\u00a0=\u00a0122'
    )
    expect(item(page, 2)).to_contain_text('“A third” was answered 41 times')
    expect(item(page, 2)).to_contain_text('Card changed since')
    expect(item(page, 3)).to_contain_text('Reopened')


def test_the_evidence_opens_by_key_with_the_rule_and_its_threshold(page):
    visit(page)
    toggle = item(page, 1).locator('.todo-toggle')
    toggle.focus()
    page.keyboard.press('Enter')
    expect(toggle).to_have_attribute('aria-expanded', 'true')
    evidence = item(page, 1).locator('.todo-evidence')
    expect(evidence).to_contain_text('45 of 122 (37\u00a0%)')
    expect(evidence).to_contain_text('more than 20\u00a0% of the sessions')
    expect(page).to_have_url(re.compile(f'task={BOUNCE}'))
    item(page, 1).get_by_role('button', name='Which rule raised').click()
    expect(page.locator('#definition')).to_contain_text(
        'HIGH_BOUNCE_RATE_THRESHOLD = 0.2'
    )


def test_a_task_is_resolved_with_a_note_and_undone_by_key(page):
    site = visit(page)
    item(page, 1).get_by_role('button', name='Resolve').focus()
    page.keyboard.press('Enter')
    note = page.get_by_label('Note (optional)')
    expect(note).to_be_focused()
    page.keyboard.type('Split the card in two')
    page.keyboard.press('Tab')
    page.keyboard.press('Enter')
    expect(items(page)).to_have_count(3)
    expect(item(page, 1).locator('.todo-toggle')).to_be_focused()
    expect(page.locator('#announcer')).to_contain_text('Resolved')
    expect(button(page, 'Resolved 1')).to_be_visible()
    assert site.sent[-1][2] == {
        'task_id': 'high_bounce_rate:1.Question',
        'status': 'resolved',
        'note': 'Split the card in two',
        'exp_version': 2,
        'seen_status_changed_msecs': None,
    }
    button(page, 'Undo').click()
    expect(items(page)).to_have_count(4)
    expect(item(page, 1).locator('.todo-toggle')).to_be_focused()
    assert site.sent[-1][2]['status'] == 'open'


def test_what_was_typed_outlives_a_failure_and_a_refresh(page):
    site = visit(page, decision_failures=[503])
    item(page, 1).get_by_role('button', name='Dismiss').click()
    page.get_by_label('Note (optional)').fill('On purpose')
    button(page, 'Dismiss').first.click()
    expect(todo(page).get_by_role('alert').last).to_be_attached()
    expect(todo(page)).to_contain_text('Nothing was changed, and your note')
    site.statistics['num_starts'] += 1
    page.clock.run_for(10_000)
    expect(page.get_by_label('Note (optional)')).to_have_value('On purpose')
    button(page, 'Dismiss').first.click()
    expect(items(page)).to_have_count(3)
    assert site.sent[-1][2]['note'] == 'On purpose'


def test_a_filter_shows_its_count_and_stays_in_the_address(page):
    site = visit(page)
    button(page, 'Dismissed 1').click()
    expect(items(page)).to_have_count(1)
    expect(page).to_have_url(re.compile('status=dismissed'))
    page.reload()
    expect(item(page, 1)).to_contain_text('A closer look')
    item(page, 1).locator('.todo-toggle').click()
    expect(item(page, 1)).to_contain_text('Meant as an encouragement.')
    item(page, 1).get_by_role('button', name='Reopen').click()
    button(page, 'Reopen').click()
    expect(todo(page)).to_contain_text('Nothing dismissed')
    assert site.sent[-1][2]['status'] == 'open'


@pytest.mark.parametrize(
    ('changes', 'said'),
    [
        ({}, 'Nothing to do'),
        ({'num_sessions': 9}, 'Too few sessions to say'),
        ({'state': 'computing'}, 'Still computing'),
        ({'state': 'failed', 'error': 'Out of disk.'}, 'Out of disk.'),
    ],
)
def test_an_empty_list_says_why(page, changes, said):
    visit(page, processed=improvements_site.processed(tasks=[], **changes))
    expect(todo(page)).to_contain_text(said)


def test_a_task_leads_to_its_card_and_to_its_text(page):
    visit(page, yaml='title: A\nstates:\n  Question:\n    content: x\n')
    item(page, 1).get_by_role('button', name='Open the card').click()
    expect(page.get_by_role('dialog', name='Question')).to_be_visible()
    page.keyboard.press('Escape')
    item(page, 1).get_by_role('link', name='Edit the card').click()
    editor = page.get_by_label('The exploration as YAML')
    expect(editor).to_be_focused()
    chosen = editor.evaluate(
        'field => field.value.slice(field.selectionStart, field.selectionEnd)'
    )
    assert chosen == '  Question:'


# Playthroughs -------------------------------------------------------------


def top_of(page: sync_api.Page, section: str) -> float:
    """Where a section begins, in pixels below the top of the window."""
    top = 'id => document.getElementById(id).getBoundingClientRect().top'
    return float(page.evaluate(top, section))


def test_the_overview_leads_to_the_list_each_time(page):
    visit(page)
    link = page.locator('.todo-digest-list a')
    for place in (0, 0, 1):
        page.evaluate('scrollTo(0, 0)')
        link.nth(place).click()
        assert top_of(page, 'todo') < 200
        assert page.evaluate('document.activeElement.id') == 'todo-heading'


def test_an_address_leads_to_its_section_though_figures_come_later(page):
    site = ImprovementsSite()
    site.attach(page)
    held: list[sync_api.Route] = []
    page.route('**/processed_statistics/**', lambda route: held.append(route))
    page.goto(f'{ORIGIN}/create/lesson#/stats?section=compare')
    expect(page.locator('#compare-heading')).to_be_focused()
    held[0].fallback()
    expect(items(page).first).to_be_attached()
    expect(page.locator('.compare-table').first).to_be_visible()
    page.wait_for_function(
        "document.getElementById('compare').getBoundingClientRect().top < 200"
    )


def test_a_long_name_without_a_space_does_not_widen_a_phone(chromium):
    name = 'Averyverylongnamewithoutaspace' + 'x' * 20
    tasks = improvements_site.tasks()
    tasks[0]['state_name'] = name
    viewport = {'width': 390, 'height': 844}
    with opened_page(chromium, viewport=viewport) as page:
        visit(page, processed=improvements_site.processed(tasks=tasks))
        expect(page.locator('.todo-digest')).to_contain_text(name)
        width = page.evaluate('document.documentElement.scrollWidth')
    assert width == 390


def test_a_playthrough_is_replayed_by_key(page):
    visit(page)
    item(page, 1).get_by_role('button', name='See 2 sample').focus()
    page.keyboard.press('Enter')
    replay = page.get_by_role('dialog', name='Many leave here')
    expect(replay).to_contain_text('Sample 1 of 2. 3 answers and left at')
    expect(page).to_have_url(re.compile('play=1'))
    for said in ('5.2 seconds', 'Answered “A third” after 14 seconds'):
        page.keyboard.press('ArrowRight')
        expect(replay.locator('.playthrough-card')).to_contain_text(said)
    card = replay.locator('.playthrough-card')
    expect(card).to_contain_text('What is half of a half?')
    expect(card).to_contain_text('Fold a paper twice.')
    expect(card).to_contain_text('They stayed on this card.')
    page.keyboard.press('ArrowLeft')
    expect(replay).to_contain_text('Step 2 of 5')
    replay.get_by_role('button', name='Left').click()
    expect(card).to_contain_text('without reaching an end')
    page.keyboard.press('Escape')
    expect(replay).to_be_hidden()
    expect(page).not_to_have_url(re.compile('play='))


@pytest.mark.parametrize(
    ('where', 'way'),
    [
        (f'task={BOUNCE}&play=1', 'Escape'),
        (f'task={BOUNCE}&play=1', 'button'),
        ('card=Question', 'Escape'),
        ('card=Question', 'button'),
    ],
)
def test_what_is_closing_has_left_the_address_already(page, where, way):
    visit(page, f'#/stats?{where}')
    dialog = page.locator('dialog[open]')
    expect(dialog.get_by_role('button', name='Close')).to_be_visible()
    # A refresh before the event would open again what the address names.
    dialog.evaluate(
        """dialog => {
          dialog.id = 'closing';
          dialog.addEventListener('close', () => {
            dialog.dataset.address = location.hash;
          }, {capture: true});
        }"""
    )
    if way == 'Escape':
        page.keyboard.press('Escape')
    else:
        dialog.get_by_role('button', name='Close').click()
    closed = page.locator('#closing')
    expect(closed).to_be_hidden()
    expect(closed).to_have_attribute(
        'data-address', re.compile('^((?!card=|play=).)*$')
    )


def test_an_answer_that_few_gave_is_withheld_in_words(page):
    visit(page, f'#/stats?task={BOUNCE}&play=2')
    replay = page.get_by_role('dialog', name='Many leave here')
    expect(replay).to_contain_text('Sample 2 of 2')
    expect(replay).to_contain_text('Steps between are not kept.')
    replay.get_by_role('button', name='Gave an answer of their own').click()
    expect(replay.locator('.playthrough-card')).to_contain_text(
        'It is not shown, because so few learners gave it'
    )


def test_playthroughs_that_cannot_be_loaded_can_be_asked_for_again(page):
    visit(page, f'#/stats?task={BOUNCE}&play=1', playthrough_failures=[500])
    replay = page.get_by_role('dialog', name='Many leave here')
    replay.get_by_role('button', name='Try again').click()
    expect(replay).to_contain_text('Sample 1 of 2')


# Compare ------------------------------------------------------------------


def open_comparison(page: sync_api.Page) -> None:
    page.locator('#compare').scroll_into_view_if_needed()
    expect(page.locator('.compare-table')).to_have_count(2)


def test_the_latest_version_is_compared_with_the_one_before(page):
    site = visit(page)
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


def test_days_are_chosen_by_key_and_stay_in_the_address(page):
    site = visit(page)
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


def test_what_the_server_refuses_stands_at_its_field(page):
    error = invalid('b', 'There is no version 9.')
    visit(page, '#/stats?a=v1&b=v9', comparison_error=error)
    page.locator('#compare').scroll_into_view_if_needed()
    expect(page.get_by_role('group', name='After')).to_contain_text(
        'There is no version 9.'
    )


def test_with_nothing_played_on_a_side_there_is_a_sentence_and_no_table(page):
    compared = improvements_site.comparison()
    compared['a']['num_starts'] = 0
    visit(page, compared_sides=compared)
    open_comparison(page)
    said = page.locator('.compare-said')
    expect(said).to_have_text(
        'Version 1: nothing was played, so there is nothing to compare with.'
    )
    expect(page.locator('.compare-table').first).to_be_hidden()
    expect(page.locator('.compare-downloads')).to_be_hidden()


def test_a_comparison_is_tried_again_when_the_server_is_back(page):
    site = visit(page)
    page.route('**/comparison/**', lambda route: route.abort())
    page.locator('#compare').scroll_into_view_if_needed()
    panel = page.locator('.compare-panel')
    expect(panel).to_contain_text('could not be compared')
    page.unroute('**/comparison/**')
    page.clock.run_for(9_000)
    expect(page.locator('.compare-table')).to_have_count(2)
    expect(panel).not_to_contain_text('could not be compared')
    assert site.compared[-1] == ('v1', 'v2')


def test_a_comparison_downloads_as_csv(page, tmp_path):
    visit(page)
    open_comparison(page)
    with page.expect_download() as download:
        page.locator('.compare-downloads').get_by_role(
            'button', name='Download CSV'
        ).click()
    path = pathlib.Path(tmp_path / download.value.suggested_filename)
    download.value.save_as(path)
    with path.open(encoding='utf-8-sig', newline='') as file:
        rows = list(csv.DictReader(file))
    assert path.name == 'lesson-v1-against-v2.csv'
    assert [row['state_name'] for row in rows[:3]] == ['', '', 'Introduction']
    assert rows[0]['a_successes'] == '70'


# On the real app ----------------------------------------------------------


def test_a_bad_card_is_found_replayed_resolved_and_seen_to_be_mended(
    new_page, tmp_path
):
    """A lesson half of whose learners gave up, and its mended version."""
    subprocess.run(
        [sys.executable, '-m', 'tests.e2e.seeded_lesson', str(tmp_path)],
        check=True,
        cwd=app_server.ROOT,
    )
    with app_server.running_app(tmp_path) as url:
        page = new_page()
        creator_pages.Statistics(page, url, seeded_lesson.EXP_ID)
        first = page.locator('.todo-digest-list a').first
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
        item(page, 1).locator('.todo-toggle').click()
        expect(item(page, 1)).to_contain_text('Said what is asked for')
        open_comparison(page)
        expect(page.locator('.compare-said')).to_contain_text(
            'The completion rate is better: 100\u00a0% instead of'
        )
        mended = compared_row(page, seeded_lesson.BAD_CARD)
        expect(mended).to_contain_text('Edited')
        expect(mended).to_contain_text('Better: 0\u00a0% instead of')
        conftest.screenshot(page, 'improvements-real')


# For people to look at ----------------------------------------------------

SEEN = {
    'todo': (f'#/stats?task={BOUNCE}', '#todo'),
    'compare': ('#/stats', '#compare'),
    'replay': (f'#/stats?task={BOUNCE}&play=1', '.playthrough'),
}


@pytest.mark.parametrize('what', SEEN)
def test_axe_finds_nothing_in_any_size_and_theme(chromium, what):
    where, selector = SEEN[what]
    for viewport, size in conftest.VIEWPORTS.items():
        for scheme in ('light', 'dark'):
            with opened_page(
                chromium, viewport=size, color_scheme=scheme
            ) as page:
                visit(page, where)
                show(page, what)
                looked_at = page.locator(selector)
                conftest.OUTPUT.mkdir(parents=True, exist_ok=True)
                looked_at.screenshot(
                    path=conftest.OUTPUT / f'{what}-{viewport}-{scheme}.png'
                )
                assert violations_of(page, selector) == []
                assert overflow_of(page) <= 0


def show(page: sync_api.Page, what: str) -> None:
    expect(items(page)).to_have_count(4)
    if what == 'compare':
        open_comparison(page)
    elif what == 'replay':
        expect(page.locator('.playthrough-step')).to_have_count(5)
        page.keyboard.press('ArrowRight')
        page.keyboard.press('ArrowRight')


def violations_of(page: sync_api.Page, selector: str) -> list[Any]:
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        'selector => axe.run(selector, {resultTypes: ["violations"]})', selector
    )
    return [
        (violation['id'], [node['html'] for node in violation['nodes']])
        for violation in found['violations']
    ]


def overflow_of(page: sync_api.Page) -> int:
    return int(
        page.evaluate(
            'document.documentElement.scrollWidth - '
            'document.documentElement.clientWidth'
        )
    )
