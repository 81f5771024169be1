"""The flow of learners through the cards, as a graph and as a funnel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from core.domain import stats_domain
from tests.e2e import creator_site, player_site, processed_site
from tests.e2e.creator_tab import OpenTab
from tests.e2e.pages import button, opened_page, soon
from tests.e2e.player_site import outcome, state
from tests.e2e.processed_site import visit

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

NUM_MANY_CARDS = 200


@pytest.fixture(scope='module')
def tab(chromium: sync_api.Browser) -> Iterator[OpenTab]:
    with opened_page(chromium) as page:
        yield OpenTab(page, processed_site.site)


def node(page: sync_api.Page, card: str) -> sync_api.Locator:
    return page.locator(f'.flow-node[data-state-name="{card}"]')


def many_cards() -> dict[str, Any]:
    """Returns a lesson of 200 cards, each with a way on and a way ahead."""
    names = [f'Card {i}' for i in range(NUM_MANY_CARDS)]
    states = {
        name: state(
            'MultipleChoiceInput',
            '<p>Where to?</p>',
            answer_groups=[
                player_site.group('Equals', {'x': 0}, outcome(ahead))
            ],
            default_outcome=outcome(after),
        )
        for name, after, ahead in zip(
            names[:-3], names[1:], names[3:], strict=False
        )
    } | {name: state('EndExploration', '<p>Done.</p>') for name in names[-3:]}
    return player_site.exploration(states) | {'title': 'Long'}


def test_arrow_keys_lead_from_card_to_card_and_enter_opens(tab):
    page = tab.page
    tab.show('#/stats?view=flow')
    node(page, 'Introduction').focus()
    page.keyboard.press('ArrowDown')
    expect(node(page, 'Question')).to_be_focused()
    page.keyboard.press('ArrowDown')
    page.keyboard.press('ArrowRight')
    page.keyboard.press('ArrowUp')
    expect(node(page, 'Question')).to_be_focused()
    page.keyboard.press('Enter')
    expect(page.get_by_role('dialog', name='Question')).to_be_visible()


def test_transitions_are_numbered_and_former_ones_are_dashed(tab):
    page = tab.page
    tab.show('#/stats?view=flow')
    counts = page.locator('.flow-count')
    expect(counts.first).to_be_visible()
    soon(
        page,
        lambda: sorted(filter(None, counts.all_text_contents())),
        sorted(['1,046', '480', '214', '122', '208', '9']),
    )
    former = page.locator('.flow-edge.is-former')
    expect(former).to_have_count(1)
    page.get_by_text('The ways as a table').click()
    row = page.locator('.ways tbody tr').last
    expect(row.locator('th, td')).to_have_text(
        ['Introduction', 'Done early', '9', 'no']
    )


def test_figures_that_arrive_during_the_layout_are_drawn(page):
    site = visit(page, processed=None)
    page.get_by_role('switch', name='Live').uncheck()
    held: list[sync_api.Route] = []
    page.route('**/dagre.esm-*.js', lambda route: held.append(route))
    with page.expect_request('**/dagre.esm-*.js'):
        button(page, 'Flow').click()
    processed = processed_site.processed_view()
    # Adds only transitions of this version, so the layout stays the same.
    del processed['transitions'][-1]
    site.processed = processed
    button(page, 'Refresh').click()
    note = page.locator('.flow .flow-note')
    expect(note).to_contain_text('Arrows are as thick')
    held[0].fallback()
    # The page does not request figures again.
    expect(page.locator('.flow-count').get_by_text('1,046')).to_be_visible()


def test_without_processed_figures_the_flow_explains_it(page):
    visit(page, '#/stats?view=flow', processed=None)
    expect(page.locator('.flow-node')).to_have_count(5)
    expect(page.locator('.flow .flow-note')).to_contain_text('not known yet')


def test_two_hundred_cards_fit_the_width_when_asked(page):
    names = [f'Card {i}' for i in range(NUM_MANY_CARDS)]
    statistics = creator_site.statistics(
        state_order=names,
        init_state_name=names[0],
        terminal_state_names=names[-3:],
        state_stats_mapping={
            name: dict.fromkeys(stats_domain.STATE_COUNTERS, 1000 - 5 * i)
            for i, name in enumerate(names)
        },
    )
    visit(
        page,
        '#/stats?view=flow',
        statistics=statistics,
        exploration=many_cards(),
    )
    expect(page.locator('.flow-node')).to_have_count(NUM_MANY_CARDS)
    button(page, 'Larger').click()
    button(page, 'Fit the width').click()
    region = page.locator('.flow-region')
    soon(
        page,
        lambda: region.evaluate('e => e.scrollWidth <= e.clientWidth'),
        True,
    )
    node(page, names[-1]).focus()
    expect(node(page, names[-1])).to_be_in_viewport()


def test_the_whole_graph_is_printed_in_its_frame(tab):
    page = tab.page
    tab.show()
    page.set_viewport_size({'width': 794, 'height': 300})
    page.goto(f'{creator_site.ORIGIN}/create/lesson#/stats?view=flow')
    expect(page.locator('.flow-node')).to_have_count(5)
    page.emulate_media(media='print')

    def is_in_frame() -> bool:
        drawing = page.locator('.flow-drawing').bounding_box()
        note = page.locator('.flow > .flow-note').bounding_box()
        if drawing is None or note is None:
            return False
        ends = drawing['y'] + drawing['height']
        return ends <= note['y'] and drawing['width'] <= 794

    soon(page, is_in_frame, True)


def test_the_funnel_shows_where_learners_went(tab):
    page = tab.page
    tab.show('#/stats?view=funnel')
    steps = page.locator('ol.funnel > li')
    expect(steps).to_have_count(3)
    expect(steps.nth(1)).to_contain_text('566 fewer reached the next card.')
    expect(steps.nth(1)).to_contain_text(
        '480 on to “Done”, 214 to “A closer look”, 122 to “Done early”; '
        'left here 450 times'
    )
    expect(page.locator('ul.funnel > li')).to_have_count(2)
    button(page.locator('#cards'), 'A closer look').click()
    expect(page.get_by_role('dialog', name='A closer look')).to_be_visible()
