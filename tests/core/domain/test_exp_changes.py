from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors, feconf
from core.domain import exp_changes, exp_domain, exp_history_domain
from tests.core.domain import exp_builders

pytestmark = pytest.mark.no_store

NAMES = ['A', 'B', 'C', 'D', 'E']


def apply(
    *change_list: dict[str, Any], start: exp_domain.Exploration | None = None
) -> exp_domain.Exploration:
    start = start or exp_builders.small_exploration('A', 'B')
    return exp_changes.apply_change_list(start, change_list)


def refuse(*change_list: Any) -> errors.ValidationError:
    with pytest.raises(errors.ValidationError) as caught:
        apply(*change_list)
    return caught.value


def test_an_added_state_says_nothing_yet() -> None:
    changed = apply({'cmd': 'add_state', 'state_name': 'New'})
    assert list(changed.states) == ['A', 'B', 'End', 'New']
    assert changed.states['New'].interaction.id is None


def test_a_renamed_state_stays_in_place_and_is_still_led_to() -> None:
    changed = apply(
        {'cmd': 'rename_state', 'old_state_name': 'B', 'new_state_name': 'Z'}
    )
    assert list(changed.states) == ['A', 'Z', 'End']
    assert changed.get_destinations()['A'] == ['Z']


def test_renaming_the_first_state_keeps_it_the_first() -> None:
    changed = apply(
        {'cmd': 'rename_state', 'old_state_name': 'A', 'new_state_name': 'Z'}
    )
    assert changed.init_state_name == 'Z'


def test_what_led_to_a_deleted_state_asks_again() -> None:
    changed = apply({'cmd': 'delete_state', 'state_name': 'B'})
    assert changed.get_destinations() == {'A': ['A'], 'End': []}


def test_a_part_of_a_state_is_replaced() -> None:
    changed = apply(
        {
            'cmd': 'edit_state_property',
            'state_name': 'A',
            'property_name': 'content',
            'new_value': {'html': '<p>New</p><script>x</script>'},
        }
    )
    assert changed.states['A'].content.html == '<p>New</p>'
    assert changed.states['A'].interaction.id == 'Continue'


def test_a_part_of_the_exploration_is_replaced() -> None:
    changed = apply(
        {
            'cmd': 'edit_exploration_property',
            'property_name': 'tags',
            'new_value': ['new'],
        }
    )
    assert changed.tags == ['new']
    assert list(changed.states) == ['A', 'B', 'End']


def test_the_exploration_that_is_changed_stays_as_it_was() -> None:
    start = exp_builders.small_exploration('A', 'B')
    before = start.to_dict()
    apply({'cmd': 'delete_state', 'state_name': 'B'}, start=start)
    assert start.to_dict() == before


ADD_A = {'cmd': 'add_state', 'state_name': 'A'}
EDIT = {
    'cmd': 'edit_state_property',
    'state_name': 'A',
    'property_name': 'content',
    'new_value': {'html': ''},
}


@pytest.mark.parametrize(
    ('change', 'path'),
    [
        (None, 'change_list[0]'),
        ('add_state', 'change_list[0]'),
        ({}, 'change_list[0]'),
        ({'cmd': 'explode'}, 'change_list[0]'),
        ({'cmd': ['add_state']}, 'change_list[0]'),
        ({'cmd': 'revert', 'version_number': 1}, 'change_list[0]'),
        ({'cmd': 'add_state'}, 'change_list[0].state_name'),
        ({**ADD_A, 'extra': 1}, 'change_list[0].extra'),
        (ADD_A, 'change_list[0]'),
        ({'cmd': 'delete_state', 'state_name': 'Z'}, 'change_list[0]'),
        (
            {
                'cmd': 'rename_state',
                'old_state_name': 'A',
                'new_state_name': 'B',
            },
            'change_list[0]',
        ),
        ({**EDIT, 'state_name': 'Z'}, 'change_list[0]'),
        ({**EDIT, 'property_name': 'id'}, 'change_list[0].property_name'),
        ({**EDIT, 'new_value': {'html': 5}}, 'states.A.content.html'),
        (
            {
                'cmd': 'edit_exploration_property',
                'property_name': 'title',
                'new_value': 5,
            },
            'change_list[0].title',
        ),
        (
            {
                'cmd': 'edit_exploration_property',
                'property_name': 'version',
                'new_value': 5,
            },
            'change_list[0].property_name',
        ),
    ],
)
def test_a_change_that_cannot_be_made_is_named(change: Any, path: str) -> None:
    assert refuse(change).path == path


def test_a_change_list_has_a_longest_length() -> None:
    changes = [EDIT] * (feconf.MAX_CHANGES_PER_COMMIT + 1)
    assert refuse(*changes).path == 'change_list'


@given(change=exp_builders.wild_json)
def test_no_change_breaks_the_reader(change: Any) -> None:
    for data in (change, {**EDIT, 'new_value': change}):
        try:
            apply(data)
        except errors.ValidationError:
            continue


state_names = st.lists(
    st.sampled_from(NAMES), min_size=1, max_size=5, unique=True
)


@st.composite
def rewritings(
    draw: st.DrawFn,
) -> tuple[exp_domain.Exploration, exp_domain.Exploration, dict[str, str]]:
    """An exploration, what it is rewritten to, and what was renamed."""
    old = exp_builders.small_exploration(*draw(state_names))
    new = exp_builders.small_exploration(*draw(state_names))
    for state in new.states.values():
        state.content.html = draw(st.sampled_from(['<p>x</p>', '<p>y</p>']))
    new.title = draw(st.sampled_from(['Title', 'Other']))
    size = draw(st.integers(0, min(len(old.states), len(new.states))))
    sources = draw(st.permutations(sorted(old.states)))[:size]
    targets = draw(st.permutations(sorted(new.states)))[:size]
    return old, new, dict(zip(sources, targets, strict=True))


@given(rewriting=rewritings())
def test_derived_changes_lead_to_what_was_written(
    rewriting: tuple[
        exp_domain.Exploration, exp_domain.Exploration, dict[str, str]
    ],
) -> None:
    old, new, renames = rewriting
    changes = exp_changes.derive_change_list(old, new, renames)
    assert exp_changes.apply_change_list(old, changes) == new


@given(rewriting=rewritings())
def test_derived_changes_keep_the_identity_of_states(
    rewriting: tuple[
        exp_domain.Exploration, exp_domain.Exploration, dict[str, str]
    ],
) -> None:
    old, new, renames = rewriting
    origins = {target: source for source, target in renames.items()}
    diff = exp_history_domain.ExplorationVersionsDiff.from_change_list(
        exp_changes.derive_change_list(old, new, renames)
    )
    for name in new.states:
        kept = name in old.states and name not in renames
        expected = origins.get(name, name if kept else None)
        assert diff.get_old_name(name) == expected


def test_nothing_is_derived_from_no_difference() -> None:
    exploration = exp_builders.full_exploration()
    assert exp_changes.derive_change_list(exploration, exploration, {}) == []


@pytest.mark.parametrize(
    ('renames', 'path'),
    [
        ({'Nobody': 'A'}, 'renames.Nobody'),
        ({'A': 'Nobody'}, 'renames.A'),
        ({'A': 'End', 'B': 'End'}, 'renames'),
    ],
)
def test_renames_name_states_that_are_there(
    renames: dict[str, str], path: str
) -> None:
    exploration = exp_builders.small_exploration('A', 'B')
    with pytest.raises(errors.ValidationError) as caught:
        exp_changes.derive_change_list(exploration, exploration, renames)
    assert caught.value.path == path


def test_a_commit_keeps_no_new_values() -> None:
    assert exp_changes.without_values([EDIT]) == [
        {
            'cmd': 'edit_state_property',
            'state_name': 'A',
            'property_name': 'content',
        }
    ]
