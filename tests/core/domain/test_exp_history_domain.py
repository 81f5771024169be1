from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.exp_history_domain import (
    ExplorationCommit,
    ExplorationVersionsDiff,
)

pytestmark = pytest.mark.no_store

Change = dict[str, Any]
NAMES = ['A', 'B', 'C', 'D', 'E']


def add(name: str) -> Change:
    return {'cmd': 'add_state', 'state_name': name}


def delete(name: str) -> Change:
    return {'cmd': 'delete_state', 'state_name': name}


def rename(old: str, new: str) -> Change:
    return {
        'cmd': 'rename_state',
        'old_state_name': old,
        'new_state_name': new,
    }


EDIT: Change = {
    'cmd': 'edit_state_property',
    'state_name': 'A',
    'property_name': 'content',
}

CASES: dict[str, tuple[list[Change], set[str], set[str], dict[str, str]]] = {
    'nothing': ([], set(), set(), {}),
    'edits move nothing': ([EDIT], set(), set(), {}),
    'addition': ([add('X')], {'X'}, set(), {}),
    'deletion': ([delete('A')], set(), {'A'}, {}),
    'rename': ([rename('A', 'B')], set(), set(), {'A': 'B'}),
    'chain': (
        [rename('A', 'B'), rename('B', 'C')],
        set(),
        set(),
        {'A': 'C'},
    ),
    'rename there and back': (
        [rename('A', 'B'), rename('B', 'A')],
        set(),
        set(),
        {},
    ),
    'swap': (
        [rename('A', 'T'), rename('B', 'A'), rename('T', 'B')],
        set(),
        set(),
        {'A': 'B', 'B': 'A'},
    ),
    'circle of three': (
        [
            rename('A', 'T'),
            rename('C', 'A'),
            rename('B', 'C'),
            rename('T', 'B'),
        ],
        set(),
        set(),
        {'A': 'B', 'B': 'C', 'C': 'A'},
    ),
    'delete, then add the same name': (
        [delete('A'), add('A')],
        {'A'},
        {'A'},
        {},
    ),
    'add, then delete': ([add('X'), delete('X')], set(), set(), {}),
    'add, rename, then delete': (
        [add('X'), rename('X', 'Y'), delete('Y')],
        set(),
        set(),
        {},
    ),
    'add, then rename': ([add('X'), rename('X', 'Y')], {'Y'}, set(), {}),
    'rename, then delete': (
        [rename('A', 'B'), delete('B')],
        set(),
        {'A'},
        {},
    ),
    'rename away, then add the old name': (
        [rename('A', 'B'), add('A')],
        {'A'},
        set(),
        {'A': 'B'},
    ),
    'delete, then rename another to the free name': (
        [delete('A'), rename('B', 'A')],
        set(),
        {'A'},
        {'B': 'A'},
    ),
    'delete, add again, rename that': (
        [delete('A'), add('A'), rename('A', 'B')],
        {'B'},
        {'A'},
        {},
    ),
    'delete, add again, delete that': (
        [delete('A'), add('A'), delete('A')],
        set(),
        {'A'},
        {},
    ),
    'rename, add the old name, delete the renamed one': (
        [rename('A', 'B'), add('A'), delete('B')],
        {'A'},
        {'A'},
        {},
    ),
    'rename to a name that was renamed away': (
        [rename('A', 'B'), rename('C', 'A')],
        set(),
        set(),
        {'A': 'B', 'C': 'A'},
    ),
}


@pytest.mark.parametrize('case', CASES.values(), ids=CASES.keys())
def test_the_difference_classifies_each_state(
    case: tuple[list[Change], set[str], set[str], dict[str, str]],
) -> None:
    change_list, added, deleted, renamed = case
    diff = ExplorationVersionsDiff.from_change_list(change_list)
    assert diff.added_state_names == added
    assert diff.deleted_state_names == deleted
    assert diff.old_to_new_state_names == renamed
    assert diff.revert_to_version is None


@st.composite
def histories(
    draw: st.DrawFn,
) -> tuple[dict[str, int], dict[str, int], list[Change]]:
    """Draws the states before and after, by name and number, and changes."""
    before = {
        name: number
        for number, name in enumerate(
            draw(st.lists(st.sampled_from(NAMES), unique=True))
        )
    }
    now = dict(before)
    change_list: list[Change] = []
    for number in range(draw(st.integers(0, 12))):
        free = [name for name in NAMES if name not in now]
        commands = ['add'] * bool(free)
        commands += ['delete'] * bool(now)
        commands += ['rename'] * bool(free and now)
        command = draw(st.sampled_from(commands))
        if command == 'add':
            name = draw(st.sampled_from(free))
            now[name] = 1000 + number
            change_list.append(add(name))
        elif command == 'delete':
            name = draw(st.sampled_from(sorted(now)))
            del now[name]
            change_list.append(delete(name))
        else:
            old = draw(st.sampled_from(sorted(now)))
            new = draw(st.sampled_from(free))
            now[new] = now.pop(old)
            change_list.append(rename(old, new))
    return before, now, change_list


@given(history=histories())
def test_the_difference_follows_identities(
    history: tuple[dict[str, int], dict[str, int], list[Change]],
) -> None:
    before, after, change_list = history
    old_names = {number: name for name, number in before.items()}
    new_names = {number: name for name, number in after.items()}
    diff = ExplorationVersionsDiff.from_change_list(change_list)
    assert diff.added_state_names == {
        name for number, name in new_names.items() if number not in old_names
    }
    assert diff.deleted_state_names == {
        name for number, name in old_names.items() if number not in new_names
    }
    assert diff.old_to_new_state_names == {
        name: new_names[number]
        for number, name in old_names.items()
        if number in new_names and new_names[number] != name
    }
    for name, number in before.items():
        assert diff.get_new_name(name) == new_names.get(number)


def commit(commit_type: Any, change_list: list[Change]) -> Any:
    return ExplorationCommit(
        version=3,
        commit_type=commit_type,
        commit_message='',
        committer_id='user',
        created_on=datetime.datetime(2020, 1, 1),
        change_list=change_list,
        init_state_name='A',
        state_names=('A', 'B'),
    )


def test_all_states_of_the_first_version_are_added() -> None:
    diff = commit('create', []).versions_diff
    assert diff.added_state_names == {'A', 'B'}


def test_an_edit_differs_according_to_its_change_list() -> None:
    diff = commit('edit', [rename('C', 'B')]).versions_diff
    assert diff.old_to_new_state_names == {'C': 'B'}


def test_a_revert_names_its_target_version() -> None:
    change_list = [{'cmd': 'revert', 'version_number': 1}]
    diff = commit('revert', change_list).versions_diff
    assert diff == ExplorationVersionsDiff(revert_to_version=1)
