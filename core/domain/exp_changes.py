"""Change lists: the changes of a commit, command by command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import errors
from core.domain import exp_domain, schema, state_domain

_STATE_PROPERTIES = (
    'content',
    'param_changes',
    'interaction',
    'solicit_answer_details',
    'creator_note',
)
_EXPLORATION_PROPERTIES = (
    'title',
    'category',
    'objective',
    'language_code',
    'time_zone',
    'tags',
    'blurb',
    'author_notes',
    'init_state_name',
    'param_specs',
    'param_changes',
)


def apply_moves(
    exploration: exp_domain.Exploration,
    change_list: Iterable[Mapping[str, Any]],
) -> exp_domain.Exploration:
    """Adds, renames and deletes the states that a change list names.

    Args:
        exploration: The exploration to start from; it is not changed.
        change_list: The commands, in order; edits of properties are ignored.

    Returns:
        The changed copy. Outcomes follow renamed states; those that led to a
        deleted state stay in their own.
    """
    moved = exploration.model_copy(deep=True)
    for change in change_list:
        match change['cmd']:
            case 'add_state':
                moved.states[change['state_name']] = state_domain.State()
            case 'rename_state':
                _rename_state(
                    moved, change['old_state_name'], change['new_state_name']
                )
            case 'delete_state':
                _delete_state(moved, change['state_name'])
    return moved


def _rename_state(
    exploration: exp_domain.Exploration, old: str, new: str
) -> None:
    exploration.states = {
        new if name == old else name: state
        for name, state in exploration.states.items()
    }
    for state in exploration.states.values():
        state.redirect(old, new)
    if exploration.init_state_name == old:
        exploration.init_state_name = new


def _delete_state(exploration: exp_domain.Exploration, deleted: str) -> None:
    del exploration.states[deleted]
    for name, state in exploration.states.items():
        state.redirect(deleted, name)


def derive_change_list(
    old: exp_domain.Exploration,
    new: exp_domain.Exploration,
    renames: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Returns the commands that turn one exploration into another.

    A state of the new exploration corresponds to the old state that was renamed
    to it; otherwise to the old state of the same name, unless that one was
    renamed; otherwise it is new.

    Edits of properties omit the new value, which the snapshot of the version
    contains: this keeps the history of an exploration small.

    Args:
        old: The exploration before.
        new: The exploration after.
        renames: New names by old names.

    Returns:
        The commands as dicts, in order.

    Raises:
        ValidationError: A rename names a state that does not exist.
    """
    _validate_renames(old, new, renames)
    changes = _get_structural_changes(set(old.states), set(new.states), renames)
    moved = apply_moves(old, changes)
    for name, state in new.states.items():
        for property_name in _STATE_PROPERTIES:
            value = getattr(state, property_name)
            if value != getattr(moved.states[name], property_name):
                changes.append(
                    {
                        'cmd': 'edit_state_property',
                        'state_name': name,
                        'property_name': property_name,
                    }
                )
    for property_name in _EXPLORATION_PROPERTIES:
        if getattr(new, property_name) != getattr(moved, property_name):
            changes.append(
                {
                    'cmd': 'edit_exploration_property',
                    'property_name': property_name,
                }
            )
    return changes


def _validate_renames(
    old: exp_domain.Exploration,
    new: exp_domain.Exploration,
    renames: Mapping[str, str],
) -> None:
    for old_name, new_name in renames.items():
        path = schema.join_path('renames', old_name)
        if old_name not in old.states:
            message = f'there was no card {old_name!r}'
            raise errors.ValidationError(message, path)
        if new_name not in new.states:
            message = f'there is no card {new_name!r} now'
            raise errors.ValidationError(message, path)
    if len(set(renames.values())) != len(renames):
        raise errors.ValidationError(
            'two cards cannot take the same name', 'renames'
        )


def _get_structural_changes(
    old_names: set[str], new_names: set[str], renames: Mapping[str, str]
) -> list[dict[str, Any]]:
    moves = {old: new for old, new in renames.items() if old != new}
    staying = (old_names & new_names) - moves.keys() - set(moves.values())
    deleted = old_names - staying - moves.keys()
    added = new_names - staying - set(moves.values())
    changes: list[dict[str, Any]] = [
        {'cmd': 'delete_state', 'state_name': name} for name in sorted(deleted)
    ]
    changes += _order_renames(moves, old_names | new_names)
    changes += [
        {'cmd': 'add_state', 'state_name': name} for name in sorted(added)
    ]
    return changes


def _order_renames(
    moves: Mapping[str, str], taken: set[str]
) -> list[dict[str, Any]]:
    """Orders renames so that each new name is free when it is assigned.

    If renames form a cycle, one state gets a temporary name.
    """
    pending = dict(moves)
    ordered: list[tuple[str, str]] = []
    while pending:
        free = [old for old, new in pending.items() if new not in pending]
        if free:
            ordered += [(old, pending.pop(old)) for old in sorted(free)]
            continue
        old = min(pending)
        waiting = _get_unused_name(taken)
        ordered.append((old, waiting))
        pending[waiting] = pending.pop(old)
    return [
        {'cmd': 'rename_state', 'old_state_name': old, 'new_state_name': new}
        for old, new in ordered
    ]


def _get_unused_name(taken: set[str]) -> str:
    number = 1
    while f'Renamed card {number}' in taken:
        number += 1
    return f'Renamed card {number}'
