"""Playing on the player's page in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import player_site
from tests.e2e.pages import button, tab_to
from tests.e2e.player_page import (
    answer,
    choose,
    finish,
    go_to_sum,
    heading,
    play,
    three_continues,
)
from tests.e2e.player_site import PlayerSite, outcome, state

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


# Playing -----------------------------------------------------


def test_a_lesson_can_be_played_to_its_end_by_keyboard_alone(page):
    play(page)
    keyboard = page.keyboard
    tab_to(page, page.get_by_role('textbox'))
    keyboard.type('Ada')
    keyboard.press('Enter')
    expect(button(page, 'Continue')).to_be_focused()
    keyboard.press('Enter')
    expect(heading(page, 'Card 2')).to_be_focused()
    tab_to(page, page.get_by_role('radio', name='Trout'))
    keyboard.press('ArrowDown')
    expect(page.get_by_role('radio', name='Whale')).to_be_checked()
    keyboard.press('Enter')
    expect(button(page, 'Continue')).to_be_focused()
    keyboard.press('Enter')
    expect(heading(page, 'Card 3')).to_be_focused()
    tab_to(page, page.get_by_role('textbox'))
    keyboard.type('12')
    keyboard.press('Enter')
    tab_to(page, button(page, 'Go on'))
    keyboard.press('Space')
    expect(heading(page, 'Lesson complete')).to_be_focused()
    expect(page.get_by_role('link', name='Title of next-one')).to_be_visible()


def test_the_given_answer_is_shown_above_feedback_and_question(page):
    play(page)
    answer(page, 'Ada')
    button(page, 'Continue').click()
    choose(page, 'Trout')
    log = page.get_by_role('log')
    expect(log).to_contain_text('Trout')
    expect(log).to_contain_text('It has gills.')
    choose(page, 'Whale')
    expect(log).to_contain_text('It is.')
    expect(log).not_to_contain_text('It has gills.')
    page.get_by_text('Earlier answers (1)').click()
    expect(page.get_by_text('It has gills.')).to_be_visible()


def test_without_feedback_an_answer_is_acknowledged_or_moves_on(page):
    play(page)
    go_to_sum(page)
    answer(page, '13')
    expect(page.get_by_role('log')).to_contain_text('try another answer')
    expect(page.get_by_role('textbox')).to_have_value('')
    answer(page, '12')
    expect(heading(page, 'Card 4')).to_be_visible()


def test_a_lesson_of_one_card_links_to_other_pages(page):
    end = state('EndExploration', '<p>All there is.</p>')
    play(page, player_site.exploration({'Only': end}))
    expect(heading(page, 'Lesson complete')).to_have_count(0)
    expect(page.get_by_role('link', name='Play again')).to_be_visible()


def test_text_that_is_not_a_number_is_refused_with_the_reason(page):
    site = play(page)
    go_to_sum(page)
    answer(page, 'twelve')
    expect(page.get_by_role('alert')).to_contain_text('not a number')
    expect(page.get_by_role('textbox')).to_have_attribute(
        'aria-invalid', 'true'
    )
    answer(page, '12,0')
    expect(heading(page, 'Card 4')).to_be_visible()
    finish(page)
    assert answers_posted(page, site) == ['Ada', 1, 12, None]


def test_typed_answers_are_shown_and_never_executed(page):
    play(page)
    answer(page, '<img src=x onerror="document.title=1">')
    expect(page.get_by_role('log')).to_contain_text('Hello <img src=x')
    expect(page.locator('#player img')).to_have_count(0)


def test_a_text_area_submits_with_enter_and_breaks_with_shift(page):
    play(
        page,
        player_site.exploration(
            {
                'A': state(
                    'TextInput',
                    '<p>Tell.</p>',
                    {'rows': 3},
                    default_outcome=outcome('End', '<p>Thanks.</p>'),
                ),
                'End': state('EndExploration', '<p>End.</p>'),
            }
        ),
    )
    page.get_by_role('textbox').focus()
    page.keyboard.type('one')
    page.keyboard.press('Shift+Enter')
    page.keyboard.type('two')
    page.keyboard.press('Enter')
    expect(page.get_by_role('log')).to_contain_text('one two')


def answers_posted(page: sync_api.Page, site: PlayerSite) -> list[Any]:
    """Waits until the end is reported; returns the answers given."""
    events = site.events_until(page, 'exploration_complete')
    return [
        event['answer']
        for event in events
        if event['event_type'] == 'answer_submitted'
    ]


# Once is once ------------------------------------------------


def test_a_double_click_leaves_only_one_card(page):
    play(page, three_continues())
    button(page, 'Continue').dblclick()
    expect(heading(page, 'Card 2')).to_be_visible()
    button(page, 'Continue').click()
    expect(heading(page, 'Card 3')).to_be_visible()


def test_a_key_held_down_leaves_one_card_not_all(page):
    play(page, three_continues())
    button(page, 'Continue').focus()
    for _ in range(5):
        page.keyboard.down('Enter')
    expect(heading(page, 'Card 2')).to_be_visible()
    button(page, 'Continue').focus()
    page.keyboard.down('Enter')
    page.keyboard.up('Enter')
    button(page, 'Continue').click()
    expect(heading(page, 'Card 3')).to_be_visible()


def test_enter_pressed_twice_is_one_answer(page):
    site = play(page)
    go_to_sum(page)
    page.get_by_role('textbox').fill('13')
    page.keyboard.press('Enter')
    page.keyboard.press('Enter')
    expect(page.get_by_role('log')).to_contain_text('13')
    expect(page.get_by_role('alert')).to_be_empty()
    answer(page, '12')
    finish(page)
    assert answers_posted(page, site) == ['Ada', 1, 13, 12, None]


# Looking back ------------------------------------------------


def test_earlier_cards_can_be_read_again_but_not_answered(page):
    play(page)
    go_to_sum(page)
    page.get_by_role('textbox').fill('1')
    button(page, 'Previous card').click()
    expect(heading(page, 'Card 2')).to_be_focused()
    expect(page.get_by_text('It is.')).to_be_visible()
    expect(page.get_by_role('radio')).to_have_count(0)
    expect(button(page, 'Submit')).to_have_count(0)
    button(page, 'Previous card').click()
    expect(page.get_by_text('Hello Ada!')).to_be_visible()
    expect(button(page, 'Previous card')).to_be_disabled()
    button(page, 'Return to where you were').click()
    expect(heading(page, 'Card 3')).to_be_focused()
    expect(page.get_by_role('textbox')).to_have_value('1')


# Several choices ---------------------------------------------


def test_some_of_several_choices_are_taken_with_the_space_bar(page):
    choices = ['<p>Atbara</p>', '<p>Niger</p>', '<p>Blue Nile</p>']
    lesson = player_site.exploration(
        {
            'Rivers': state(
                'ItemSelectionInput',
                '<p>Which flow into the Nile?</p>',
                {
                    'choices': choices,
                    'minAllowableSelectionCount': 1,
                    'maxAllowableSelectionCount': 2,
                },
                answer_groups=[
                    player_site.group('Equals', {'x': [0, 2]}, outcome('End'))
                ],
                default_outcome=outcome('Rivers', '<p>Look again.</p>'),
            ),
            'End': state('EndExploration', '<p>They do.</p>'),
        }
    )
    play(page, lesson)
    button(page, 'Submit').click()
    expect(page.get_by_text('Please choose an answer first.')).to_be_visible()
    for name in ('Atbara', 'Niger', 'Blue Nile'):
        page.get_by_role('checkbox', name=name).focus()
        page.keyboard.press('Space')
    button(page, 'Submit').click()
    expect(page.get_by_text('choose at most 2 answers')).to_be_visible()
    page.get_by_role('checkbox', name='Niger').uncheck()
    button(page, 'Submit').click()
    expect(page.get_by_text('They do.')).to_be_visible()
