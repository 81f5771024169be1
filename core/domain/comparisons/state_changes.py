"""The states of two versions, paired, and how each pair differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from typing_extensions import TypedDict

from core.domain import exp_domain, state_domain, state_history_domain

Change = Literal['same', 'edited', 'added', 'deleted', 'renamed']

# The name of a state in either version; None where it is missing.
Names = tuple[str | None, str | None]


class StateChange(TypedDict):
    """A state in two versions.

    Attributes:
        state_name: Its name on side b, else on side a.
        is_edited: Whether its content differs, even if it was renamed too.
    """

    state_name: str
    a_state_name: str | None
    b_state_name: str | None
    changed: Change
    is_edited: bool


def changes(
    a: exp_domain.Exploration,
    b: exp_domain.Exploration,
    history: state_history_domain.StateHistory,
) -> Iterator[tuple[Names, StateChange]]:
    """Yields all states of two versions with their changes, those of b first.

    Args:
        a: The old version.
        b: The new version.
        history: The states of both versions.
    """
    to_b = history.names_in(a.version, b.version)
    to_a = {new: old for old, new in to_b.items()}
    pairs: list[Names] = [
        *((to_a.get(name), name) for name in b.get_ordered_state_names()),
        *(
            (name, None)
            for name in a.get_ordered_state_names()
            if name not in to_b
        ),
    ]
    for name_a, name_b in pairs:
        is_edited = (
            name_a is not None
            and name_b is not None
            and rename_destinations(a.states[name_a], to_b) != b.states[name_b]
        )
        yield (
            (name_a, name_b),
            {
                'state_name': name_b or name_a or '',
                'a_state_name': name_a,
                'b_state_name': name_b,
                'changed': _change((name_a, name_b), is_edited),
                'is_edited': is_edited,
            },
        )


def rename_destinations(
    state: state_domain.State, new_names: Mapping[str, str]
) -> state_domain.State:
    """Returns a copy of a state whose destinations have their new names."""
    copy = state.model_copy(deep=True)
    for _, outcome in copy.interaction.outcomes():
        outcome.dest = new_names.get(outcome.dest, outcome.dest)
    return copy


def _change(names: Names, is_edited: bool) -> Change:
    if names[0] is None:
        return 'added'
    if names[1] is None:
        return 'deleted'
    if names[0] != names[1]:
        return 'renamed'
    return 'edited' if is_edited else 'same'
