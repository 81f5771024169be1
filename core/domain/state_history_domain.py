"""The identity of states across versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.domain import exp_history_domain

# Identifies a state under all its names: the version that created it, and its
# name there.
StateIdentity = tuple[int, str]


class StateHistory:
    """The states of an exploration in all its versions.

    A state keeps its identity when it is renamed. Deleting a state and adding
    one of the same name creates another state; a revert restores the states of
    its target. So following a state means looking up its identity, whatever
    happened between the two versions.

    Args:
        commits: All commits, from version 1.
    """

    def __init__(
        self, commits: Sequence[exp_history_domain.ExplorationCommit]
    ) -> None:
        self._identities: dict[int, dict[str, StateIdentity]] = {}
        # For each version: the last version up to it that changed each state.
        self._changed: dict[int, dict[StateIdentity, int]] = {}
        for commit in commits:
            self._identities[commit.version] = self._identities_after(commit)
            self._changed[commit.version] = self._last_changes_after(commit)

    def state_names(self, version: int) -> tuple[str, ...]:
        """Returns the names of the states of a version, in order."""
        return tuple(self._identities[version])

    def identity_of(self, version: int, state_name: str) -> StateIdentity:
        """Returns the identity of a state, the same under all its names."""
        return self._identities[version][state_name]

    def last_changed(self, version: int, state_name: str) -> int:
        """Returns the version, up to a given one, that last changed a state.

        Creating it is a change; renaming it, or changing another state, is not.

        Args:
            version: The last version to consider, which uses the name.
            state_name: The state.
        """
        return self._changed[version][self._identities[version][state_name]]

    def names_in(self, version: int, other_version: int) -> dict[str, str]:
        """Maps the names of one version to those of another.

        Args:
            version: The version of the keys.
            other_version: The version of the values.

        Returns:
            The name in the other version by name, of states in both.
        """
        other_names = {
            identity: name
            for name, identity in self._identities[other_version].items()
        }
        return {
            name: other_names[identity]
            for name, identity in self._identities[version].items()
            if identity in other_names
        }

    def _identities_after(
        self, commit: exp_history_domain.ExplorationCommit
    ) -> dict[str, StateIdentity]:
        diff = commit.versions_diff
        if diff.revert_to_version is not None:
            inherited: Mapping[str, StateIdentity] = self._identities[
                diff.revert_to_version
            ]
        else:
            before = self._identities.get(commit.version - 1, {})
            inherited = {
                new_name: identity
                for name, identity in before.items()
                if (new_name := diff.get_new_name(name)) is not None
            }
        return {
            name: inherited.get(name, (commit.version, name))
            for name in commit.state_names
        }

    def _last_changes_after(
        self, commit: exp_history_domain.ExplorationCommit
    ) -> dict[StateIdentity, int]:
        identities = self._identities[commit.version]
        before = self._changed.get(commit.version - 1, {})
        target = commit.versions_diff.revert_to_version
        if target is not None:
            # A revert does not change a state that equals the target's.
            same = before.items() & self._changed[target].items()
            before = dict(same)
        edited = commit.edited_state_names
        return {
            identity: commit.version
            if name in edited
            else before.get(identity, commit.version)
            for name, identity in identities.items()
        }
