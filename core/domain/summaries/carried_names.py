"""Converts the keys of summaries to the state names of another version.

`names` maps old names to new names; the other version does not have states that
are not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain import stats_domain
from core.domain.measures import item_analysis
from core.domain.summaries import (
    bounded_tables,
    carried_choices,
    session_summary,
)

UNKNOWN_STATE = session_summary.UNKNOWN_STATE

# The last element of a path that was cut.
CUT = None


def carried_way(
    way: bounded_tables.Key, names: Mapping[str, str]
) -> bounded_tables.Key:
    """Returns the new key of a transition."""
    return tuple(names.get(name, UNKNOWN_STATE) for name in way)


def carried_path(
    path: bounded_tables.Key, names: Mapping[str, str]
) -> bounded_tables.Key:
    """Returns the new key of a path."""
    end, *states = path
    return (
        end,
        *(
            CUT if name is CUT else names.get(name, UNKNOWN_STATE)
            for name in states
        ),
    )


def carried_issue(
    issue: bounded_tables.Key, names: Mapping[str, str]
) -> bounded_tables.Key:
    """Returns the new key of an issue."""
    kind, state_names = issue
    return kind, tuple(names.get(name, UNKNOWN_STATE) for name in state_names)


def carried_playthrough(
    content: Mapping[str, Any],
    names: Mapping[str, str],
    changes: Mapping[str, carried_choices.AnswerChange],
) -> dict[str, Any]:
    """Returns a playthrough under new names, with its answers changed.

    Args:
        content: The playthrough, a sample of an issue.
        names: The names of states in the other version.
        changes: The changes of answers, by the name of their state.
    """
    actions = []
    for values in content['actions']:
        action = session_summary.Action(*values)
        change = changes.get(action.state_name)
        actions.append(
            list(
                action._replace(
                    answer=change(action.answer) if change else action.answer,
                    state_name=names.get(action.state_name, UNKNOWN_STATE),
                    dest_state_name=names.get(
                        action.dest_state_name, UNKNOWN_STATE
                    ),
                )
            )
        )
    return {'size': content['size'], 'actions': actions}


def carried_counts(
    counts: Mapping[stats_domain.CounterKey, int], names: Mapping[str, str]
) -> dict[stats_domain.CounterKey, int]:
    """Returns counts under new names, without those of missing states."""
    carried: dict[stats_domain.CounterKey, int] = {}
    for (name, counter), count in counts.items():
        if name is None or name in names:
            new_name = name if name is None else names[name]
            carried[new_name, counter] = count
    return carried


def carried_reliability(
    own: item_analysis.Reliability,
    names: Mapping[str, str],
    empty: item_analysis.Reliability,
) -> item_analysis.Reliability:
    """Returns the scores if the questions are the same, else `empty`."""
    items = tuple(sorted(names.get(name, '') for name in own.items))
    if items != empty.items:
        return empty
    return own.with_names(names)
