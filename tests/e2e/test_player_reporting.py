"""Content and time of the reports of the player's page."""

from __future__ import annotations

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import player_site
from tests.e2e.pages import button, soon
from tests.e2e.player_page import (
    HIDE,
    SHOW,
    answer,
    choose,
    finish,
    go_to_sum,
    play,
    three_continues,
)
from tests.e2e.player_site import ORIGIN, PlayerSite, state

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

# Long after a page was opened, in seconds since 1970.
LATER = 2_000_000_000

# The reports that the page has not delivered yet.
NUM_WAITING = """() => Object.keys(localStorage).filter(
    (key) => /outbox.*\\.(item|batch)\\./.test(key)).length"""


def test_a_hint_is_shown_on_request_and_the_end_sums_up(page):
    site = play(page)
    go_to_sum(page)
    button(page, 'Show a hint').click()
    expect(page.get_by_text('A dozen.')).to_be_visible()
    expect(button(page, 'Hint 1')).to_be_focused()
    for _ in range(2):
        answer(page, '11')
    expect(
        page.get_by_text('You have tried this answer before')
    ).to_be_visible()
    answer(page, '12')
    finish(page)
    expect(page.get_by_text('right at the first try')).to_be_visible()
    page.get_by_text('Your answers').click()
    expect(page.locator('.player-summary')).to_contain_text('Whale')
    events = site.events_until(page, 'exploration_complete')
    types = [event['event_type'] for event in events]
    assert types.count('hint_viewed') == 1


def test_hints_and_the_solution_appear_when_they_are_due(page):
    page.clock.install(time=LATER - 3600)
    site = play(page)
    # From here on, the test controls the time.
    page.clock.pause_at(LATER)
    go_to_sum(page)
    page.clock.run_for(59_000)
    expect(button(page, 'Hint 1')).to_have_count(0)
    page.clock.run_for(1_500)
    button(page, 'Hint 1').click()
    expect(page.get_by_text('A dozen.')).to_be_visible()
    page.clock.run_for(30_500)
    button(page, 'Solution').click()
    expect(page.get_by_role('dialog')).to_be_visible()
    page.keyboard.press('Escape')
    expect(button(page, 'Solution')).to_be_focused()
    expect(page.get_by_text('Two times six.')).to_be_hidden()
    button(page, 'Solution').click()
    button(page, 'Show the solution').click()
    expect(page.get_by_text('Two times six.')).to_be_visible()
    button(page, 'Solution').click()
    expect(page.get_by_text('Two times six.')).to_be_hidden()
    button(page, 'Solution').click()
    expect(page.get_by_text('Two times six.')).to_be_visible()
    page.clock.run_for(2_000)
    answer(page, '12')
    page.clock.resume()
    finish(page)
    events = site.events_until(page, 'exploration_complete')
    types = [event['event_type'] for event in events]
    assert types.count('solution_hit') == 2


# Leaving -----------------------------------------------------


def test_hiding_the_page_reports_once_where_the_learner_left(page):
    site = play(page)
    answer(page, 'Ada')
    expect(page.get_by_role('log')).to_contain_text('Hello Ada!')
    page.evaluate(HIDE)
    site.events_until(page, 'exploration_maybe_leave')
    page.evaluate(HIDE)
    page.reload()
    button(page, 'Start again').click()
    # Pending reports of the page are sent before this one.
    site.events_until(page, 'exploration_start', session=2)
    left = [
        (event['event_type'], event['state_name'])
        for event in site.events()
        if event['event_type'] in ('exploration_maybe_leave', 'state_hit')
    ]
    assert left == [('state_hit', 'Name'), ('exploration_maybe_leave', 'Name')]


def test_time_is_measured_while_the_page_is_in_view(page):
    page.clock.install()
    site = play(page)
    page.evaluate(HIDE)
    # Requests in flight would be abandoned in that time.
    soon(page, lambda: page.evaluate(NUM_WAITING), 0)
    page.clock.run_for(3_600_000)
    page.evaluate(SHOW)
    page.clock.run_for(1_000)
    answer(page, 'Ada')
    answered = site.events_until(page, 'answer_submitted')[-1]
    assert answered['hidden_time_secs'] >= 3_600
    assert 1 <= answered['time_spent_in_state_secs'] < 600


def test_a_device_that_slept_was_not_in_view(page):
    page.clock.install()
    site = play(page)
    soon(page, lambda: page.evaluate(NUM_WAITING), 0)
    # Timers fire late and once, as after a sleep.
    page.clock.fast_forward(3_600_000)
    page.clock.run_for(1_000)
    answer(page, 'Ada')
    answered = site.events_until(page, 'answer_submitted')[-1]
    assert answered['hidden_time_secs'] >= 3_500
    assert 1 <= answered['time_spent_in_state_secs'] < 600


def test_a_refresher_is_offered_recorded_and_returned_from(page):
    site = play(page)
    answer(page, 'Ada')
    button(page, 'Continue').click()
    choose(page, 'Hen')
    dialog = page.get_by_role('dialog')
    expect(dialog).to_contain_text('Title of basics')
    button(page, 'Stay here').click()
    expect(page.get_by_text('It lays eggs.')).to_be_visible()
    choose(page, 'Hen')
    site.exploration = {
        **player_site.exploration(
            {'End': state('EndExploration', '<p>Refreshed.</p>')}
        ),
        'exp_id': 'basics',
    }
    button(page, 'Go to that lesson').click()
    expect(page).to_have_url(f'{ORIGIN}/explore/basics?parent=lesson')
    back = page.get_by_role('link', name='Return to your lesson')
    expect(back).to_have_attribute('href', '/explore/lesson')
    expect(page.get_by_text('You may like next')).to_have_count(0)
    soon(
        page,
        lambda: [
            (event['state_name'], event['refresher_exp_id'])
            for event in site.events()
            if 'refresher_exp_id' in event
        ],
        [('Pick', 'basics')],
    )


# Not counted --------------------------------------------------


def expect_nothing_posted_before(
    page: sync_api.Page, site: PlayerSite, session: int
) -> None:
    """Waits for reports of a later play: earlier plays posted none."""
    site.events_until(page, 'state_hit', session)
    assert {body['session_id'] for _, body in site.posted} == {
        player_site.token(session)
    }


def test_an_uncounted_learner_sees_a_notice(page):
    site = PlayerSite(player_site.every_interaction())
    site.attach(page)
    for reason, text in (
        ('own_play', 'this play is not counted'),
        ('preview', 'This is a preview'),
        ('old_version', 'older version'),
    ):
        site.not_counted_reason = reason
        page.goto(f'{ORIGIN}/explore/lesson')
        expect(page.locator('.player-notice')).to_contain_text(text)
        answer(page, 'Ada')
        expect(page.get_by_role('log')).to_contain_text('Hello Ada!')
        page.evaluate(HIDE)
    site.not_counted_reason = None
    page.reload()
    expect_nothing_posted_before(page, site, session=4)


def test_a_broken_lesson_is_refused_before_its_first_card(page):
    exploration = three_continues()
    del exploration['states']['End']
    site = PlayerSite(exploration)
    site.attach(page)
    page.goto(f'{ORIGIN}/explore/lesson')
    expect(page.get_by_role('alert')).to_contain_text('cannot be played')
    page.evaluate(HIDE)
    site.exploration = three_continues()
    page.reload()
    expect_nothing_posted_before(page, site, session=2)
