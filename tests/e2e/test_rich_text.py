"""Formulas, tabs, collapsible texts and pictures in a real browser."""

from __future__ import annotations

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from core.domain.exp_migration import archives
from tests import creator_client
from tests.core.domain import picture_builders
from tests.e2e import conftest, creator_pages, looks
from tests.e2e.pages import button, soon, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

# The query of the address from which a picture was loaded.
LOADED = 'e => e.naturalWidth > 0 && new URL(e.currentSrc).search.slice(1)'

LESSON = r"""
schema_version: 2
title: Halves
category: Tests
objective: Show rich text.
init_state_name: Half
states:
  Half:
    content:
      html: |
        <p>What is <oppia-math>\sqrt{\frac{1}{4}}</oppia-math>?</p>
        <p><img src="assets/noise.png" width="700" height="100" alt="Noise"></p>
        <oppia-tabs>
          <oppia-tab title="In words"><p>The root of a quarter</p></oppia-tab>
          <oppia-tab title="As <i>a power">
            <p><oppia-math>\boxed{4^{-1/2}} = \cancel{x} = 1 + 2 + 3 + 4 + 5 +
              6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14 + 15</oppia-math></p>
          </oppia-tab>
        </oppia-tabs>
        <details>
          <summary>What is a root?</summary>
          <p>A number that gives another</p>
        </details>
    interaction:
      id: MultipleChoiceInput
      customization_args:
        showChoicesInShuffledOrder: {value: false}
        choices:
          value:
            - <p><oppia-math>\frac{1}{2}</oppia-math></p>
            - <p><oppia-math>\frac{1}{16}</oppia-math></p>
      answer_groups:
        - rule_specs: [{rule_type: Equals, inputs: {x: 0}}]
          outcome:
            dest: End
            labelled_as_correct: true
            feedback: {html: '<p>For <oppia-math>0.5^2=0.25</oppia-math>.</p>'}
      default_outcome: {dest: Half}
  End:
    content: {html: '<p>Well done.</p>'}
    interaction: {id: EndExploration}
"""


def expect_rich_text(page: sync_api.Page) -> None:
    """Waits until the first card is shown, and tries its tabs."""
    card = page.locator('.player-card').first
    root = card.locator('p:has-text("What is") math msqrt mfrac')
    expect(root).to_be_visible()
    picture = card.get_by_role('img', name='Noise')
    picture.scroll_into_view_if_needed()
    # The smaller form suffices for the screen.
    soon(page, lambda: picture.evaluate(LOADED), 'w=480')
    power = card.get_by_role('tab', name='As <i>a power')
    words = card.get_by_text('The root of a quarter')
    expect(words).to_be_visible()
    tab_to(page, card.get_by_role('tab', name='In words'))
    page.keyboard.press('ArrowLeft')
    expect(power).to_be_focused()
    expect(power).to_have_attribute('aria-selected', 'true')
    expect(words).to_be_hidden()
    expect(card.locator('p[tabindex="0"] menclose')).to_have_count(2)
    tab_to(page, card.locator('summary', has_text='What is a root?'))
    page.keyboard.press('Enter')
    expect(card.get_by_text('A number that')).to_be_visible()


def expect_good_looks(page: sync_api.Page, name: str) -> None:
    looks.expect_no_sideways_scroll(page)
    for theme in looks.in_each_theme(page):
        looks.expect_accessible(page)
        looks.screenshot(page, f'{name}-{theme}')


def test_rich_text_is_played_and_shown_in_the_statistics(
    app_url: str, new_page: conftest.NewPage
) -> None:
    client = creator_client.CreatorClient(app_url)
    client.sign_in()
    noise = picture_builders.noise('PNG', (700, 100))
    exp_id = client.import_zip(
        archives.pack('Halves', LESSON, {'noise.png': noise})
    )
    page = new_page('phone')
    page.goto(f'{app_url}/explore/{exp_id}')
    expect_rich_text(page)
    expect_good_looks(page, 'rich-text-card')
    tab_to(page, page.locator('input[value="0"]'))
    page.keyboard.press('Space')
    tab_to(page, button(page, 'Submit'))
    page.keyboard.press('Enter')
    expect(page.get_by_role('log').locator('math')).to_have_count(1)
    expect(page.get_by_role('log')).to_contain_text(r'\frac{1}{2}')
    page.keyboard.press('Enter')
    expect(page.get_by_text('Well done.')).to_be_visible()

    client.set_public(exp_id, False)
    creator_pages.sign_in(page, app_url)
    page.goto(f'{app_url}/explore/{exp_id}')
    expect_rich_text(page)
    page.goto(f'{app_url}/create/{exp_id}#/stats?card=Half')
    expect_rich_text(page)
    expect_good_looks(page, 'rich-text-statistics')
