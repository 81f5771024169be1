"""Change lists: what a commit does to an exploration, command by command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

from core import errors, feconf
from core.domain import exp_domain, schema, state_domain

StateProperty = Literal['content', 'param_changes', 'interaction']
ExplorationProperty = Literal[
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
]


class AddState(schema.DomainModel):
    """Adds an empty card."""

    cmd: Literal['add_state']
    state_name: str

    def apply(self, exploration: exp_domain.Exploration, path: str) -> None:
        """Applies the command to an exploration."""
        _refuse_taken(self.state_name, exploration, path)
        exploration.states[self.state_name] = state_domain.State()


class RenameState(schema.DomainModel):
    """Renames a card and updates the outcomes that lead to it."""

    cmd: Literal['rename_state']
    old_state_name: str
    new_state_name: str

    def apply(self, exploration: exp_domain.Exploration, path: str) -> None:
        """Applies the command to an exploration."""
        old, new = self.old_state_name, self.new_state_name
        _refuse_missing(old, exploration, path)
        _refuse_taken(new, exploration, path)
        exploration.states = {
            new if name == old else name: state
            for name, state in exploration.states.items()
        }
        for state in exploration.states.values():
            state.redirect(old, new)
        if exploration.init_state_name == old:
            exploration.init_state_name = new


class DeleteState(schema.DomainModel):
    """Deletes a card; outcomes that led to it now stay on their own card."""

    cmd: Literal['delete_state']
    state_name: str

    def apply(self, exploration: exp_domain.Exploration, path: str) -> None:
        """Applies the command to an exploration."""
        _refuse_missing(self.state_name, exploration, path)
        del exploration.states[self.state_name]
        for name, state in exploration.states.items():
            state.redirect(self.state_name, name)


class EditStateProperty(schema.DomainModel):
    """Replaces one property of a card."""

    cmd: Literal['edit_state_property']
    state_name: str
    property_name: StateProperty
    new_value: Any

    def apply(self, exploration: exp_domain.Exploration, path: str) -> None:
        """Applies the command to an exploration."""
        _refuse_missing(self.state_name, exploration, path)
        parsed = state_domain.State.from_dict(
            {self.property_name: self.new_value},
            schema.join_path('states', self.state_name),
        )
        setattr(
            exploration.states[self.state_name],
            self.property_name,
            getattr(parsed, self.property_name),
        )


class EditExplorationProperty(schema.DomainModel):
    """Replaces one property of an exploration outside its cards."""

    cmd: Literal['edit_exploration_property']
    property_name: ExplorationProperty
    new_value: Any

    def apply(self, exploration: exp_domain.Exploration, path: str) -> None:
        """Applies the command to an exploration."""
        # The smallest valid exploration, used to parse one property.
        parsed = exp_domain.Exploration.from_dict(
            {
                'exp_id': exploration.exp_id,
                'init_state_name': exploration.init_state_name,
                'states': {exploration.init_state_name: {}},
                self.property_name: self.new_value,
            },
            path,
        )
        setattr(
            exploration,
            self.property_name,
            getattr(parsed, self.property_name),
        )


Change = (
    AddState
    | RenameState
    | DeleteState
    | EditStateProperty
    | EditExplorationProperty
)
_CHANGE_CLASSES: dict[str, type[Change]] = {
    get_args(change_class.model_fields['cmd'].annotation)[0]: change_class
    for change_class in get_args(Change)
}


def read_change(data: object, path: str) -> Change:
    """Parses one command; raises ValidationError."""
    cmd = data.get('cmd') if isinstance(data, Mapping) else None
    if not isinstance(cmd, str) or cmd not in _CHANGE_CLASSES:
        raise errors.ValidationError(
            f'a change is an object whose cmd is one of '
            f'{", ".join(_CHANGE_CLASSES)}',
            path,
        )
    return _CHANGE_CLASSES[cmd].from_dict(data, path)


def apply_change_list(
    exploration: exp_domain.Exploration, change_list: Sequence[object]
) -> exp_domain.Exploration:
    """Applies commands to an exploration.

    Args:
        exploration: The exploration to change; it is not modified.
        change_list: The commands as dicts, in order.

    Returns:
        The changed exploration, not yet validated as a whole.

    Raises:
        ValidationError: A command is malformed or cannot be applied.
    """
    if len(change_list) > feconf.MAX_CHANGES_PER_COMMIT:
        raise errors.ValidationError(
            f'should have at most {feconf.MAX_CHANGES_PER_COMMIT} changes',
            'change_list',
        )
    changed = exploration.model_copy(deep=True)
    for index, data in enumerate(change_list):
        path = f'change_list[{index}]'
        read_change(data, path).apply(changed, path)
    return changed


def without_values(
    change_list: Iterable[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Returns the commands in the form in which a commit stores them.

    The snapshots already contain the new values; leaving them out keeps the
    history of an exploration small enough to be read in one go.
    """
    return [
        {key: value for key, value in change.items() if key != 'new_value'}
        for change in change_list
    ]


def derive_change_list(
    old: exp_domain.Exploration,
    new: exp_domain.Exploration,
    renames: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Returns commands that turn one exploration into another.

    A card of the new exploration corresponds to the old card that was renamed
    to it; otherwise to the old card of the same name, unless that one was
    renamed; otherwise it is new.

    Args:
        old: The exploration before.
        new: The exploration after.
        renames: New names by old names.

    Returns:
        The commands as dicts, in order.

    Raises:
        ValidationError: A rename names a card that does not exist.
    """
    _validate_renames(old, new, renames)
    changes = _get_structural_changes(set(old.states), set(new.states), renames)
    moved = apply_change_list(old, changes)
    for name, state in new.states.items():
        for property_name in get_args(StateProperty):
            value = getattr(state, property_name)
            if value != getattr(moved.states[name], property_name):
                changes.append(
                    {
                        'cmd': 'edit_state_property',
                        'state_name': name,
                        'property_name': property_name,
                        'new_value': state.to_dict()[property_name],
                    }
                )
    for property_name in get_args(ExplorationProperty):
        if getattr(new, property_name) != getattr(moved, property_name):
            changes.append(
                {
                    'cmd': 'edit_exploration_property',
                    'property_name': property_name,
                    'new_value': new.to_dict()[property_name],
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
            message = f'there was no state {old_name!r}'
            raise errors.ValidationError(message, path)
        if new_name not in new.states:
            message = f'there is no state {new_name!r} now'
            raise errors.ValidationError(message, path)
    if len(set(renames.values())) != len(renames):
        raise errors.ValidationError(
            'two states cannot take the same name', 'renames'
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

    If renames form a cycle, one card gets a temporary name.
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


def _refuse_missing(
    name: str, exploration: exp_domain.Exploration, path: str
) -> None:
    if name not in exploration.states:
        raise errors.ValidationError(f'there is no state {name!r}', path)


def _refuse_taken(
    name: str, exploration: exp_domain.Exploration, path: str
) -> None:
    if name in exploration.states:
        raise errors.ValidationError(f'there is a state {name!r} already', path)
