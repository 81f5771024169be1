"""Saves versions of explorations from change lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.domain import (
    exp_changes,
    exp_domain,
    exp_history_domain,
    exp_services,
    exp_yaml,
    state_domain,
)


def save_changes(
    committer_id: str,
    exp_id: str,
    change_list: Sequence[Mapping[str, Any]],
    commit_message: str,
    version: int,
) -> exp_domain.Exploration:
    """Saves a version like the editor.

    Args:
        committer_id: The user who saves.
        exp_id: The exploration.
        change_list: Commands, in order; edits have a `new_value`.
        commit_message: The user's description of the change.
        version: The version to change.
    """
    exploration = exp_services.get_exploration_by_id(exp_id, version)
    for change in change_list:
        exploration = _apply_change(exploration, change)
    diff = exp_history_domain.ExplorationVersionsDiff.from_change_list(
        change_list
    )
    return exp_services.update_exploration_from_yaml(
        committer_id,
        exp_id,
        exp_yaml.exploration_to_yaml(exploration),
        diff.old_to_new_state_names,
        commit_message,
        version,
    )


def _apply_change(
    exploration: exp_domain.Exploration, change: Mapping[str, Any]
) -> exp_domain.Exploration:
    changed = exp_changes.apply_moves(exploration, [change])
    name = change.get('property_name')
    if change['cmd'] == 'edit_state_property':
        part = state_domain.State.from_dict({name: change['new_value']}, '')
        setattr(changed.states[change['state_name']], name, getattr(part, name))
    elif change['cmd'] == 'edit_exploration_property':
        setattr(changed, name, change['new_value'])
    return changed
