"""Roles of users in an exploration, and their rights."""

from __future__ import annotations

import dataclasses
from typing import Literal, get_args

from core import feconf, settings

Status = Literal['private', 'public']
STATUS_PRIVATE: Status = 'private'
STATUS_PUBLIC: Status = 'public'

Role = Literal['owner', 'editor', 'viewer']
ROLES: tuple[Role, ...] = get_args(Role)


class NotAllowedError(Exception):
    """The role of the user does not allow this (403)."""


@dataclasses.dataclass
class ExplorationRights:
    """The roles of users in an exploration.

    A user has at most one role. Owners may do everything; editors may change
    the exploration and see statistics; viewers may play it while it is private.
    """

    exp_id: str
    owner_ids: list[str]
    editor_ids: list[str]
    viewer_ids: list[str]
    status: Status
    # The choice of an owner; None for the default.
    chosen_k_anonymity: int | None = None

    @property
    def k_anonymity(self) -> int:
        """The number of sessions required before an open answer is shown."""
        chosen = self.chosen_k_anonymity or feconf.ANSWERS_K_ANONYMITY
        return max(chosen, settings.current().min_answer_sessions)

    @property
    def num_users(self) -> int:
        """The number of users who have a role."""
        return sum(len(self.get_ids_with(role)) for role in ROLES)

    @property
    def is_public(self) -> bool:
        """Whether everyone may play it."""
        return self.status == STATUS_PUBLIC

    def is_owner(self, user_id: str | None) -> bool:
        """Whether the user owns the exploration."""
        return user_id in self.owner_ids

    def is_editor(self, user_id: str | None) -> bool:
        """Whether the user is an owner or an editor."""
        return self.is_owner(user_id) or user_id in self.editor_ids

    def can_play(self, user_id: str | None) -> bool:
        """Whether the user, or a guest (None), may play it."""
        return (
            self.is_public
            or self.is_editor(user_id)
            or user_id in self.viewer_ids
        )

    def can_edit(self, user_id: str | None) -> bool:
        """Whether the user may change it."""
        return self.is_editor(user_id)

    def can_see_statistics(self, user_id: str | None) -> bool:
        """Whether the user may see the statistics."""
        return self.is_editor(user_id)

    def can_manage(self, user_id: str | None) -> bool:
        """Whether the user may publish and delete it and assign roles."""
        return self.is_owner(user_id)

    def get_ids_with(self, role: Role) -> list[str]:
        """Returns the ids of the users who have a role; the list is mutable."""
        return {
            'owner': self.owner_ids,
            'editor': self.editor_ids,
            'viewer': self.viewer_ids,
        }[role]

    def assign(self, user_id: str, role: Role) -> None:
        """Assigns a role to a user, replacing the previous one."""
        self.deassign(user_id)
        self.get_ids_with(role).append(user_id)

    def deassign(self, user_id: str) -> None:
        """Removes the role of a user."""
        for role in ROLES:
            ids = self.get_ids_with(role)
            if user_id in ids:
                ids.remove(user_id)
