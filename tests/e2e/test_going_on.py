"""Resuming a play after a reload, in another tab, or days later."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import player_site
from tests.e2e.pages import button, soon, tab_to
from tests.e2e.player_page import (
    answer,
    choose,
    finish,
    go_to_sum,
    heading,
    play,
    three_continues,
)
from tests.e2e.player_site import ORIGIN, PlayerSite

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

URL = f'{ORIGIN}/explore/lesson'
KEY = 'learner_play.1.lesson'
# Changes the saved play, as only damage does, when a page is loaded: it is
# written again when a page is left.
CHANGE_KEPT = f"""
  const change = sessionStorage.getItem('change');
  if (change) {{
    sessionStorage.removeItem('change');
    const play = JSON.parse(localStorage.getItem('{KEY}'));
    Object.assign(play, JSON.parse(change));
    localStorage.setItem('{KEY}', JSON.stringify(play));
  }}"""
DAMAGES: list[dict[str, Any]] = [
    {'play': {}},
    {'exp_id': 'another'},
    {'began_at_msecs': 0},
    {'progress': None},
]


def go_on(page: sync_api.Page, card: int) -> None:
    """Accepts the offer to resume at a card."""
    button(page, f'Go on at card {card}').click()
    expect(heading(page, f'Card {card}')).to_be_focused()


def start_again(page: sync_api.Page) -> None:
    """Declines it."""
    button(page, 'Start again').click()
    expect(heading(page, 'Card 1')).to_be_focused()


def counts_of(site: PlayerSite) -> dict[str, int]:
    """Returns the totals of all batches, each once."""
    batches = {
        body['batch_id']: body['aggregated_stats']
        for path, body in site.posted
        if '/stats_events/' in path
    }
    totals: Counter[str] = Counter()
    for counts in batches.values():
        for name, count in counts.items():
            if name == 'state_stats_mapping':
                for of_state in count.values():
                    totals['first_hits'] += of_state.get('first_hit_count', 0)
                    totals['answers'] += of_state.get('total_answers_count', 0)
            else:
                totals[name] += count
    return +totals


def types_of(events: list[dict[str, Any]]) -> Counter[str]:
    """Counts events by their types."""
    return Counter(event['event_type'] for event in events)


# Reloading ----------------------------------------------------


def test_a_play_that_is_reloaded_is_one_session(page):
    site = play(page)
    answer(page, 'Ada')
    expect(page.get_by_role('log')).to_contain_text('Hello Ada!')
    page.reload()
    go_on(page, 1)
    expect(page.get_by_text('Hello Ada!')).to_be_visible()
    button(page, 'Continue').click()
    choose(page, 'Trout')
    page.reload()
    go_on(page, 2)
    expect(page.get_by_role('log')).to_contain_text('It has gills.')
    choose(page, 'Whale')
    button(page, 'Continue').click()
    page.reload()
    go_on(page, 3)
    button(page, 'Previous card').click()
    expect(page.get_by_text('It is.')).to_be_visible()
    expect(page.get_by_role('radio')).to_have_count(0)
    button(page, 'Return to where you were').click()
    answer(page, '12')
    finish(page)

    types = types_of(site.events_until(page, 'exploration_complete'))
    assert site.num_sessions == 1
    assert site.resumed == [player_site.token(1)] * 3
    assert types['exploration_start'] == 1
    assert types['exploration_actual_start'] == 1
    assert types['state_hit'] == types['state_complete'] == 5
    assert types['answer_submitted'] == 5
    soon(
        page,
        lambda: counts_of(site),
        {
            'num_starts': 1,
            'num_actual_starts': 1,
            'num_completions': 1,
            'first_hits': 5,
            'answers': 5,
        },
    )


def test_the_offer_works_by_keyboard_and_sends_nothing(page):
    site = play(page)
    go_to_sum(page)
    site.events_until(page, 'state_complete')
    page.reload()
    tab_to(page, button(page, 'Go on at card 3'))
    expect(heading(page, 'Welcome back')).to_be_visible()
    assert site.num_sessions == 1
    assert site.resumed == []
    page.keyboard.press('Enter')
    expect(heading(page, 'Card 3')).to_be_focused()


def test_starting_again_begins_a_new_session(page):
    site = play(page)
    go_to_sum(page)
    page.reload()
    start_again(page)
    assert site.num_sessions == 2
    assert site.events_until(page, 'state_hit', session=2)
    page.reload()
    expect(button(page, 'Go on at card 1')).to_be_visible()


def test_a_completed_play_is_not_resumed(page):
    site = play(page, three_continues())
    for card in ('Card 2', 'Card 3', 'Lesson complete'):
        button(page, 'Continue').click()
        expect(heading(page, card)).to_be_visible()
    page.reload()
    expect(heading(page, 'Card 1')).to_be_visible()
    assert site.num_sessions == 2


@pytest.mark.parametrize('reason', ['own_play', 'preview'])
def test_an_uncounted_play_is_not_saved(page, reason):
    site = play(page, not_counted_reason=reason)
    answer(page, 'Ada')
    page.reload()
    expect(heading(page, 'Card 1')).to_be_visible()
    assert site.num_sessions == 2


# Two tabs -----------------------------------------------------


def test_a_second_tab_takes_over_and_the_first_one_reports_it(page):
    site = play(page)
    go_to_sum(page)
    second = page.context.new_page()
    site.attach(second)
    second.goto(URL)
    go_on(second, 3)

    expect(page.get_by_role('alert')).to_contain_text('in another tab')
    answer(second, '12')
    finish(second)
    types = types_of(site.events_until(second, 'exploration_complete'))
    assert types['exploration_start'] == 1
    assert site.num_sessions == 1
    button(page, 'Go on here').click()
    expect(heading(page, 'Card 1')).to_be_visible()


def test_the_first_tab_takes_its_play_back(page):
    site = play(page)
    go_to_sum(page)
    second = page.context.new_page()
    site.attach(second)
    second.goto(URL)
    go_on(second, 3)
    button(page, 'Go on here').click()
    go_on(page, 3)
    expect(second.get_by_role('alert')).to_contain_text('in another tab')
    answer(page, '12')
    finish(page)
    assert site.events_until(page, 'exploration_complete')
    assert site.num_sessions == 1


def test_a_second_tab_may_play_independently_of_the_first(page):
    site = play(page)
    go_to_sum(page)
    second = page.context.new_page()
    site.attach(second)
    second.goto(URL)
    start_again(second)

    answer(page, '12')
    finish(page)
    assert site.events_until(page, 'exploration_complete')
    answer(second, 'Bob')
    expect(second.get_by_role('log')).to_contain_text('Hello Bob!')
    second.reload()
    expect(button(second, 'Go on at card 1')).to_be_visible()
    assert site.num_sessions == 2


# Failures -----------------------------------------------------


def test_a_damaged_or_expired_play_is_not_offered(page):
    page.add_init_script(CHANGE_KEPT)
    site = play(page)
    for num_sessions, change in enumerate(DAMAGES, start=2):
        answer(page, 'Ada')
        button(page, 'Continue').click()
        expect(heading(page, 'Card 2')).to_be_visible()
        page.evaluate(
            "change => sessionStorage.setItem('change', change)",
            json.dumps(change),
        )
        page.reload()
        expect(heading(page, 'Card 1')).to_be_visible()
        expect(heading(page, 'Welcome back')).to_have_count(0)
        assert site.num_sessions == num_sessions, change
    page.reload()
    expect(button(page, 'Go on at card 1')).to_be_visible()


@pytest.mark.parametrize('is_exploration_another', [False, True])
def test_a_play_refused_by_the_server_can_be_started_again(
    page, is_exploration_another
):
    site = play(page)
    go_to_sum(page)
    page.reload()
    if is_exploration_another:
        site.exploration = three_continues()
    else:
        site.resume_status = 400
    button(page, 'Go on at card 3').click()
    alert = page.get_by_role('alert')
    expect(alert).to_contain_text('You cannot go on from where you were')
    start_again(page)
    assert site.num_sessions == 2


def test_a_temporary_error_can_be_retried(page):
    site = play(page)
    go_to_sum(page)
    page.reload()
    action = 'Go on at card 3'
    # Each message differs from the one before it.
    for status, message in (
        (404, 'This lesson is not here'),
        (405, 'Something went wrong on our side'),
        (410, 'This lesson is not here'),
        (429, 'Very many people are learning just now'),
        (500, 'Something went wrong on our side'),
    ):
        site.resume_status = status
        button(page, action).click()
        expect(page.get_by_role('alert')).to_contain_text(message)
        action = 'Try again'
    site.resume_status = 200
    button(page, action).click()
    expect(heading(page, 'Card 3')).to_be_focused()
    assert site.num_sessions == 1


def test_without_storage_each_load_starts_a_session(page):
    page.add_init_script(
        """Object.defineProperty(window, 'localStorage', {
          get() { throw new DOMException('', 'SecurityError'); },
        });"""
    )
    site = play(page)
    go_to_sum(page)
    page.reload()
    expect(heading(page, 'Card 1')).to_be_visible()
    assert site.num_sessions == 2


def test_with_full_storage_the_play_continues_unsaved(page):
    page.add_init_script(
        """const {setItem} = Storage.prototype;
        Storage.prototype.setItem = function(key, value) {
          if (key.startsWith('learner_play.')) throw new DOMException();
          setItem.call(this, key, value);
        };"""
    )
    site = play(page)
    go_to_sum(page)
    answer(page, '12')
    finish(page)
    assert site.events_until(page, 'exploration_complete')


def test_a_learner_who_opts_out_can_play_unreported(page):
    page.add_init_script(
        "Object.defineProperty(navigator, 'globalPrivacyControl',"
        ' {value: true});'
    )
    site = play(page)
    go_to_sum(page)
    page.reload()
    go_on(page, 3)
    assert site.posted == []


# A cleared storage --------------------------------------------


def test_an_answer_survives_a_storage_that_is_cleared_at_once(page):
    site = play(page)
    site.events_until(page, 'state_hit')
    answer(page, 'Ada')
    page.evaluate('localStorage.clear()')
    button(page, 'Continue').click()
    events = site.events_until(page, 'state_complete')
    assert types_of(events)['answer_submitted'] == 1
    soon(page, lambda: counts_of(site)['answers'], 1)
    page.reload()
    expect(button(page, 'Go on at card 2')).to_be_visible()
