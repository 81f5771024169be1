from __future__ import annotations

import copy
from contextlib import nullcontext as does_not_raise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.domain import exp_domain, exp_validation
from tests.core.domain import exp_builders

pytestmark = pytest.mark.no_store

FULL = exp_builders.full_exploration_dict()


def read_or_refuse(data: Any) -> exp_domain.Exploration | None:
    """Returns a valid exploration, or None after a ValidationError."""
    try:
        exploration = exp_domain.Exploration.from_dict(data)
        exp_validation.validate_exploration(exploration, strict=True)
    except errors.ValidationError:
        return None
    return exploration


def test_an_exploration_survives_json() -> None:
    exploration = exp_domain.Exploration.from_dict(FULL)
    assert exploration.to_dict() == FULL
    assert exploration.states['Write'].interaction.id == 'TextInput'
    assert exploration.states['Start'].interaction.id == 'Continue'
    assert exploration.terminal_state_names == ['End']


def test_reading_does_not_change_the_input() -> None:
    data = exp_builders.put_at(
        FULL, ('states', 'Start', 'content', 'html'), '<p onclick="x()">a'
    )
    before = copy.deepcopy(data)
    exp_domain.Exploration.from_dict(data)
    assert data == before


def test_omitted_fields_have_their_default_values() -> None:
    exploration = exp_domain.Exploration.from_dict(
        {
            'exp_id': 'abc',
            'init_state_name': 'A',
            'states': {'A': {'interaction': {'id': 'Continue'}}},
        }
    )
    args = exploration.states['A'].interaction.customization_args
    assert args == {'buttonText': {'value': 'Continue'}}
    assert exploration.language_code == 'en'
    assert exploration.version == 0


def test_two_explorations_share_no_default_values() -> None:
    first, second = (
        exp_domain.Exploration.create_default(exp_id) for exp_id in 'ab'
    )
    first.states['End'].content.html = 'changed'
    first.tags.append('new')
    assert second.states['End'].content.html == ''
    assert second.tags == []


def test_html_is_cleaned_wherever_learners_may_see_it() -> None:
    dirty = '<p onclick="x()">ok</p><script>alert(1)</script>'
    data = copy.deepcopy(FULL)
    interaction = data['states']['Write']['interaction']
    data['states']['Write']['content']['html'] = dirty
    interaction['default_outcome']['feedback']['html'] = dirty
    interaction['answer_groups'][0]['outcome']['feedback']['html'] = dirty
    interaction['hints'][0]['hint_content']['html'] = dirty
    interaction['solution']['explanation']['html'] = dirty
    choose = data['states']['Choose']['interaction']['customization_args']
    choose['choices']['value'] = [dirty, '<p>other</p>']
    exploration = exp_domain.Exploration.from_dict(data)
    shown = [
        html
        for state in exploration.states.values()
        for _, html in state.html_texts()
    ]
    assert shown.count('<p>ok</p>') == 6
    assert 'script' not in str(exploration.to_dict())


def test_cards_are_ordered_by_their_distance_from_the_first() -> None:
    data = exp_builders.put_at(
        FULL,
        ('states', 'Start', 'interaction', 'default_outcome', 'dest'),
        'Count',
    )
    exploration = exp_domain.Exploration.from_dict(data)
    assert exploration.get_ordered_state_names() == [
        *('Start', 'Count', 'End'),
        *('Choose', 'Write'),  # Unreachable.
    ]


@given(data=exp_builders.wild_json)
def test_no_input_breaks_the_reader(data: Any) -> None:
    with does_not_raise():
        read_or_refuse(data)


@given(
    path=st.sampled_from(exp_builders.paths_in(FULL)),
    value=exp_builders.wild_json,
)
def test_no_wrong_value_anywhere_breaks_the_reader(
    path: tuple[str | int, ...], value: Any
) -> None:
    exploration = read_or_refuse(exp_builders.put_at(FULL, path, value))
    if exploration is not None:
        again = exp_domain.Exploration.from_dict(exploration.to_dict())
        assert again == exploration


@given(
    paths=st.lists(
        st.sampled_from(exp_builders.paths_in(FULL)), min_size=1, max_size=3
    )
)
def test_no_missing_value_anywhere_breaks_the_reader(
    paths: list[tuple[str | int, ...]],
) -> None:
    data = copy.deepcopy(FULL)
    for path in paths:
        target = data
        try:
            for part in path[:-1]:
                target = target[part]
            del target[path[-1]]
        except (KeyError, IndexError):
            continue
    with does_not_raise():
        read_or_refuse(data)


@pytest.mark.parametrize(
    'path', [p for p in exp_builders.paths_in(FULL) if isinstance(p[-1], str)]
)
def test_an_unknown_key_is_refused(
    path: tuple[str | int, ...],
) -> None:
    """Adds an unknown key beside each key, except where keys are free."""
    free = {'states', 'param_specs'}
    if len(path) > 1 and path[-2] in free:
        return
    misspelt = exp_builders.put_at(FULL, (*path[:-1], 'unheard'), None)
    with pytest.raises(errors.ValidationError) as caught:
        exp_domain.Exploration.from_dict(misspelt)
    assert caught.value.path.endswith('unheard')


def test_a_default_exploration_is_a_valid_draft() -> None:
    draft = exp_domain.Exploration.create_default('abc', 'Title')
    exp_validation.validate_exploration(draft)
    assert draft.title == 'Title'
    assert draft.get_destinations() == {'Introduction': ['End'], 'End': []}
