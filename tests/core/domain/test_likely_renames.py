"""Which states were probably renamed."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain import exp_domain, likely_renames
from tests.core.domain import exp_builders

pytestmark = pytest.mark.no_store

QUESTIONS = {
    'Whale': 'Which of these animals lives in the sea and breathes air?',
    'Moon': 'How long does the moon take to go round the earth once?',
    'Tea': 'Name a country in which much tea is grown by small farmers.',
}


def exploration(texts: dict[str, str], **dests: str) -> exp_domain.Exploration:
    states = {}
    for name, text in texts.items():
        state = exp_builders.state('TextInput', dests.get(name, 'End'))
        state['content'] = {'html': f'<p>{text}</p>'}
        states[name] = state
    states['End'] = exp_builders.state('EndExploration', None)
    return exp_domain.Exploration.from_dict(
        {
            'exp_id': 'exp',
            'init_state_name': next(iter(texts)),
            'states': states,
        }
    )


OLD = exploration(QUESTIONS)


def rename_questions(**names: str) -> dict[str, str]:
    return {names.get(name, name): text for name, text in QUESTIONS.items()}


def find_renames(
    new: dict[str, str], renames: dict[str, str] | None = None
) -> list[tuple[str, str]]:
    return [
        (rename['old_state_name'], rename['new_state_name'])
        for rename in likely_renames.likely_renames(
            OLD, exploration(new), renames or {}
        )
    ]


def test_a_state_with_another_name_and_the_same_content_is_found():
    new = rename_questions(Moon='The moon')
    assert find_renames(new) == [('Moon', 'The moon')]


def test_a_few_changed_words_do_not_matter():
    new = rename_questions(Moon='The moon')
    new['The moon'] = new['The moon'].replace('once', 'one time')
    assert find_renames(new) == [('Moon', 'The moon')]


def test_a_state_with_different_content_is_not_a_rename():
    new = rename_questions(Moon='Sun')
    new['Sun'] = 'What burns there, and since when, and for how many years?'
    assert find_renames(new) == []


def test_declared_renames_are_not_suggested():
    new = rename_questions(Moon='The moon', Tea='Farmers')
    assert find_renames(new, {'Moon': 'The moon'}) == [('Tea', 'Farmers')]


def test_several_renames_are_matched_by_content():
    new = rename_questions(Whale='3', Moon='1', Tea='2')
    assert sorted(find_renames(new)) == [
        ('Moon', '1'),
        ('Tea', '2'),
        ('Whale', '3'),
    ]


def test_each_state_is_paired_at_most_once():
    new = {'A': QUESTIONS['Moon'], 'B': QUESTIONS['Moon']}
    assert find_renames(new) == [('Moon', 'A')]


def test_destinations_do_not_matter():
    new = exploration(
        rename_questions(Moon='The moon'), **{'The moon': 'Whale'}
    )
    (only,) = likely_renames.likely_renames(OLD, new, {})
    assert only['similarity'] == 1


def test_added_and_deleted_states_are_not_renamed():
    assert find_renames({**QUESTIONS, 'More': QUESTIONS['Moon']}) == []
    assert find_renames({'Moon': QUESTIONS['Moon']}) == []


def test_only_some_of_very_many_states_are_compared(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_STATES_COMPARED_FOR_RENAMES', 1)
    new = rename_questions(Whale='3', Moon='1', Tea='2')
    assert len(find_renames(new)) <= 1
