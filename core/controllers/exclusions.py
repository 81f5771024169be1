"""Plays that owners leave out of the figures of an exploration."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

import pydantic
import webapp2

from core import clock, errors, feconf
from core.controllers import acl_decorators, base, payloads
from core.domain import (
    exclusion_domain,
    exclusion_services,
    exp_services,
    stats_repair_services,
    user_services,
)
from core.domain.scheduled_work import (
    exclusion_steps_services,
    keeping_fresh_services,
)


class ExclusionRequest(payloads.Payload):
    """What an owner asks for.

    Attributes:
        action: To look for plays, to leave out what was found, to take that
            back (or to forget what was found), or to go on with all that.
        kind: Which plays to look for.
        day: On which day they began; null for any.
        exclusion_id: What was found, or is left out.
        reason: Why it is left out.
    """

    action: Literal['find', 'leave_out', 'take_back', 'go_on']
    kind: exclusion_domain.Kind = 'day'
    day: (
        Annotated[
            str,
            pydantic.StringConstraints(pattern=r'^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
        ]
        | None
    ) = None
    exclusion_id: Annotated[str, pydantic.StringConstraints(max_length=32)] = ''
    reason: Annotated[
        str,
        pydantic.StringConstraints(
            max_length=feconf.MAX_EXCLUSION_REASON_LENGTH
        ),
    ] = ''


class ExclusionsHandler(base.BaseHandler):
    """What is left out of the figures, and leaving more out."""

    RETURNS_JSON = True

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> None:
        """Answers what is left out, by whom and why.

        Args:
            exp_id: The exploration.
        """
        self._answer(exp_id)

    @acl_decorators.can_manage_exploration
    def post(self, exp_id: str) -> None:
        """Begins what is asked for, and works at it for a bounded time.

        Args:
            exp_id: The exploration.
        """
        request = self.payload(ExclusionRequest)
        _require_days(request)
        assert self.user_id is not None
        _begin(exp_id, request, self.user_id)
        try:
            is_complete = exclusion_steps_services.go_on(
                exp_id, clock.now_msecs() + 1000 * feconf.FOLD_FOR_TAB_SECS
            )
        except stats_repair_services.BusyError:
            is_complete = False
        if is_complete and request.action != 'find':
            keeping_fresh_services.bring_exploration_up_to_date(
                exp_id, max_secs=feconf.FOLD_FOR_TAB_SECS
            )
        self._answer(exp_id, is_complete=is_complete)

    def _answer(self, exp_id: str, **facts: Any) -> None:
        exclusions = exclusion_services.get_exclusions(exp_id)
        users = user_services.get_users(each.asked_by for each in exclusions)
        self.render_json(
            {
                'exclusions': [
                    {
                        **{
                            name: value
                            for name, value in vars(each).items()
                            if name not in ('asked_by', 'position', 'part')
                        },
                        'asked_by': user.display_name if user else 'somebody',
                    }
                    for each in exclusions
                    for user in [users[each.asked_by]]
                ],
                **facts,
            }
        )


def _require_days(request: ExclusionRequest) -> None:
    if request.action != 'find':
        return
    if request.day is None:
        if request.kind == 'day':
            raise errors.ValidationError('name a day', 'day')
        return
    try:
        datetime.date.fromisoformat(request.day)
    except ValueError as error:
        raise errors.ValidationError('there is no such day', 'day') from error


def _begin(exp_id: str, request: ExclusionRequest, user_id: str) -> None:
    exp_services.get_latest_version(exp_id)
    if request.action == 'find':
        exclusion_services.find(exp_id, request.kind, request.day, user_id)
    elif request.action == 'leave_out':
        exclusion_services.confirm(exp_id, request.exclusion_id, request.reason)
    elif request.action == 'take_back':
        exclusion_services.take_back(exp_id, request.exclusion_id)


ROUTES = [
    webapp2.Route('/createhandler/exclusions/<exp_id>', ExclusionsHandler),
]
