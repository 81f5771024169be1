"""The creator's pages when responses are late, out of order or refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import card_site, processed_site, yaml_text
from tests.e2e.creator_site import ORIGIN, invalid, lesson
from tests.e2e.creator_tab import OpenTab, stat, take_in
from tests.e2e.improvements_site import ImprovementsSite
from tests.e2e.improvements_tab import visit
from tests.e2e.pages import button, opened_page, soon

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


@pytest.fixture(scope='module')
def tab(chromium: sync_api.Browser) -> Iterator[OpenTab]:
    with opened_page(chromium) as page:
        yield OpenTab(page, ImprovementsSite)


FOLDED = 'The plays have been processed.'


def hold(
    page: sync_api.Page, address: str, method: str = 'GET'
) -> list[sync_api.Route]:
    """Holds requests back; returns them."""
    held: list[sync_api.Route] = []

    def keep(route: sync_api.Route) -> None:
        if route.request.method == method:
            held.append(route)
        else:
            route.fallback()

    page.route(re.compile(address), keep)
    return held


# Where one is --------------------------------------------------------------


def test_the_skip_link_keeps_the_view(tab):
    page = tab.page
    page.evaluate("location.hash = '#/content'")
    expect(page.locator('#yaml')).to_be_visible()
    page.get_by_role('link', name='Skip to the content').focus()
    page.keyboard.press('Enter')
    expect(page.locator('#main')).to_be_focused()
    expect(page.locator('#yaml')).to_be_visible()
    expect(page.locator('#stats')).to_be_hidden()


def test_a_link_to_a_section_opens_in_another_window(tab):
    page = tab.page
    tab.show('#/stats?view=funnel')
    link = page.get_by_role('link', name='Downloads')
    expect(link).to_be_visible()
    expect(link).to_have_attribute(
        'href', re.compile('view=funnel.*section=data')
    )
    with page.context.expect_page() as opened:
        link.click(modifiers=['ControlOrMeta'])
    opened.value.close()
    assert 'section' not in page.url


def test_going_back_takes_a_question_away(tab):
    page = tab.page
    tab.show()
    page.get_by_role('link', name='History').click()
    page.get_by_role('button', name='Restore version 1').click()
    dialog = page.locator('dialog.confirm-dialog')
    expect(dialog).to_be_visible()
    page.go_back()
    expect(page.locator('#overview')).to_be_visible()
    expect(dialog).to_have_count(0)


# Late answers ---------------------------------------------------------------


def test_an_older_answer_does_not_replace_a_newer_one(page):
    site = visit(page)
    # The requests of opening the page are answered.
    expect(page.locator('#announcer')).to_have_text(FOLDED)
    expect(page.locator('#stats')).not_to_have_attribute('aria-busy', 'true')
    page.get_by_role('switch', name='Live').uncheck()
    held = hold(page, '/createhandler/statistics/')
    for number in (1, 2):
        button(page, 'Refresh').click()
        soon(page, lambda: len(held), number)
    site.statistics['num_starts'] = 1290
    held[1].fallback()
    expect(stat(page, 'num_starts')).to_have_text('1,290')
    site.statistics['num_starts'] = 1285
    held[0].fallback()
    take_in(page)
    expect(stat(page, 'num_starts')).to_have_text('1,290')


def test_the_flow_of_another_version_is_not_drawn_late(page):
    ImprovementsSite().attach(page)
    held = hold(page, 'data/lesson.v=1')
    page.goto(f'{ORIGIN}/create/lesson#/stats?v=1&view=flow')
    expect(page.locator('#overview')).to_be_visible()
    page.get_by_role('switch', name='Live').uncheck()
    page.get_by_label('Version', exact=True).select_option('2')
    edges = page.locator('.flow-edge')
    expect(edges.first).to_be_visible()
    num_edges = edges.count()
    old = lesson()
    for state in old['states'].values():
        state['interaction'] |= {'answer_groups': [], 'default_outcome': None}
    soon(page, lambda: len(held), 1)
    held[0].fulfill(json={'exploration': old, 'exp_version': 1})
    take_in(page)
    expect(edges).to_have_count(num_edges)


def test_a_loading_card_is_not_described_as_formerly_another_one(page):
    card_site.site().attach(page)
    held = hold(page, '/createhandler/data/')
    with page.expect_response(re.compile('state_interaction_stats')):
        page.goto(f'{ORIGIN}/create/lesson#/stats?card=Neighbour')
    take_in(page)
    expect(page.get_by_text('When this card was a')).to_be_hidden()
    soon(page, lambda: len(held), 1)
    held[0].fallback()
    expect(page.locator('.card-answers')).to_be_visible()


def test_text_typed_during_a_save_is_not_lost(page):
    visit(page, '#/content')
    editor = yaml_text.editor(page)
    yaml_text.write(page, 'title: Another\n')
    page.get_by_label('What did you change').fill('Rename it')
    held = hold(page, '/createhandler/data/', method='PUT')
    save = button(page, 'Save a new version')
    save.focus()
    page.keyboard.press('Enter')
    expect(editor).to_have_js_property('readOnly', True)
    editor.press_sequentially('typed')
    soon(page, lambda: len(held), 1)
    held[0].fallback()
    expect(page.get_by_text('Saved as version 3')).to_be_visible()
    yaml_text.expect_text(page, 'title: Another\n')
    expect(editor).to_have_js_property('readOnly', False)


def test_an_abandoned_comparison_leaves_no_busy_state(page):
    visit(page, '#/stats?section=compare')
    expect(page.locator('.compare-table').first).to_be_visible()
    held = hold(page, '/createhandler/comparison/')
    page.evaluate(
        "location.hash = '#/stats?section=compare"
        "&a=2026-10-01..2026-10-07&b=2026-10-08..2026-10-14'"
    )
    panel = page.locator('.compare-panel')
    expect(panel).to_have_attribute('aria-busy', 'true')
    page.evaluate("location.hash = '#/stats?section=compare&a=v1&b=v1'")
    expect(page.get_by_text('Both sides are the same')).to_be_visible()
    soon(page, lambda: len(held), 1)
    held[0].fallback()
    take_in(page)
    expect(panel).not_to_have_attribute('aria-busy', 'true')


# Refusals -------------------------------------------------------------------


def test_the_button_keeps_the_focus_when_saving_is_refused(page):
    visit(page, '#/content', save_error=invalid('title', 'is missing'))
    yaml_text.write(page, 'title: ""\n')
    page.get_by_label('What did you change').fill('Try')
    save = button(page, 'Save a new version')
    save.focus()
    page.keyboard.press('Enter')
    expect(page.get_by_text('is missing')).to_be_visible()
    expect(save).to_be_focused()


def test_the_button_keeps_the_focus_when_a_decision_is_refused(tab):
    page = tab.page
    tab.show(decision_failures=[503])
    item = page.locator('.task-item').first
    item.get_by_role('button', name='Dismiss').click()
    submit = item.locator('.task-change button[type=submit]')
    submit.focus()
    page.keyboard.press('Enter')
    expect(item).to_contain_text('Nothing was changed')
    expect(submit).to_be_focused()


# One moment, one time -------------------------------------------------------


def test_a_card_and_its_bar_show_the_same_time(tab):
    page = tab.page
    processed = processed_site.processed_view(time_zone='Asia/Tokyo')
    tab.show('#/stats?card=Question', processed=processed)
    expect(page.locator('[data-trust="complete-through"]')).to_contain_text(
        '11:59'
    )
    expect(page.locator('.card-status')).to_contain_text('11:59')


# Definitions ----------------------------------------------------------------


def test_a_definition_stays_open_while_its_owner_is_refreshed(tab):
    page = tab.page
    site = tab.show()
    owner = page.locator('[data-trust="complete-through"]').get_by_role(
        'button'
    )
    before = owner.inner_text()
    owner.click()
    tip = page.locator('#definition')
    expect(tip).to_be_visible()
    site.processed['complete_through_msecs'] += 60_000
    refresh(page, site)
    expect(owner).not_to_have_text(before)
    expect(tip).to_be_visible()
    expect(owner).to_have_attribute('aria-expanded', 'true')
    page.keyboard.press('Escape')
    expect(tip).to_be_hidden()


def test_a_definition_closes_when_its_owner_is_removed(tab):
    page = tab.page
    site = tab.show()
    items = ['Question', 'Neighbour']
    site.processed['reliability'] |= {'alpha': 0.5, 'n': 76, 'items': items}
    refresh(page, site)
    owner = page.get_by_role('button', name='Reliability')
    owner.click()
    tip = page.locator('#definition')
    expect(tip).to_be_visible()
    site.processed['reliability'] |= {'items': []}
    refresh(page, site)
    expect(owner).to_have_count(0)
    page.mouse.wheel(0, 300)
    expect(tip).to_be_hidden()


def refresh(page: sync_api.Page, site: ImprovementsSite) -> None:
    """Lets the page discover new processed figures."""
    site.processed['revision'] += 1
    page.clock.run_for(10_000)
