"""Answering each interaction wrongly and rightly, with the keyboard alone."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import looks, player_site
from tests.e2e.pages import button, tab_to
from tests.e2e.player_page import heading, play
from tests.e2e.player_site import outcome, state

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


def type_answer(text: str) -> Callable[[sync_api.Page], None]:
    """Returns what types an answer and submits it."""

    def answer(page: sync_api.Page) -> None:
        tab_to(page, page.get_by_role('textbox'))
        page.keyboard.press('Control+a')
        page.keyboard.type(text)
        page.keyboard.press('Enter')

    return answer


@dataclasses.dataclass(frozen=True)
class Case:
    """A question, and what learners do with it."""

    interaction_id: str
    args: dict[str, Any]
    rule_type: str
    inputs: dict[str, Any]
    # What the card refuses, and a part of the reason; None where there is no
    # such thing.
    refused: tuple[Callable[[sync_api.Page], None], str] | None
    wrong: Callable[[sync_api.Page], None]
    wrong_answer: Any
    right: Callable[[sync_api.Page], None]
    right_answer: Any


def fraction(numerator: int, denominator: int, whole: int = 0) -> Any:
    """Returns a fraction as it is recorded."""
    return {
        'isNegative': False,
        'wholeNumber': whole,
        'numerator': numerator,
        'denominator': denominator,
    }


def move_choice(name: str, *keys: str) -> Callable[[sync_api.Page], None]:
    """Returns what moves a choice with keys, and submits the order."""

    def answer(page: sync_api.Page) -> None:
        tab_to(page, button(page, f'Move up: {name}'))
        for key in keys:
            page.keyboard.press(key)
            expect(button(page, f'Move up: {name}')).to_be_focused()
        tab_to(page, button(page, 'Submit'))
        page.keyboard.press('Enter')

    return answer


def elements(*texts: str) -> Callable[[sync_api.Page], None]:
    """Returns what types each text into a field, and submits them."""

    def answer(page: sync_api.Page) -> None:
        while page.get_by_role('textbox').count() < len(texts):
            tab_to(page, button(page, 'One more'))
            page.keyboard.press('Enter')
        for number, text in enumerate(texts, start=1):
            tab_to(page, page.get_by_role('textbox', name=f'Answer {number}'))
            page.keyboard.press('Control+a')
            page.keyboard.type(text)
        page.keyboard.press('Enter')

    return answer


def type_list(text: str) -> Callable[[sync_api.Page], None]:
    """Returns what types two elements into one field, and submits them."""

    def answer(page: sync_api.Page) -> None:
        elements(text)(page)
        expect(page.get_by_text('has its own field now')).to_be_visible()
        expect(page.get_by_role('textbox')).to_have_count(2)
        page.keyboard.press('Enter')

    return answer


def with_another(text: str) -> Callable[[sync_api.Page], None]:
    """Returns what replaces the second text of the last answer."""

    def answer(page: sync_api.Page) -> None:
        tab_to(page, button(page, 'Remove answer 2'))
        page.keyboard.press('Enter')
        tab_to(page, button(page, 'One more'))
        page.keyboard.press('Enter')
        page.keyboard.type(text)
        page.keyboard.press('Enter')

    return answer


def press_keys(role: Any, *keys: str) -> Callable[[sync_api.Page], None]:
    """Returns what presses keys on the first choice, or on the image.

    Args:
        role: Of the choice or the image; None where it has the focus, as after
            a wrong answer.
        *keys: The keys.
    """

    def answer(page: sync_api.Page) -> None:
        if role is not None:
            tab_to(page, page.get_by_role(role).first)
        for key in keys:
            page.keyboard.press(key)

    return answer


IMAGE = {
    'imagePath': '/static/images/lessons/planets.svg',
    'labeledRegions': [
        {
            'label': 'left',
            'region': {
                'regionType': 'Rectangle',
                'area': [[0, 0], [0.4, 1]],
            },
        },
    ],
}
ANIMALS = ['<p>Hen</p>', '<p>Ant</p>', '<p>Cow</p>']


def speed(real: float, unit: str, per: str) -> dict[str, Any]:
    """Returns a number with units as it is recorded."""
    return {
        'type': 'real',
        'real': real,
        'fraction': fraction(0, 1),
        'units': [
            {'unit': unit, 'exponent': 1},
            {'unit': per, 'exponent': -1},
        ],
    }


CASES = [
    Case(
        interaction_id='NumberWithUnits',
        args={},
        rule_type='IsEquivalentTo',
        inputs={'f': speed(2, 'm', 's')},
        refused=(type_answer('2 m/parrot'), 'is not a unit'),
        wrong=type_answer('2 km/h'),
        wrong_answer=speed(2, 'km', 'h'),
        right=type_answer('7.2 km per hour'),
        right_answer=speed(7.2, 'km', 'hour'),
    ),
    Case(
        interaction_id='NumericExpressionInput',
        args={},
        rule_type='MatchesUpToTrivialManipulations',
        inputs={'x': '2*3+4'},
        refused=(type_answer('10/0'), 'has no value'),
        wrong=type_answer('10'),
        wrong_answer='10',
        right=type_answer('4 + 3 * 2'),
        right_answer='4+3*2',
    ),
    Case(
        interaction_id='AlgebraicExpressionInput',
        args={'allowedVariables': ['x']},
        rule_type='IsEquivalentTo',
        inputs={'x': '(x+1)^2'},
        refused=(type_answer('y^2'), 'is not used here'),
        wrong=type_answer('x^2+1'),
        wrong_answer='x^2+1',
        right=type_answer('x^2 + 2x + 1'),
        right_answer='x^2+2*x+1',
    ),
    Case(
        interaction_id='MathEquationInput',
        args={},
        rule_type='IsEquivalentTo',
        inputs={'x': 'y=m*x+c'},
        refused=(type_answer('mx+c'), 'an equation'),
        wrong=type_answer('y = mx - c'),
        wrong_answer='y=m*x-c',
        right=type_answer('y - c = xm'),
        right_answer='y-c=x*m',
    ),
    Case(
        interaction_id='SetInput',
        args={'buttonText': 'One more'},
        rule_type='Equals',
        inputs={'x': ['red', 'blue']},
        refused=(elements(' '), 'type an answer first'),
        wrong=type_list('red, green'),
        wrong_answer=['green', 'red'],
        right=with_another('blue'),
        right_answer=['blue', 'red'],
    ),
    Case(
        interaction_id='RatioExpressionInput',
        args={'numberOfTerms': 2},
        rule_type='IsEquivalent',
        inputs={'x': [1, 2]},
        refused=(type_answer('1:2:3'), 'a ratio of 2 numbers'),
        wrong=type_answer('2:1'),
        wrong_answer=[2, 1],
        right=type_answer('3 : 6'),
        right_answer=[3, 6],
    ),
    Case(
        interaction_id='DragAndDropSortInput',
        args={'choices': ANIMALS},
        rule_type='IsEqualToOrdering',
        inputs={'x': [[1], [0], [2]]},
        refused=None,
        wrong=move_choice('Cow', 'Enter'),
        wrong_answer=[[0], [2], [1]],
        right=move_choice('Ant', 'ArrowUp', 'ArrowUp'),
        right_answer=[[1], [0], [2]],
    ),
    Case(
        interaction_id='FractionInput',
        args={'allowImproperFraction': False},
        rule_type='IsEquivalentTo',
        inputs={'f': fraction(3, 2)},
        refused=(type_answer('3/2'), 'take the whole number out'),
        wrong=type_answer('2/3'),
        wrong_answer=fraction(2, 3),
        right=type_answer('1 2/4'),
        right_answer=fraction(2, 4, whole=1),
    ),
    Case(
        interaction_id='TextInput',
        args={'rows': 2},
        rule_type='Equals',
        inputs={'x': ["don't"]},
        refused=(type_answer('\u200b'), 'type an answer first'),
        wrong=type_answer('do not'),
        wrong_answer='do not',
        right=type_answer('DON\u2019T'),
        right_answer='DON\u2019T',
    ),
    Case(
        interaction_id='NumericInput',
        args={'requireNonnegativeInput': True},
        rule_type='Equals',
        inputs={'x': 1000},
        refused=(type_answer('-5'), '0 or more'),
        wrong=type_answer('\u0661\u066b\u0665'),
        wrong_answer=1.5,
        right=type_answer('1 000'),
        right_answer=1000,
    ),
    Case(
        interaction_id='MultipleChoiceInput',
        args={'choices': ANIMALS, 'showChoicesInShuffledOrder': False},
        rule_type='Equals',
        inputs={'x': 1},
        refused=(press_keys('radio', 'Enter'), 'choose'),
        wrong=press_keys('radio', 'Space', 'Enter'),
        wrong_answer=0,
        right=press_keys(None, 'ArrowDown', 'Enter'),
        right_answer=1,
    ),
    Case(
        interaction_id='ItemSelectionInput',
        args={
            'choices': ANIMALS,
            'minAllowableSelectionCount': 1,
            'maxAllowableSelectionCount': 2,
        },
        rule_type='Equals',
        inputs={'x': [0, 1]},
        refused=(press_keys('checkbox', 'Enter'), 'hoose'),
        wrong=press_keys('checkbox', 'Space', 'Enter'),
        wrong_answer=[0],
        right=press_keys('checkbox', 'Space', 'Tab', 'Space', 'Enter'),
        right_answer=[0, 1],
    ),
    Case(
        interaction_id='ImageClickInput',
        args={'imageAndRegions': IMAGE, 'altText': 'Planets'},
        rule_type='IsInRegion',
        inputs={'x': 'left'},
        refused=None,
        wrong=press_keys('application', 'Enter'),
        wrong_answer={'clickedRegions': []},
        right=press_keys('application', *['Shift+ArrowLeft'] * 2, 'Enter'),
        right_answer={'clickedRegions': ['left']},
    ),
]


def lesson(cases: list[Case]) -> dict[str, Any]:
    """Returns a lesson of one question after the other."""
    names = [case.interaction_id for case in cases]
    states = {
        case.interaction_id: state(
            case.interaction_id,
            '<p>What is it?</p>',
            case.args,
            answer_groups=[
                player_site.group(
                    case.rule_type,
                    case.inputs,
                    outcome(dest, labelled_as_correct=True),
                )
            ],
            default_outcome=outcome(
                case.interaction_id, f'<p>Not in {case.interaction_id}.</p>'
            ),
        )
        for case, dest in zip(cases, [*names[1:], 'Read'], strict=True)
    }
    read = state(
        'Continue', '<p>Read this.</p>', default_outcome=outcome('End')
    )
    end = state('EndExploration', '<p>That was all.</p>')
    return player_site.exploration({**states, 'Read': read, 'End': end})


def without_place(answer: Any) -> Any:
    """Leaves out the place of a click, which rounding may change."""
    if isinstance(answer, dict):
        answer.pop('clickPosition', None)
    return answer


def test_every_interaction_is_answered_by_keyboard(page: sync_api.Page) -> None:
    site = play(page, lesson(CASES), similar=['lesson', 'next-one'])
    # The first card with all around it; of each other card what is new.
    scope = None
    for case in CASES:
        if case.refused:
            refused, reason = case.refused
            refused(page)
            expect(page.get_by_role('alert')).to_contain_text(reason)
        looks.expect_accessible(page, scope)
        scope = '.player-card:not([hidden])'
        case.wrong(page)
        expect(page.get_by_role('log')).to_contain_text(
            f'Not in {case.interaction_id}.'
        )
        case.right(page)
    tab_to(page, button(page, 'Continue'))
    page.keyboard.press('Enter')
    expect(heading(page, 'Lesson complete')).to_be_visible()
    looks.expect_accessible(page)
    events = site.events_until(page, 'exploration_complete')
    assert [
        (
            event['state_name'],
            without_place(event['answer']),
            event['answer_group_index'],
        )
        for event in events
        if event['event_type'] == 'answer_submitted'
    ] == [
        *(
            (case.interaction_id, answer, group)
            for case in CASES
            for answer, group in (
                (case.wrong_answer, 1),
                (case.right_answer, 0),
            )
        ),
        ('Read', None, 0),
    ]
    of_question = [
        'state_hit',
        'answer_submitted',
        'answer_submitted',
        'state_complete',
    ]
    types = [event['event_type'] for event in events]
    assert types.index('exploration_actual_start') == 3
    types.remove('exploration_actual_start')
    assert types == [
        'exploration_start',
        *of_question * len(CASES),
        'state_hit',
        'answer_submitted',
        'state_complete',
        'state_hit',
        'state_complete',
        'exploration_complete',
    ]
    # What this browser has played is not suggested.
    suggested = page.get_by_role('link', name='Title of')
    expect(suggested).to_have_text([re.compile('Title of next-one')])


def test_an_interaction_that_cannot_be_loaded_can_be_tried_again(
    page: sync_api.Page,
) -> None:
    site = player_site.PlayerSite(lesson(CASES[:1]))
    site.attach(page)
    failures: list[str] = []

    def fail_at_first(route: sync_api.Route) -> None:
        # Each attempt of the learner imports it twice.
        if len(failures) < 2:
            failures.append(route.request.url)
            route.abort()
        else:
            route.fallback()

    page.route('**/parts/number_with_units-*.js', fail_at_first)
    page.goto(f'{player_site.ORIGIN}/explore/lesson')
    expect(page.get_by_text('could not be reached')).to_be_visible()
    button(page, 'Try again').click()
    expect(heading(page, 'Card 1')).to_be_visible()
    assert len(failures) == 2
