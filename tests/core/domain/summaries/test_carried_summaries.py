"""Summaries carried over to the states of another version."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given

from core.domain import exp_history_domain
from core.domain.state_history_domain import StateHistory
from core.domain.statistics_tab import statistics_view
from core.domain.summaries import answer_key
from core.domain.summaries.exploration_summary import ExplorationSummary
from tests.core.domain.summary_builders import (
    KEY,
    Play,
    chain_key,
    many_sessions,
    random_plays,
    sum_sessions,
)

pytestmark = pytest.mark.no_store


def history_of(*versions: tuple[list[dict[str, Any]], tuple[str, ...]]):
    """Builds a history from the changes and state names of each version."""
    return StateHistory(
        [
            exp_history_domain.ExplorationCommit(
                version,
                'create' if version == 1 else 'edit',
                '',
                'user',
                datetime.datetime(2026, 1, 1),
                changes,
                names[0],
                names,
            )
            for version, (changes, names) in enumerate(versions, 1)
        ]
    )


def rename(old: str, new: str) -> dict[str, Any]:
    return {
        'cmd': 'rename_state',
        'old_state_name': old,
        'new_state_name': new,
    }


def delete(name: str) -> dict[str, Any]:
    return {'cmd': 'delete_state', 'state_name': name}


def add(name: str) -> dict[str, Any]:
    return {'cmd': 'add_state', 'state_name': name}


NAMES = ('A', 'B', 'C', 'End')
FIRST: tuple[list[dict[str, Any]], tuple[str, ...]] = ([], NAMES)
SWAP = [rename('A', 'T'), rename('B', 'A'), rename('T', 'B')]


@pytest.fixture(scope='module')
def total():
    return sum_sessions(play.summary() for play in random_plays(60))


@given(many_sessions)
def test_mapping_to_its_own_version_only_changes_unknown_states(some):
    own = sum_sessions(some)
    carried = own.carry_to(KEY, history_of(FIRST))
    assert carried.states == {
        name: state for name, state in own.states.items() if name
    }
    assert (carried.paths, carried.ends) == (own.paths, own.ends)
    assert carried.reliability == own.reliability


@given(many_sessions, many_sessions)
def test_a_carried_sum_is_the_sum_of_carried_parts(one, two):
    history = history_of(FIRST, (SWAP, ('B', 'A', 'C', 'End')))
    key = chain_key('B', 'A', 'C', 'End', version=2)
    whole = (sum_sessions(one) + sum_sessions(two)).carry_to(key, history)
    parts = [sum_sessions(part).carry_to(key, history) for part in (one, two)]
    assert parts[0] + parts[1] == whole


def test_all_statistics_follow_swapped_names(total):
    history = history_of(FIRST, (SWAP, ('B', 'A', 'C', 'End')))
    key = chain_key('B', 'A', 'C', 'End', version=2)

    carried = total.carry_to(key, history)

    assert carried.states['A'] == total.states['B'].carry_to(2)
    assert carried.states['B'] == total.states['A'].carry_to(2)
    assert (
        carried.counts['A', 'total_hit_count']
        == (total.counts['B', 'total_hit_count'])
    )
    assert carried.reliability.alpha == total.reliability.alpha
    (commonest, _), *_ = carried.paths.values()
    assert commonest == ('completed', 'B', 'A', 'C', 'End')
    back = history_of(FIRST, (SWAP, ('B', 'A', 'C', 'End')), (SWAP, NAMES))
    again = carried.carry_to(chain_key(*NAMES, version=3), back)
    assert again.states == {
        name: state.carry_to(3) for name, state in total.states.items()
    }
    assert again.days == total.days


def test_deleted_cards_are_omitted_except_in_paths(total):
    history = history_of(FIRST, ([delete('B')], ('A', 'C', 'End')))
    carried = total.carry_to(chain_key('A', 'C', 'End', version=2), history)

    assert carried.num_sessions == total.num_sessions
    assert set(carried.states) == {'A', 'C', 'End'}
    assert (
        carried.counts[None, 'num_starts'] == (total.counts[None, 'num_starts'])
    )
    assert ('B', 'total_hit_count') not in carried.counts
    assert carried.transitions.total == total.transitions.total
    ways = {way: n for way, (n,) in carried.transitions.values()}
    assert ways['A', ''] == (dict(total.transitions.values())['A', 'B'][0])
    # Scores on three questions cannot be compared with those on two.
    assert carried.reliability.n == 0


def test_a_recreated_card_of_the_same_name_starts_at_zero(total):
    history = history_of(FIRST, ([delete('B'), add('B')], NAMES))
    carried = total.carry_to(chain_key(*NAMES, version=2), history)
    assert 'B' not in carried.states
    assert 'A' in carried.states


def test_playthroughs_use_the_current_names_of_cards():
    play = Play().start().wrong('A').wrong('A').wrong('A')
    history = history_of(FIRST, ([rename('A', 'Z')], ('Z', 'B', 'C', 'End')))
    key = chain_key('Z', 'B', 'C', 'End', version=2)

    carried = sum_sessions([play.summary()]).carry_to(key, history)

    ((_, state_names),) = [issue for issue, _ in carried.issues.values()]
    assert state_names == ('Z',)
    ((playthrough,),) = statistics_view.build_view(
        carried
    ).playthroughs.values()
    assert {action['state_name'] for action in playthrough['actions']} == {'Z'}


def test_answers_to_different_interactions_are_separate():
    history = history_of(FIRST, ([], NAMES))
    states = dict(KEY.states)
    states['A'] = answer_key.StateKey(
        'NumericInput', ('B', 'A'), (True, False), is_question=True
    )
    key = answer_key.AnswerKey('exp', 2, states)
    old = sum_sessions([Play('s1').start().wrong('A', 'two').summary()])
    new = sum_sessions([Play('s2').start().right('A', '2').summary(key)], key)

    new.merge(old.carry_to(key, history))

    answers = new.states['A'].answers
    assert list(answers['TextInput'].rows) == [('"two"', 'default_outcome')]
    assert list(answers['NumericInput'].rows) == [('"2"', 'explicit')]
    assert new.states['A'].num_answered == 2
    assert ExplorationSummary.from_dict(new.to_dict()) == new


def test_sessions_can_be_added_to_a_carried_summary():
    """The last version in which an answer was given stays correct."""
    history = history_of(FIRST, ([], NAMES))
    key = chain_key(*NAMES, version=2)
    carried = sum_sessions([Play('s1').start().wrong('A', 'x').summary()])
    carried = carried.carry_to(key, history)

    carried.add(Play('s2').start().wrong('A', 'y').summary(key))

    table = carried.states['A'].answers['TextInput']
    assert table.last_version(('"x"', 'default_outcome')) == 1
    assert table.last_version(('"y"', 'default_outcome')) == 2
