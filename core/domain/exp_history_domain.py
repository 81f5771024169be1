"""The history of an exploration: commits, and how they map states."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Literal

CommitType = Literal['create', 'edit', 'revert']
# The command of a revert; it concerns the whole exploration.
CMD_REVERT = 'revert'


@dataclasses.dataclass(frozen=True)
class ExplorationVersionsDiff:
    """Maps the states of one version to those of the next one.

    The same name may mean different states in the two versions: a state can
    be added under, or renamed to, the name of one that was deleted.
    """

    # Names of the new states, in the new version.
    added_state_names: frozenset[str] = frozenset()
    # Names of the deleted states, in the old version.
    deleted_state_names: frozenset[str] = frozenset()
    # Renamed states only.
    old_to_new_state_names: Mapping[str, str] = dataclasses.field(
        default_factory=dict
    )
    # The version that a revert restored; the other fields are empty then.
    revert_to_version: int | None = None

    def get_new_name(self, old_name: str) -> str | None:
        """Returns the next name of a state, or None if it was deleted."""
        if old_name in self.deleted_state_names:
            return None
        return self.old_to_new_state_names.get(old_name, old_name)

    @classmethod
    def from_change_list(
        cls, change_list: Iterable[Mapping[str, Any]]
    ) -> ExplorationVersionsDiff:
        """Follows every state through the commands, in order.

        Args:
            change_list: Commands as dicts; those that neither add, rename nor
                delete a state are ignored.

        Returns:
            The combined difference.
        """
        tracker = _StateTracker()
        for change in change_list:
            if change['cmd'] == CMD_REVERT:
                return cls(revert_to_version=change['version_number'])
            tracker.apply(change)
        return cls(
            added_state_names=tracker.added,
            deleted_state_names=frozenset(tracker.deleted),
            old_to_new_state_names=tracker.renamed,
        )


class _StateTracker:
    """Maps names to states while a change list is applied."""

    def __init__(self) -> None:
        # The old name of the state that a name currently refers to; None for a
        # new state. A missing name still refers to the same state as before.
        self._origins: dict[str, str | None] = {}
        # Old names of deleted states.
        self.deleted: set[str] = set()

    def apply(self, change: Mapping[str, Any]) -> None:
        match change['cmd']:
            case 'add_state':
                self._origins[change['state_name']] = None
            case 'rename_state':
                origin = self._take(change['old_state_name'])
                self._origins[change['new_state_name']] = origin
            case 'delete_state':
                origin = self._take(change['state_name'])
                if origin is not None:
                    self.deleted.add(origin)

    def _take(self, name: str) -> str | None:
        """Frees a name and returns the old name of its state."""
        return self._origins.pop(name, name)

    @property
    def added(self) -> frozenset[str]:
        return frozenset(
            name for name, origin in self._origins.items() if origin is None
        )

    @property
    def renamed(self) -> dict[str, str]:
        return {
            origin: name
            for name, origin in self._origins.items()
            if origin is not None and origin != name
        }


@dataclasses.dataclass(frozen=True)
class ExplorationCommit:
    """The metadata of one version of an exploration."""

    version: int
    commit_type: CommitType
    commit_message: str
    committer_id: str
    # UTC, without tzinfo.
    created_on: datetime.datetime
    # Commands as dicts. Those that set a property omit the new value, which
    # the snapshots contain.
    change_list: list[dict[str, Any]]
    init_state_name: str
    state_names: tuple[str, ...]

    @property
    def versions_diff(self) -> ExplorationVersionsDiff:
        """The difference from the version before this one.

        In the first version every state is new.
        """
        if self.commit_type == 'create':
            return ExplorationVersionsDiff(
                added_state_names=frozenset(self.state_names)
            )
        return ExplorationVersionsDiff.from_change_list(self.change_list)

    @property
    def edited_state_names(self) -> frozenset[str]:
        """The states that this commit edited, by their names after it."""
        names: set[str] = set()
        for change in self.change_list:
            match change['cmd']:
                case 'edit_state_property':
                    names.add(change['state_name'])
                case 'delete_state':
                    names.discard(change['state_name'])
                case 'rename_state' if change['old_state_name'] in names:
                    names.remove(change['old_state_name'])
                    names.add(change['new_state_name'])
        return frozenset(names)
