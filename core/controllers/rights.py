"""The roles of people in an exploration."""

from __future__ import annotations

from typing import Annotated

import pydantic
from typing_extensions import TypedDict

from core import errors, feconf
from core.controllers import acl_decorators, base, payloads
from core.domain import rights_domain, rights_services, user_services
from core.domain.statistics_tab import statistics_view_services


class RoleRequest(payloads.Payload):
    """A role for the person with an e-mail address."""

    email: str
    role: rights_domain.Role


class Member(TypedDict):
    """A user with a role in an exploration.

    Attributes:
        email: Null until their first sign-in.
        is_self: Whether the user is the caller.
    """

    user_id: str
    email: str | None
    role: rights_domain.Role
    is_self: bool


class MembersResponse(TypedDict):
    """Everybody with a role in an exploration."""

    exp_id: str
    members: list[Member]


class AnonymityRequest(payloads.Payload):
    """The number of sessions required before an open answer is shown."""

    k_anonymity: Annotated[
        int, pydantic.Field(ge=1, le=feconf.MAX_ANSWERS_K_ANONYMITY)
    ]


class AnonymityResponse(TypedDict):
    """The number of sessions required before an open answer is shown."""

    exp_id: str
    k_anonymity: int


class ExplorationRightsHandler(base.JsonHandler):
    """The people who have a role in an exploration."""

    @acl_decorators.can_manage_exploration
    def get(self, exp_id: str) -> MembersResponse:
        """Returns the roles of the exploration.

        Args:
            exp_id: The exploration.
        """
        return self._members_of(exp_id)

    @acl_decorators.can_manage_exploration
    def put(self, exp_id: str, body: RoleRequest) -> MembersResponse:
        """Gives a user a role, which replaces any other.

        Args:
            exp_id: The exploration.
            body: The person and the role.
        """
        user = user_services.get_user_by_email(body.email)
        if user is None:
            raise errors.ValidationError(
                'Nobody has signed in here with this address yet. Ask them '
                'to sign in once, then add them.',
                'email',
            )
        rights_services.assign_role(
            self.user_id or '', exp_id, user.user_id, body.role
        )
        return self._members_of(exp_id)

    @acl_decorators.can_manage_exploration
    def delete(self, exp_id: str) -> MembersResponse:
        """Removes the role of `user_id`, if there is one.

        Args:
            exp_id: The exploration.
        """
        rights_services.deassign_role(
            self.user_id or '', exp_id, self.request.GET.get('user_id', '')
        )
        return self._members_of(exp_id)

    def _members_of(self, exp_id: str) -> MembersResponse:
        rights = rights_services.get_exploration_rights(exp_id)
        return {'exp_id': exp_id, 'members': _members(rights, self.user_id)}


class AnonymityHandler(base.JsonHandler):
    """The number of learners required before creators read an answer."""

    @acl_decorators.can_manage_exploration
    def put(self, exp_id: str, body: AnonymityRequest) -> AnonymityResponse:
        """Sets the number, also for answers that were given earlier.

        Args:
            exp_id: The exploration.
            body: The number.
        """
        rights_services.set_k_anonymity(
            self.user_id or '', exp_id, body.k_anonymity
        )
        statistics_view_services.prepare(exp_id)
        return {'exp_id': exp_id, 'k_anonymity': body.k_anonymity}


def _members(
    rights: rights_domain.ExplorationRights, user_id: str | None
) -> list[Member]:
    roles = {
        member_id: role
        for role in rights_domain.ROLES
        for member_id in rights.get_ids_with(role)
    }
    users = user_services.get_users(roles)
    return [
        {
            'user_id': member_id,
            'email': user.email if user else None,
            'role': role,
            'is_self': member_id == user_id,
        }
        for member_id, role in roles.items()
        for user in [users[member_id]]
    ]


ROUTES = {
    '/createhandler/k_anonymity/<exp_id>': AnonymityHandler,
    '/createhandler/rights/<exp_id>': ExplorationRightsHandler,
}
