"""The identity of cards across versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.domain import exp_history_domain

# Identifies a card under all its names: the version that created it, and its
# name there.
Card = tuple[int, str]


class CardHistory:
    """The cards of an exploration in all its versions.

    A card keeps its identity when it is renamed. Deleting a card and adding
    one of the same name creates another card; a revert restores the cards of
    its target. So following a card means looking up its identity, whatever
    happened between the two versions.

    Args:
        commits: All commits, from version 1.
    """

    def __init__(
        self, commits: Sequence[exp_history_domain.ExplorationCommit]
    ) -> None:
        self._cards: dict[int, dict[str, Card]] = {}
        # For each version: the last version up to it that changed each card.
        self._changed: dict[int, dict[Card, int]] = {}
        for commit in commits:
            self._cards[commit.version] = self._cards_after(commit)
            self._changed[commit.version] = self._changed_after(commit)

    def state_names(self, version: int) -> tuple[str, ...]:
        """Returns the names of the cards of a version, in order."""
        return tuple(self._cards[version])

    def card_of(self, version: int, state_name: str) -> Card:
        """Returns the identity of a card, the same under all its names."""
        return self._cards[version][state_name]

    def last_changed(self, version: int, state_name: str) -> int:
        """Returns the last version up to one that created or changed a card.

        Renaming it, or changing another card, is not a change.

        Args:
            version: The version that uses the name.
            state_name: The card.
        """
        return self._changed[version][self._cards[version][state_name]]

    def names_in(self, version: int, other_version: int) -> dict[str, str]:
        """Maps the names of one version to those of another.

        Args:
            version: The version of the keys.
            other_version: The version of the values.

        Returns:
            The other name by name, for cards that both versions have.
        """
        other_names = {
            card: name for name, card in self._cards[other_version].items()
        }
        return {
            name: other_names[card]
            for name, card in self._cards[version].items()
            if card in other_names
        }

    def _cards_after(
        self, commit: exp_history_domain.ExplorationCommit
    ) -> dict[str, Card]:
        diff = commit.versions_diff
        if diff.revert_to_version is not None:
            inherited: Mapping[str, Card] = self._cards[diff.revert_to_version]
        else:
            before = self._cards.get(commit.version - 1, {})
            inherited = {
                new_name: card
                for name, card in before.items()
                if (new_name := diff.get_new_name(name)) is not None
            }
        return {
            name: inherited.get(name, (commit.version, name))
            for name in commit.state_names
        }

    def _changed_after(
        self, commit: exp_history_domain.ExplorationCommit
    ) -> dict[Card, int]:
        cards = self._cards[commit.version]
        before = self._changed.get(commit.version - 1, {})
        target = commit.versions_diff.revert_to_version
        if target is not None:
            # A card that equals the target's has not changed now.
            same = before.items() & self._changed[target].items()
            before = dict(same)
        edited = commit.edited_state_names
        return {
            card: commit.version
            if name in edited
            else before.get(card, commit.version)
            for name, card in cards.items()
        }
