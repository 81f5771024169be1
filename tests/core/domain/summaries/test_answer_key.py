"""Correct answers."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain import exp_domain
from core.domain.summaries import answer_key
from tests.core.domain import stats_builders

pytestmark = pytest.mark.no_store


def outcome(dest: str, correct: bool = False) -> dict[str, Any]:
    made = stats_builders.choice_state(dest)['interaction']['default_outcome']
    return {**made, 'labelled_as_correct': correct}


def group(dest: str, correct: bool = False) -> dict[str, Any]:
    rule = {'rule_type': 'Equals', 'inputs': {'x': [dest]}}
    return {'rule_specs': [rule], 'outcome': outcome(dest, correct)}


def key_of(*groups: dict[str, Any], default: dict[str, Any]):
    exploration = stats_builders.exploration_dict('exp', ['A', 'B', 'End'])
    exploration['states']['A']['interaction'] |= {
        'answer_groups': list(groups),
        'default_outcome': default,
    }
    return answer_key.build_answer_key(
        exp_domain.Exploration.from_dict(exploration)
    )


def test_an_outcome_labelled_correct_counts_as_right_wherever_it_leads():
    key = key_of(group('A', True), group('B'), default=outcome('A'))
    assert key.states['A'].rightness == (True, False, False)
    assert key.states['A'].destinations == ('A', 'B', 'A')


def test_without_labels_an_outcome_that_leads_on_is_right():
    key = key_of(group('B'), group('End'), default=outcome('A'))
    assert key.states['A'].rightness == (True, True, False)


def test_a_question_can_be_answered_right_and_wrong():
    """B leads on after any answer; the end has no question."""
    key = key_of(group('B'), default=outcome('A'))
    assert key.items == ('A',)
    assert key.states['End'].is_terminal
    assert key.states['End'].interaction_id == 'EndExploration'
    assert not key.states['B'].is_question


def test_a_continue_button_is_not_a_question():
    exploration = stats_builders.exploration_dict('exp', ['A', 'B', 'End'])
    exploration['states']['A']['interaction'] |= {'id': 'Continue'}
    key = answer_key.build_answer_key(
        exp_domain.Exploration.from_dict(exploration)
    )
    assert key.states['A'].rightness == (True,)
    assert key.items == ()
