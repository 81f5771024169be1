from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.domain import exp_changes, exp_domain, exp_history_domain
from tests.core.domain import exp_builders

pytestmark = pytest.mark.no_store

NAMES = ['A', 'B', 'C', 'D', 'E']


def apply(
    *change_list: dict[str, Any], start: exp_domain.Exploration | None = None
) -> exp_domain.Exploration:
    start = start or exp_builders.small_exploration('A', 'B')
    return exp_changes.apply_moves(start, change_list)


def test_an_added_state_has_no_content_yet() -> None:
    changed = apply({'cmd': 'add_state', 'state_name': 'New'})
    assert list(changed.states) == ['A', 'B', 'End', 'New']
    assert changed.states['New'].interaction.id is None


def test_a_renamed_state_keeps_its_place_and_incoming_links() -> None:
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


def test_outcomes_to_a_deleted_state_ask_again() -> None:
    changed = apply({'cmd': 'delete_state', 'state_name': 'B'})
    assert changed.get_destinations() == {'A': ['A'], 'End': []}


def test_the_original_exploration_is_not_modified() -> None:
    start = exp_builders.small_exploration('A', 'B')
    before = start.to_dict()
    apply({'cmd': 'delete_state', 'state_name': 'B'}, start=start)
    assert start.to_dict() == before


state_names = st.lists(
    st.sampled_from(NAMES), min_size=1, max_size=5, unique=True
)


@st.composite
def rewritings(
    draw: st.DrawFn,
) -> tuple[exp_domain.Exploration, exp_domain.Exploration, dict[str, str]]:
    """Draws an exploration, a rewritten form, and the renames between them."""
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
def test_derived_changes_lead_to_the_rewritten_exploration(
    rewriting: tuple[
        exp_domain.Exploration, exp_domain.Exploration, dict[str, str]
    ],
) -> None:
    old, new, renames = rewriting
    changes = exp_changes.derive_change_list(old, new, renames)
    made = exp_changes.apply_moves(old, changes)
    for change in changes:
        name = change.get('property_name')
        if change['cmd'] == 'edit_state_property':
            copy_property(name, new, made, change['state_name'])
        elif change['cmd'] == 'edit_exploration_property':
            copy_property(name, new, made)
    assert made == new


def copy_property(
    name: str,
    source: exp_domain.Exploration,
    target: exp_domain.Exploration,
    state_name: str | None = None,
) -> None:
    """Copies a property that a change list edits."""
    before = target.states[state_name] if state_name else target
    after = source.states[state_name] if state_name else source
    assert getattr(before, name) != getattr(after, name)
    setattr(before, name, getattr(after, name))


@given(rewriting=rewritings())
def test_derived_changes_keep_the_identity_of_states(
    rewriting: tuple[
        exp_domain.Exploration, exp_domain.Exploration, dict[str, str]
    ],
) -> None:
    old, new, renames = rewriting
    diff = exp_history_domain.ExplorationVersionsDiff.from_change_list(
        exp_changes.derive_change_list(old, new, renames)
    )
    for name in old.states:
        renamed_to = renames.get(name)
        is_kept = name in new.states and name not in renames.values()
        expected = renamed_to or (name if is_kept else None)
        assert diff.get_new_name(name) == expected


def test_equal_explorations_have_no_changes() -> None:
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
def test_renames_refer_to_existing_states(
    renames: dict[str, str], path: str
) -> None:
    exploration = exp_builders.small_exploration('A', 'B')
    with pytest.raises(errors.ValidationError) as caught:
        exp_changes.derive_change_list(exploration, exploration, renames)
    assert caught.value.path == path


def test_a_change_names_a_property_without_its_value() -> None:
    old = exp_builders.small_exploration('A')
    new = exp_builders.small_exploration('A')
    new.title = 'Other'
    new.states['A'].content.html = '<p>Other</p>'
    assert exp_changes.derive_change_list(old, new, {}) == [
        {
            'cmd': 'edit_state_property',
            'state_name': 'A',
            'property_name': 'content',
        },
        {'cmd': 'edit_exploration_property', 'property_name': 'title'},
    ]
