"""Accessibility of the player's page, and missing features."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import looks, player_site
from tests.e2e.pages import button, opened_page, soon
from tests.e2e.player_page import (
    answer,
    choose,
    heading,
    play,
    three_continues,
)
from tests.e2e.player_site import ORIGIN, PlayerSite

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


# Directions of writing ---------------------------------------


def test_a_lesson_from_the_right_is_laid_out_from_the_right(page):
    lesson = player_site.every_interaction() | {'language_code': 'ar'}
    play(page, lesson)
    answer(page, 'سارة.')
    card = page.locator('.player-card:not([hidden])')
    for part in (':scope > .player-html', '.player-pair__feedback'):
        expect(card.locator(part)).to_have_css('direction', 'rtl')
    given = card.locator('.player-pair__answer [dir=auto]')
    expect(given).to_have_css('direction', 'rtl')
    # The words of the page are English.
    expect(heading(page, 'Card 1')).to_have_css('direction', 'ltr')
    button(page, 'Continue').click()
    choice = page.locator('.player-choice').first
    expect(choice).to_have_css('direction', 'rtl')
    radio, text = (
        choice.locator(selector).bounding_box()
        for selector in ('input', '.player-choice__text')
    )
    assert radio['x'] > text['x'] + text['width'] - 1
    choose(page, 'Whale')
    button(page, 'Continue').click()
    # The typed text determines its own direction.
    expect(page.get_by_role('textbox')).to_have_attribute('dir', 'auto')


# Failures ----------------------------------------------------


def test_loading_a_lesson_can_be_retried(page):
    site = PlayerSite(player_site.every_interaction(), init_status=404)
    site.attach(page)
    page.goto(f'{ORIGIN}/explore/lesson')
    alert = page.get_by_role('alert')
    expect(alert).to_contain_text('This lesson is not here')
    for status, message in (
        (403, 'This lesson is not open to you'),
        (429, 'Very many people are learning just now'),
        (500, 'Something went wrong on our side'),
    ):
        site.init_status = status
        button(page, 'Try again').click()
        expect(alert).to_contain_text(message)
    site.init_status = 200
    button(page, 'Try again').click()
    expect(heading(page, 'Card 1')).to_be_focused()


def test_without_a_network_the_learner_is_informed(page):
    site = PlayerSite(player_site.every_interaction())
    site.attach(page)
    page.route('**/explorehandler/**', lambda route: route.abort())
    page.goto(f'{ORIGIN}/explore/lesson')
    expect(page.get_by_role('alert')).to_contain_text('could not be reached')


def test_without_scripts_the_page_names_its_requirement(chromium):
    with opened_page(chromium, java_script_enabled=False) as page:
        PlayerSite(three_continues()).attach(page)
        page.goto(f'{ORIGIN}/explore/lesson')
        # Chromium does not paint it under Playwright.
        message = page.locator('noscript').inner_html()
        assert 'needs JavaScript' in ' '.join(message.split())
        expect(page.get_by_text('The lesson is on its way')).to_be_hidden()


def test_inside_another_page_there_is_no_way_out_of_the_frame(page):
    PlayerSite(three_continues()).attach(page)
    page.route(
        'http://host.test/',
        lambda route: route.fulfill(
            body=f'<iframe src="{ORIGIN}/explore/lesson"></iframe>',
            content_type='text/html',
        ),
    )
    page.goto('http://host.test/')
    frame = page.frame_locator('iframe')
    expect(frame.get_by_role('heading', name='Card 1')).to_be_visible()
    expect(frame.get_by_role('link', name='Library')).to_be_hidden()


# For everyone ------------------------------------------------


def in_each_stage(page: sync_api.Page) -> Iterator[str]:
    """Plays to the end and looks back; yields the last text on the screen."""
    page.clock.install()
    play(page, not_counted_reason='own_play')
    yield 'Who are you?'
    answer(page, 'Ada')
    yield 'Hello Ada!'
    button(page, 'Continue').click()
    choose(page, 'Trout')
    yield 'It has gills.'
    choose(page, 'Whale')
    button(page, 'Continue').click()
    button(page, 'Show a hint').click()
    page.clock.run_for(30_500)
    button(page, 'Solution').click()
    button(page, 'Show the solution').click()
    yield 'Two times six.'
    answer(page, '12')
    button(page, 'Go on').click()
    yield 'Title of next-one'
    button(page, 'Previous card').click()
    yield 'Well done so far.'


def test_everyone_can_use_it_in_each_stage_of_a_play(chromium):
    narrow = {'width': 320, 'height': 640}
    with opened_page(chromium, viewport=narrow) as page:
        for number, text in enumerate(in_each_stage(page)):
            expect(page.get_by_text(text)).to_be_visible()
            expect(page.locator('h1')).to_have_count(1)
            for theme in looks.in_each_theme(page):
                looks.screenshot(page, f'player-{number}-{theme}')
                looks.expect_accessible(page)
                looks.expect_no_sideways_scroll(page)
                soon(page, lambda: small_targets(page), [])


def small_targets(page: sync_api.Page) -> list[str]:
    """Returns the controls that are smaller than 44 pixels."""
    return page.evaluate("""() => [
      ...document.querySelectorAll(
          'button, a[href], .player-choice, input[type=text], summary'),
    ].filter(e => e.checkVisibility() && !e.closest('p, .app-skip-link'))
      .filter(e => e.getBoundingClientRect().height < 43.5)
      .map(e => e.outerHTML)""")
