"""The list of tasks in a real browser, with a mocked server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import improvements_site, looks, yaml_text
from tests.e2e.creator_site import ORIGIN
from tests.e2e.creator_tab import OpenTab, stat
from tests.e2e.improvements_site import ImprovementsSite
from tests.e2e.improvements_tab import BOUNCE, item, items, visit
from tests.e2e.pages import button, opened_page, selected_text, soon

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


@pytest.fixture(scope='module')
def tab(chromium: sync_api.Browser) -> Iterator[OpenTab]:
    with opened_page(chromium) as page:
        yield OpenTab(page, ImprovementsSite)


def improvements(page: sync_api.Page) -> sync_api.Locator:
    return page.locator('#improvements')


# To do --------------------------------------------------------------------


def test_each_task_states_its_card_and_its_certainty_in_a_sentence(tab):
    page = tab.page
    tab.show()
    expect(items(page)).to_have_count(4)
    expect(item(page, 1)).to_contain_text(
        '37\u00a0% of learners left at “Question”'
    )
    expect(item(page, 1)).to_contain_text(
        '95 % interval 29\u201346\u00a0%, n\u00a0=\u00a0122'
    )
    expect(item(page, 2)).to_contain_text('“A third” was answered 41 times')
    expect(
        item(page, 2).get_by_role('link', name='Card changed since')
    ).to_have_attribute('href', '#/history?card=Question&a=v1&b=v2')
    expect(item(page, 3)).to_contain_text('Reopened')
    item(page, 3).locator('.task-toggle').click()
    expect(item(page, 3)).to_contain_text('Reopened by ann on 21 Nov 2026')


def test_the_evidence_opens_by_key_with_the_rule_and_its_threshold(tab):
    page = tab.page
    tab.show()
    toggle = item(page, 1).locator('.task-toggle')
    toggle.focus()
    page.keyboard.press('Enter')
    expect(toggle).to_have_attribute('aria-expanded', 'true')
    evidence = item(page, 1).locator('.task-evidence')
    expect(evidence).to_contain_text('45 of 122 (37\u00a0%)')
    expect(evidence).to_contain_text('more than 20\u00a0% of the sessions')
    expect(page).to_have_url(re.compile(f'task={BOUNCE}'))


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
    expect(item(page, 1).locator('.task-toggle')).to_be_focused()
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
    expect(item(page, 1).locator('.task-toggle')).to_be_focused()
    assert site.sent[-1][2]['status'] == 'open'


def test_typed_text_survives_a_failure_and_a_refresh(page):
    site = visit(page, decision_failures=[503])
    item(page, 1).get_by_role('button', name='Dismiss').click()
    page.get_by_label('Note (optional)').fill('On purpose')
    button(page, 'Dismiss').first.click()
    expect(improvements(page).get_by_role('alert').last).to_be_attached()
    expect(improvements(page)).to_contain_text(
        'Nothing was changed, and your note'
    )
    site.statistics['num_starts'] = 1285
    page.clock.run_for(10_000)
    expect(stat(page, 'num_starts')).to_have_text('1,285')
    expect(page.get_by_label('Note (optional)')).to_have_value('On purpose')
    button(page, 'Dismiss').first.click()
    expect(items(page)).to_have_count(3)
    assert site.sent[-1][2]['note'] == 'On purpose'


def test_a_filter_shows_its_count_and_is_kept_in_the_address(page):
    site = visit(page)
    button(page, 'Dismissed 1').click()
    expect(items(page)).to_have_count(1)
    expect(page).to_have_url(re.compile('status=dismissed'))
    page.reload()
    expect(item(page, 1)).to_contain_text('A closer look')
    item(page, 1).locator('.task-toggle').click()
    expect(item(page, 1)).to_contain_text('Meant as an encouragement.')
    item(page, 1).get_by_role('button', name='Reopen').click()
    button(page, 'Reopen').click()
    expect(improvements(page)).to_contain_text('Nothing dismissed')
    assert site.sent[-1][2]['status'] == 'open'


@pytest.mark.parametrize(
    ('changes', 'said'),
    [
        ({}, 'Nothing certain yet'),
        ({'num_sessions_of_tasks': 9}, 'Too few sessions to say'),
        ({'state': 'computing'}, 'Still computing'),
        ({'state': 'failed', 'error': 'Out of disk.'}, 'Out of disk.'),
    ],
)
def test_an_empty_list_explains_why(tab, changes, said):
    page = tab.page
    tab.show(processed=improvements_site.processed_view(tasks=[], **changes))
    expect(improvements(page)).to_contain_text(said)


def test_a_task_leads_to_its_card_and_to_its_text(tab):
    page = tab.page
    tab.show(yaml='title: A\nstates:\n  Question:\n    content: x\n')
    item(page, 1).get_by_role('button', name='Open the card').click()
    expect(page.get_by_role('dialog', name='Question')).to_be_visible()
    page.keyboard.press('Escape')
    item(page, 1).get_by_role('link', name='Edit the card').click()
    expect(page.get_by_label('The exploration as YAML')).to_be_focused()
    soon(page, lambda: selected_text(yaml_text.editor(page)), '  Question:')


# The list on the page --------------------------------------------------


def top_of(page: sync_api.Page, section: str) -> float:
    """Where a section begins, in pixels below the top of the window."""
    top = 'id => document.getElementById(id).getBoundingClientRect().top'
    return float(page.evaluate(top, section))


def test_the_overview_links_to_the_list_every_time(tab):
    page = tab.page
    tab.show()
    link = page.locator('.improvements-digest-list a')
    for place in (0, 0, 1):
        page.evaluate('scrollTo(0, 0)')
        link.nth(place).click()
        expect(page.locator('#improvements-heading')).to_be_focused()
        soon(page, lambda: top_of(page, 'improvements') < 200, True)


def test_a_section_link_works_before_its_figures_are_loaded(page):
    site = ImprovementsSite()
    site.attach(page)
    held: list[sync_api.Route] = []
    page.route('**/processed_statistics/**', lambda route: held.append(route))
    page.goto(f'{ORIGIN}/create/lesson#/stats?section=compare')
    expect(page.locator('#compare-heading')).to_be_focused()
    held[0].fallback()
    expect(items(page).first).to_be_attached()
    expect(page.locator('.compare-table').first).to_be_visible()
    soon(page, lambda: top_of(page, 'compare') < 200, True)


def test_a_long_name_without_a_space_does_not_widen_a_phone(tab):
    name = 'Averyverylongnamewithoutaspace' + 'x' * 20
    tasks = improvements_site.tasks()
    tasks[0]['state_name'] = name
    page = tab.page
    tab.show(processed=improvements_site.processed_view(tasks=tasks))
    page.set_viewport_size(looks.VIEWPORTS['phone'])
    expect(page.locator('.improvements-digest')).to_contain_text(name)
    looks.expect_no_sideways_scroll(page)


# Playthroughs -------------------------------------------------------------


def test_a_playthrough_is_replayed_by_key(tab):
    page = tab.page
    tab.show()
    item(page, 1).get_by_role('button', name='See 2 sample').focus()
    page.keyboard.press('Enter')
    replay = page.get_by_role('dialog', name='Many leave here')
    expect(replay).to_contain_text('Sample 1 of 2. 3 answers and left at')
    expect(replay.get_by_role('button', name='Next')).to_be_focused()
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


@pytest.mark.parametrize('way', ['Escape', 'button'])
@pytest.mark.parametrize(
    ('panel', 'where'),
    [
        ('playthrough', f'task={BOUNCE}&play=1'),
        ('card-panel', 'card=Question'),
    ],
)
def test_a_closing_panel_has_already_left_the_address(tab, panel, where, way):
    page = tab.page
    tab.show(f'#/stats?{where}')
    dialog = page.locator(f'dialog.{panel}')
    close = dialog.get_by_role('button', name='Close', exact=True)
    expect(close).to_be_visible()
    # A refresh before the event would reopen the panel in the address.
    dialog.evaluate(
        """dialog => {
          delete dialog.dataset.address;
          dialog.addEventListener('close', () => {
            dialog.dataset.address = location.hash;
          }, {capture: true, once: true});
        }"""
    )
    if way == 'Escape':
        page.keyboard.press('Escape')
    else:
        close.click()
    expect(dialog).to_be_hidden()
    expect(dialog).to_have_attribute(
        'data-address', re.compile('^((?!card=|play=).)*$')
    )


def test_a_rare_answer_is_replaced_by_a_note(tab):
    page = tab.page
    tab.show(f'#/stats?task={BOUNCE}&play=2')
    replay = page.get_by_role('dialog', name='Many leave here')
    expect(replay).to_contain_text('Sample 2 of 2')
    expect(replay).to_contain_text('Steps between are not kept.')
    replay.get_by_role('button', name='Gave an answer of their own').click()
    expect(replay.locator('.playthrough-card')).to_contain_text(
        'It is not shown, because so few learners gave it'
    )


def test_loading_playthroughs_can_be_retried(page):
    visit(page, f'#/stats?task={BOUNCE}&play=1', playthrough_failures=[500])
    replay = page.get_by_role('dialog', name='Many leave here')
    replay.get_by_role('button', name='Try again').click()
    expect(replay).to_contain_text('Sample 1 of 2')
