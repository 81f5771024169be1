"""Learners write what they find hard; creators read it."""

from __future__ import annotations

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import creator_site, looks, player_site
from tests.e2e.creator_tab import visit
from tests.e2e.pages import button, soon, tab_to
from tests.e2e.player_page import heading, play
from tests.e2e.player_site import PlayerSite, group, outcome, state

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

QUESTION = 'What did you find hard here?'
PROMISE = 'Only the creator of this lesson reads this. Do not write your name.'


def lesson() -> dict[str, object]:
    """Two questions, of which the second asks what is hard."""
    states = {
        name: state(
            'TextInput',
            f'<p>{name}?</p>',
            {'placeholder': '', 'rows': 1},
            answer_groups=[
                group('Equals', {'x': ['yes']}, outcome(dest, '<p>Yes.</p>'))
            ],
            default_outcome=outcome(name, '<p>No.</p>'),
        )
        for name, dest in (('Easy', 'Hard'), ('Hard', 'End'))
    }
    states['Hard']['solicit_answer_details'] = True
    return player_site.exploration(
        {**states, 'End': state('EndExploration', '<p>The end.</p>')}
    )


def play_to_hard_card(page: sync_api.Page, **site: object) -> PlayerSite:
    served = play(page, lesson(), **site)
    answer_card(page, 1, 'no', 'no', 'yes')
    expect(page.get_by_text(QUESTION)).to_have_count(0)
    button(page, 'Continue').click()
    expect(heading(page, 'Card 2')).to_be_visible()
    return served


def answer_card(page: sync_api.Page, number: int, *texts: str) -> None:
    for text in texts:
        field = page.locator(f'section[aria-labelledby=card-{number}]')
        field.locator('.player-action').get_by_role('textbox').fill(text)
        page.keyboard.press('Enter')


def sent_details(site: PlayerSite) -> list[tuple[str, str]]:
    return [
        (body['state_name'], body['answer_details'])
        for path, body in site.posted
        if path.startswith('/explorehandler/learner_answer_details_event/')
    ]


def test_after_two_wrong_answers_a_learner_may_say_what_is_hard(page):
    site = play_to_hard_card(page)
    answer_card(page, 2, 'no')
    expect(page.locator('summary', has_text=QUESTION)).to_be_hidden()
    answer_card(page, 2, 'nearly')
    tab_to(page, page.locator('summary', has_text=QUESTION))
    page.keyboard.press('Enter')
    expect(page.get_by_text(PROMISE)).to_be_visible()
    looks.expect_accessible(page)
    tab_to(page, page.locator('#answer-details'))
    page.keyboard.type('The <i>word</i>')
    # Another answer does not clear the text being typed.
    answer_card(page, 2, 'no')
    expect(page.locator('#answer-details')).to_have_value('The <i>word</i>')
    button(page, 'Send').click()

    expect(page.get_by_text('Thank you, the creator')).to_be_focused()
    expect(page.locator('summary', has_text=QUESTION)).to_be_hidden()
    soon(page, lambda: sent_details(site), [('Hard', 'The <i>word</i>')])
    # A learner who has answered is not asked again.
    page.locator('#exit').click()
    page.wait_for_url('**/library')


def test_a_learner_who_leaves_is_asked_once(page):
    site = play_to_hard_card(page)
    page.locator('#exit').click()
    dialog = page.get_by_role('dialog', name=QUESTION)
    expect(
        dialog.get_by_role('button', name='Leave', exact=True)
    ).to_be_focused()
    looks.expect_accessible(page)
    page.keyboard.press('Escape')
    expect(dialog).to_be_hidden()
    page.locator('#exit').click()
    page.wait_for_url('**/library')
    assert sent_details(site) == []


def test_a_text_written_on_leaving_arrives(page):
    site = play_to_hard_card(page)
    page.locator('#exit').click()
    page.locator('#leaving-details').fill('No time')
    button(page, 'Send and leave').click()
    page.wait_for_url('**/library')
    soon(page, lambda: sent_details(site), [('Hard', 'No time')])


def test_a_learner_whose_play_is_not_counted_is_not_asked(page):
    play_to_hard_card(page, not_counted_reason='own_play')
    answer_card(page, 2, 'no', 'no')
    expect(page.get_by_text(QUESTION)).to_have_count(0)
    page.locator('#exit').click()
    page.wait_for_url('**/library')


def info(number: int, text: str, **fields: object) -> dict[str, object]:
    return {
        'learner_answer_info_id': f'id-{number}',
        'exp_version': 2,
        'state_name': 'Shape',
        'answer_details': text,
        'occurred_at_msecs': creator_site.NOW_MSECS - 86_400_000 * number,
        'is_done': False,
        **fields,
    }


def test_a_card_has_what_learners_found_hard_on_it(page):
    answers = {
        'learner_answer_details': creator_site.answer_details(
            *(
                info(number, f'Hard {number}', state_name='Question')
                for number in range(5)
            ),
            info(5, 'Elsewhere', state_name='Introduction'),
            info(6, 'Read', state_name='Question', is_done=True),
        )
    }
    visit(page, '#/stats?card=Question', answers=answers)
    page.clock.run_for(2_000)
    part = page.get_by_role('dialog').get_by_role(
        'region', name='What learners found hard (5)'
    )
    shown = part.locator('.ratings-comment:visible')
    expect(shown).to_have_text(['Hard 0', 'Hard 1', 'Hard 2'])
    part.get_by_text('2 more').click()
    expect(shown).to_have_count(5)
    button(page, 'Previous card').click()
    expect(part).to_be_hidden()


def test_the_creator_reads_marks_and_deletes(page):
    infos = [info(1, '<i>What</i> is a pole?'), info(2, 'لا أفهم')]
    answers = {'learner_answer_details': creator_site.answer_details(*infos)}
    page.set_viewport_size(looks.VIEWPORTS['phone'])
    site = visit(page, '#/stats?section=ratings', answers=answers)
    page.clock.run_for(2_000)
    part = page.get_by_role('region', name='What learners found hard')
    items = part.get_by_role('listitem')
    expect(items.first).to_contain_text('<i>What</i> is a pole?')
    expect(items.first).to_contain_text('Shape · version 2')
    for theme in looks.in_each_theme(page):
        looks.expect_accessible(page, '#ratings')
        looks.screenshot(page, f'answer-details-{theme}', part)
    answers['learner_answer_details'] = creator_site.answer_details(
        infos[1], infos[0] | {'is_done': True}
    )
    items.first.get_by_role('button', name='Mark as done').click()
    expect(part.get_by_text('Done (1)')).to_be_visible()
    expect(part.get_by_role('heading')).to_be_focused()
    answers['learner_answer_details'] = creator_site.answer_details()
    items.first.get_by_role('button', name='Delete').click()
    page.get_by_role('dialog').get_by_role('button', name='Delete').click()
    expect(part).to_contain_text('No card asks learners')
    assert [(method, body) for method, _, body in site.sent] == [
        ('POST', {'learner_answer_info_id': 'id-1', 'is_done': True}),
        ('DELETE', {}),
    ]
