"""Access rules: every method of a handler is decorated with one of them.

An exploration that the caller may not see is not found (404); a forbidden
action on a visible one is not allowed (403). The pages of creators send guests
to sign in whether the exploration exists or not, which reveals nothing and
helps an owner whose session has expired.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from core import errors
from core.controllers import http_errors
from core.domain import (
    exp_services,
    rights_domain,
    rights_services,
    session_token,
    user_services,
)
from core.platform.auth import environment

if TYPE_CHECKING:
    from core.controllers.base import BaseHandler
    from core.controllers.reader import ReportHandler
    from core.controllers.shared_statistics import SharedHandler

Method = Callable[..., Any]

# Takes the handler and the exploration id of the route ('' if it has none);
# raises an error unless the caller has access.
_Check = Callable[['BaseHandler', str], None]


def _rule(check: _Check) -> Callable[[Method], Method]:
    """Returns a decorator that runs a check before the method."""

    def decorate(method: Method) -> Method:
        @functools.wraps(method)
        def wrapped(self: BaseHandler, **kwargs: Any) -> Any:
            check(self, kwargs.get('exp_id', ''))
            return method(self, **kwargs, **self.read_body())

        # Read by the test of all routes and the generator of docs/api.md.
        vars(wrapped)['access_rule'] = check.__name__
        return wrapped

    return functools.update_wrapper(decorate, check)


@_rule
def open_access(_handler: BaseHandler, _exp_id: str) -> None:
    """Everybody."""


def _check_signed_in(handler: BaseHandler) -> None:
    if handler.user_id is None:
        raise http_errors.NotSignedInError('Please sign in first.')


@_rule
def require_signed_in(handler: BaseHandler, _exp_id: str) -> None:
    """Every signed-in user."""
    _check_signed_in(handler)


@_rule
def can_access_admin_page(handler: BaseHandler, _exp_id: str) -> None:
    """The administrators of the site."""
    _check_signed_in(handler)
    if not _is_admin(handler):
        raise http_errors.NotAllowedError(
            'Only those who run this site may see this page.'
        )


@_rule
def can_perform_cron_tasks(handler: BaseHandler, _exp_id: str) -> None:
    """The cron service of App Engine; in development, everybody."""
    # App Engine removes this header from external requests.
    is_cron = environment.is_app_engine() and (
        handler.request.headers.get('X-Appengine-Cron') == 'true'
    )
    if not is_cron and (environment.is_production() or handler.is_forwarded):
        raise http_errors.NotAllowedError('Only the schedule may do this.')


@_rule
def can_play_exploration(handler: BaseHandler, exp_id: str) -> None:
    """Everybody if the exploration is public, else everybody with a role."""
    _check_can_play(handler, exp_id)


@_rule
def can_report_on_exploration(handler: BaseHandler, exp_id: str) -> None:
    """Everyone who may play the exploration, or has a session of it.

    The server signs sessions for callers who may play, and their reports
    count, even after the exploration was made private or the learner lost a
    role. The right lasts as long as the token (SESSION_TOKEN_MAX_AGE_SECS),
    which is as long as a browser keeps reports: a shorter one would lose the
    reports of learners who were offline. It permits only reports on that
    session; reading the exploration requires the current rights.
    """
    _check_can_report(cast('ReportHandler', handler), exp_id)


@_rule
def can_edit_exploration(handler: BaseHandler, exp_id: str) -> None:
    """The owners and editors of the exploration."""
    _check_right(
        handler,
        exp_id,
        rights_domain.ExplorationRights.can_edit,
        'owners and editors may change',
    )


@_rule
def can_manage_exploration(handler: BaseHandler, exp_id: str) -> None:
    """The owners of the exploration."""
    _check_can_manage(handler, exp_id)


@_rule
def can_repair_statistics(handler: BaseHandler, exp_id: str) -> None:
    """The owners of the exploration, and the administrators of the site."""
    rights = rights_services.get_exploration_rights(exp_id, strict=False)
    if rights is None or not may_repair(handler, rights):
        _check_can_manage(handler, exp_id)


@_rule
def can_see_exploration_statistics(handler: BaseHandler, exp_id: str) -> None:
    """The owners and editors of the exploration."""
    _check_right(
        handler,
        exp_id,
        rights_domain.ExplorationRights.can_see_statistics,
        'owners and editors may see the statistics of',
    )


@_rule
def can_use_shared_link(handler: BaseHandler, _exp_id: str) -> None:
    """Everybody with a link that an owner made and has not revoked."""
    shared = cast('SharedHandler', handler)
    if exp_services.is_deleted(shared.exp_id):
        raise errors.EntityNotFoundError('This exploration has been deleted.')


def _visible(
    handler: BaseHandler, rights: rights_domain.ExplorationRights | None
) -> rights_domain.ExplorationRights:
    """Returns the rights of an exploration if the caller may see it.

    Raises:
        EntityNotFoundError: The exploration does not exist, or is hidden.
    """
    if rights is None or not rights.can_play(handler.user_id):
        raise errors.EntityNotFoundError(
            'There is no such exploration, or it is private.'
        )
    return rights


def _check_can_play(handler: BaseHandler, exp_id: str) -> None:
    _visible(handler, rights_services.get_recent_rights(exp_id))


def _check_can_report(handler: ReportHandler, exp_id: str) -> None:
    try:
        _check_can_play(handler, exp_id)
    except errors.EntityNotFoundError:
        if not _has_session(handler, exp_id):
            raise
        if exp_services.is_deleted(exp_id):
            raise http_errors.GoneError(
                'This exploration has been deleted.'
            ) from None
        if rights_services.get_recent_rights(exp_id) is None:
            raise


def _has_session(handler: ReportHandler, exp_id: str) -> bool:
    try:
        session_token.read(handler.session_token_sent(), exp_id)
    except (errors.ValidationError, errors.NotSupportedYetError):
        # Details of the error would reveal that the exploration exists.
        return False
    return True


def _check_can_manage(handler: BaseHandler, exp_id: str) -> None:
    _check_right(
        handler,
        exp_id,
        rights_domain.ExplorationRights.can_manage,
        'owners may manage',
    )


def may_repair(
    handler: BaseHandler, rights: rights_domain.ExplorationRights
) -> bool:
    """Returns whether the caller may audit and repair the counters."""
    return rights.can_manage(handler.user_id) or _is_admin(handler)


def _is_admin(handler: BaseHandler) -> bool:
    user = handler.current_user
    return user is not None and user_services.is_admin(user)


def _check_right(
    handler: BaseHandler,
    exp_id: str,
    has_right: Callable[[rights_domain.ExplorationRights, str | None], bool],
    rule: str,
) -> None:
    """Raises an error unless the caller has a right to an exploration.

    Args:
        handler: The handler of the request.
        exp_id: The exploration.
        has_right: Returns whether a user has the right.
        rule: Who has the right and what it permits, for the error message.
    """
    if not handler.RETURNS_JSON:
        _check_signed_in(handler)
    rights = rights_services.get_exploration_rights(exp_id, strict=False)
    if has_right(_visible(handler, rights), handler.user_id):
        return
    _check_signed_in(handler)
    raise http_errors.NotAllowedError(f'Only its {rule} this exploration.')
