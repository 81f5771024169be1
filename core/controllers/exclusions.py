"""Plays that owners exclude from the figures of an exploration."""

from __future__ import annotations

from typing import Annotated, Literal

import pydantic
from typing_extensions import TypedDict

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
from core.domain.summaries import cuts


class ExclusionRequest(payloads.Payload):
    """A step of an exclusion.

    Attributes:
        action: `find` plays; `leave_out` those found; `take_back` an
            exclusion, or discard a search; `go_on` with unfinished work.
        kind: Which plays to find.
        day: The day on which they began, such as 2026-01-31; null for any.
        exclusion_id: The exclusion to leave out or take back.
        reason: The reason for leaving the plays out.
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


class Exclusion(TypedDict):
    """Plays that are excluded from the figures, or that a search found.

    Attributes:
        day: The day on which they began, such as 2026-01-31; null for any.
        asked_by: The display name of the owner who asked.
        counts: The contribution of the plays to some counters.
        num_left_out: Plays that are excluded now.
        groups: Plays that look made up, the largest groups first.
    """

    exclusion_id: str
    kind: exclusion_domain.Kind
    day: str | None
    asked_by: str
    asked_at_msecs: int
    status: exclusion_domain.Status
    reason: str
    num_sessions: int
    counts: dict[str, int]
    num_left_out: int
    groups: list[exclusion_domain.Group]


class ExclusionsResponse(TypedDict):
    """All exclusions of an exploration."""

    exclusions: list[Exclusion]


class ExclusionsChangedResponse(ExclusionsResponse):
    """All exclusions of an exploration after a step.

    Attributes:
        is_complete: Whether nothing is left to do.
    """

    is_complete: bool


class ExclusionsHandler(base.JsonHandler):
    """The exclusions of an exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> ExclusionsResponse:
        """Returns which plays are excluded, by whom and why.

        Args:
            exp_id: The exploration.
        """
        return {'exclusions': _exclusions(exp_id)}

    @acl_decorators.can_manage_exploration
    def post(
        self, exp_id: str, body: ExclusionRequest
    ) -> ExclusionsChangedResponse:
        """Begins a step, and works on it for a bounded time.

        Args:
            exp_id: The exploration.
            body: The step.
        """
        _require_days(body)
        assert self.user_id is not None
        _begin(exp_id, body, self.user_id)
        try:
            is_complete = exclusion_steps_services.continue_exclusions(
                exp_id, clock.now_msecs() + 1000 * feconf.FOLD_FOR_TAB_SECS
            )
        except stats_repair_services.BusyError:
            is_complete = False
        if is_complete and body.action != 'find':
            keeping_fresh_services.bring_exploration_up_to_date(
                exp_id, max_secs=feconf.FOLD_FOR_TAB_SECS
            )
        return {'exclusions': _exclusions(exp_id), 'is_complete': is_complete}


def _exclusions(exp_id: str) -> list[Exclusion]:
    exclusions = exclusion_services.get_exclusions(exp_id)
    names = user_services.get_display_names(
        exclusion.asked_by for exclusion in exclusions
    )
    return [
        {
            'exclusion_id': exclusion.exclusion_id,
            'kind': exclusion.kind,
            'day': exclusion.day,
            'asked_by': names.get(exclusion.asked_by, 'somebody'),
            'asked_at_msecs': exclusion.asked_at_msecs,
            'status': exclusion.status,
            'reason': exclusion.reason,
            'num_sessions': exclusion.num_sessions,
            'counts': exclusion.counts,
            'num_left_out': exclusion.num_left_out,
            'groups': exclusion.groups,
        }
        for exclusion in exclusions
    ]


def _require_days(request: ExclusionRequest) -> None:
    if request.action != 'find':
        return
    if request.day is not None:
        cuts.parse_day(request.day, 'day')
    elif request.kind == 'day':
        raise errors.ValidationError('name a day', 'day')


def _begin(exp_id: str, request: ExclusionRequest, user_id: str) -> None:
    exp_services.get_latest_version(exp_id)
    if request.action == 'find':
        exclusion_services.find(exp_id, request.kind, request.day, user_id)
    elif request.action == 'leave_out':
        exclusion_services.confirm(exp_id, request.exclusion_id, request.reason)
    elif request.action == 'take_back':
        exclusion_services.take_back(exp_id, request.exclusion_id)


ROUTES = {
    '/createhandler/exclusions/<exp_id>': ExclusionsHandler,
}
