"""Who works on an exploration: giving roles, and taking them away."""

from __future__ import annotations

from typing import Any

import webapp2

from core import errors
from core.controllers import acl_decorators, base, payloads
from core.domain import rights_domain, rights_services, user_services


class RolePayload(payloads.Payload):
    """A role for the person with an address."""

    email: str
    role: rights_domain.Role


class ExplorationRightsHandler(base.BaseHandler):
    """The people who have a role in an exploration."""

    RETURNS_JSON = True

    @acl_decorators.can_manage_exploration
    def get(self, exp_id: str) -> None:
        """Answers who has which role.

        Args:
            exp_id: The exploration.
        """
        self._render_members(exp_id)

    @acl_decorators.can_manage_exploration
    def put(self, exp_id: str) -> None:
        """Gives somebody a role, in place of the one he had.

        Args:
            exp_id: The exploration.
        """
        payload = self.payload(RolePayload)
        user = user_services.get_user_by_email(payload.email)
        if user is None:
            raise errors.ValidationError(
                'Nobody has signed in here with this address yet. Ask them '
                'to sign in once, then add them.',
                'email',
            )
        rights_services.assign_role(
            self.user_id or '', exp_id, user.user_id, payload.role
        )
        self._render_members(exp_id)

    @acl_decorators.can_manage_exploration
    def delete(self, exp_id: str) -> None:
        """Takes the role of `user_id` away; nothing happens without one.

        Args:
            exp_id: The exploration.
        """
        rights_services.deassign_role(
            self.user_id or '', exp_id, self.request.GET.get('user_id', '')
        )
        self._render_members(exp_id)

    def _render_members(self, exp_id: str) -> None:
        rights = rights_services.get_exploration_rights(exp_id)
        self.render_json(
            {'exp_id': exp_id, 'members': _members(rights, self.user_id)}
        )


def _members(
    rights: rights_domain.ExplorationRights, user_id: str | None
) -> list[dict[str, Any]]:
    roles = {
        each: role
        for role in rights_domain.ROLES
        for each in rights.get_ids_with(role)
    }
    users = user_services.get_users(roles)
    return [
        {
            'user_id': each,
            # None: a role that was given before the first sign-in.
            'email': user and user.email,
            'role': role,
            'is_self': each == user_id,
        }
        for each, role in roles.items()
        for user in [users[each]]
    ]


ROUTES = [
    webapp2.Route('/createhandler/rights/<exp_id>', ExplorationRightsHandler),
]
