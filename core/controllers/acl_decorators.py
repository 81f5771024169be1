"""Who may call a handler method: every method carries one of these.

What the caller may not know exists is not found (404); what he knows and may
not do is not allowed (403). The pages of creators send guests to sign in
whether the exploration exists or not, which tells nothing and helps an owner
whose session has ended.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core import errors, feconf
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

Method = Callable[..., Any]

_Check = Callable[['BaseHandler', str], None]


def open_access(method: Method) -> Method:
    """Everybody may."""
    return _mark(method, 'open_access')


def signed_in(method: Method) -> Method:
    """Everybody who is signed in may."""

    @functools.wraps(method)
    def checked(self: BaseHandler, *args: Any, **kwargs: Any) -> Any:
        if self.user_id is None:
            raise http_errors.NotSignedInError('Please sign in first.')
        return method(self, *args, **kwargs)

    return _mark(checked, 'signed_in')


def admin(method: Method) -> Method:
    """Those who run the site."""

    @functools.wraps(method)
    def checked(self: BaseHandler, *args: Any, **kwargs: Any) -> Any:
        if self.user_id is None:
            raise http_errors.NotSignedInError('Please sign in first.')
        user = self.current_user
        if user is None or not user_services.is_admin(user):
            raise http_errors.NotAllowedError(
                'Only those who run this site may see this page.'
            )
        return method(self, *args, **kwargs)

    return _mark(checked, 'admin')


def scheduled(method: Method) -> Method:
    """The schedule of App Engine; on a developer's machine everybody."""

    @functools.wraps(method)
    def checked(self: BaseHandler, *args: Any, **kwargs: Any) -> Any:
        # App Engine takes this header away from requests that come from
        # outside; nobody else does.
        is_cron = environment.is_app_engine() and (
            self.request.headers.get('X-Appengine-Cron') == 'true'
        )
        if not is_cron and (environment.is_production() or self.is_forwarded):
            raise http_errors.NotAllowedError('Only the schedule may do this.')
        return method(self, *args, **kwargs)

    return _mark(checked, 'scheduled')


def can_play_exploration(method: Method) -> Method:
    """Who may play the exploration: everybody when it is public."""
    return _guarded(method, 'can_play_exploration', _check_can_play)


def can_report_on_exploration(method: Method) -> Method:
    """Who may play the exploration, or has a session of it.

    A session is signed by the server for somebody who was allowed to play, so
    what was done in it counts, also after the exploration was made private or
    the role of the learner was taken away. The right lasts as long as its
    token (SESSION_TOKEN_MAX_AGE_SECS), which is as long as a browser keeps
    reports: with a shorter one, those of a learner who comes back online would
    be lost. It allows nothing but to report on that one session; reading the
    exploration asks for the rights of the moment.
    """

    @functools.wraps(method)
    def checked(self: ReportHandler, exp_id: str, **kwargs: Any) -> Any:
        _check_can_report(self, exp_id)
        return method(self, exp_id=exp_id, **kwargs)

    return _mark(checked, 'can_report_on_exploration')


def can_edit_exploration(method: Method) -> Method:
    """The owners and editors of the exploration."""
    return _guarded(method, 'can_edit_exploration', _check_can_edit)


def can_manage_exploration(method: Method) -> Method:
    """The owners of the exploration: who publishes, deletes, gives roles."""
    return _guarded(method, 'can_manage_exploration', _check_can_manage)


def can_repair_statistics(method: Method) -> Method:
    """The owners of the exploration, and those who run the site."""
    return _guarded(method, 'can_repair_statistics', _check_can_repair)


def can_see_exploration_statistics(method: Method) -> Method:
    """Who may see what learners did in the exploration."""
    return _guarded(
        method, 'can_see_exploration_statistics', _check_can_see_statistics
    )


def _mark(method: Method, name: str) -> Method:
    """Leaves the name of the rule on the method, for the test of all routes."""
    vars(method)['access_rule'] = name
    return method


_GetRights = Callable[[str], rights_domain.ExplorationRights | None]


def _get_rights_now(
    exp_id: str,
) -> rights_domain.ExplorationRights | None:
    return rights_services.get_exploration_rights(exp_id, strict=False)


def _guarded(method: Method, name: str, check: _Check) -> Method:
    @functools.wraps(method)
    def checked(self: BaseHandler, exp_id: str, **kwargs: Any) -> Any:
        check(self, exp_id)
        return method(self, exp_id=exp_id, **kwargs)

    return _mark(checked, name)


def _visible_rights(
    handler: BaseHandler,
    exp_id: str,
    get_rights: _GetRights = _get_rights_now,
) -> rights_domain.ExplorationRights:
    """Returns the rights of an exploration that the caller may know exists."""
    rights = None
    if feconf.EXP_ID_REGEX.fullmatch(exp_id):
        rights = get_rights(exp_id)
    if rights is None or not rights.can_play(handler.user_id):
        raise errors.EntityNotFoundError(
            'There is no such exploration, or it is private.'
        )
    return rights


def _check_can_play(handler: BaseHandler, exp_id: str) -> None:
    _visible_rights(handler, exp_id, rights_services.get_recent_rights)


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
        # What is wrong with it would tell that the exploration exists.
        return False
    return True


def _check_can_edit(handler: BaseHandler, exp_id: str) -> None:
    _send_guest_to_sign_in(handler)
    rights = _visible_rights(handler, exp_id)
    allowed = rights.can_edit(handler.user_id)
    _require(handler, allowed, 'owners and editors may change')


def _check_can_manage(handler: BaseHandler, exp_id: str) -> None:
    _send_guest_to_sign_in(handler)
    rights = _visible_rights(handler, exp_id)
    allowed = rights.can_manage(handler.user_id)
    _require(handler, allowed, 'owners may manage')


def may_repair(
    handler: BaseHandler, rights: rights_domain.ExplorationRights
) -> bool:
    """Whether the caller may have the counters checked and repaired."""
    user = handler.current_user
    return rights.can_manage(handler.user_id) or (
        user is not None and user_services.is_admin(user)
    )


def _check_can_repair(handler: BaseHandler, exp_id: str) -> None:
    rights = rights_services.get_exploration_rights(exp_id, strict=False)
    if rights is None or not may_repair(handler, rights):
        _check_can_manage(handler, exp_id)


def _check_can_see_statistics(handler: BaseHandler, exp_id: str) -> None:
    _send_guest_to_sign_in(handler)
    rights = _visible_rights(handler, exp_id)
    allowed = rights.can_see_statistics(handler.user_id)
    _require(handler, allowed, 'owners and editors may see the statistics of')


def _send_guest_to_sign_in(handler: BaseHandler) -> None:
    if handler.user_id is None and not handler.RETURNS_JSON:
        raise http_errors.NotSignedInError('Please sign in first.')


def _require(handler: BaseHandler, allowed: bool, rule: str) -> None:
    if allowed:
        return
    if handler.user_id is None:
        raise http_errors.NotSignedInError('Please sign in first.')
    raise http_errors.NotAllowedError(f'Only its {rule} this exploration.')
