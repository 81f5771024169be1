"""The route that gives the player an exploration and a session."""

from __future__ import annotations

from typing import cast

from typing_extensions import TypedDict

from core import feconf
from core.controllers import (
    acl_decorators,
    automated_visits,
    base,
    http_errors,
    rate_limits,
    reader_payloads,
    rendering,
)
from core.domain import (
    automated_visits_services,
    exp_domain,
    learner_class_services,
    played_version_services,
    rights_services,
    session_progress_services,
    session_token,
    stats_shards_services,
)


class Reporting(TypedDict):
    """The rules by which browsers report on a session.

    Attributes:
        is_counted: Whether its reports are counted.
        not_counted_reason: Why they are not counted; null if they are.
        flush_interval_msecs: How long a tab collects counts before it sends
            them.
    """

    is_counted: bool
    not_counted_reason: session_token.NotCountedReason | None
    max_request_bytes: int
    max_events_per_batch: int
    flush_interval_msecs: int


class InitResponse(TypedDict):
    """An exploration to be played, and the session of the player.

    Attributes:
        session_id: The token of the session.
        can_edit: Whether the caller may change the exploration.
    """

    exp_id: str
    exp_version: int
    session_id: str
    can_edit: bool
    reporting: Reporting
    exploration: exp_domain.Exploration


class ResumedResponse(InitResponse):
    """The same for a session that is resumed.

    Attributes:
        reported: What the server has received of the session.
    """

    reported: session_progress_services.Progress


class InitHandler(base.JsonHandler):
    """Begins or resumes a session."""

    LIMIT = rate_limits.PLAYS
    REQUIRE_CSRF = False

    @acl_decorators.can_play_exploration
    def get(self, exp_id: str) -> InitResponse:
        """Begins a session of the latest version.

        `v`: another version, for owners and editors; `webdriver`: `true` if a
        program drives the browser; `class`: the class that the link names,
        which counts if the exploration has it.

        Args:
            exp_id: The exploration.
        """
        can_edit = self._can_edit(exp_id)
        version = self._version(exp_id, can_edit)
        reason = self._reason_not_to_count(can_edit)
        if reason == 'automated':
            automated_visits_services.note_visit(exp_id)
        class_name = learner_class_services.find_class(
            exp_id, self.request.GET.get('class', '')
        )
        token = session_token.issue(
            exp_id, version, reason is None, reason, class_name
        )
        return _init_response(
            session_token.read(token, exp_id), token, can_edit
        )

    @acl_decorators.can_play_exploration
    def post(
        self, exp_id: str, body: reader_payloads.ResumeRequest
    ) -> ResumedResponse:
        """Resumes a session, in the version that it began with.

        Its token permits that version, even if there is a later one. The token
        is in the body because URLs are logged.

        Args:
            exp_id: The exploration.
            body: The session.
        """
        session = session_token.read_to_resume(body.session_id, exp_id)
        can_edit = self._can_edit(exp_id)
        progress = session_progress_services.get_progress(session)
        return {
            **_init_response(session, body.session_id, can_edit),
            'reported': progress,
        }

    def _can_edit(self, exp_id: str) -> bool:
        # The access rule of these methods has just read the same rights.
        rights = rights_services.get_recent_rights(exp_id)
        return rights is not None and rights.can_edit(self.user_id)

    def _version(self, exp_id: str, can_edit: bool) -> int:
        asked = self.query_version('v')
        latest = played_version_services.get_latest_version(exp_id)
        if asked is None or asked == latest:
            return latest
        if not can_edit:
            raise http_errors.NotAllowedError(
                'Only its owners and editors may play another version.'
            )
        return asked

    def _reason_not_to_count(
        self, can_edit: bool
    ) -> session_token.NotCountedReason | None:
        # Any `v` makes a preview, even of the latest version: the editor's
        # link names it.
        if can_edit and self.query_version('v') is not None:
            return 'preview'
        if can_edit and not feconf.COUNT_OWN_PLAYS:
            return 'own_play'
        if automated_visits.is_automated(
            self.request.headers,
            is_driven=self.request.GET.get('webdriver') == 'true',
        ):
            return 'automated'
        return None


def _init_response(
    session: session_token.Session, token: str, can_edit: bool
) -> InitResponse:
    exp_id, version = session.exp_id, session.exp_version
    reason = session.not_counted_reason
    return {
        'exp_id': exp_id,
        'exp_version': version,
        'session_id': token,
        'can_edit': can_edit,
        'reporting': {
            'is_counted': reason is None,
            'not_counted_reason': reason,
            'max_request_bytes': feconf.MAX_EVENT_REQUEST_BYTES,
            'max_events_per_batch': feconf.MAX_EVENTS_PER_BATCH,
            'flush_interval_msecs': 1000
            * stats_shards_services.flush_interval_secs(exp_id, version),
        },
        # Cached as JSON, as many players request it.
        'exploration': cast(
            exp_domain.Exploration,
            rendering.JsonText(
                played_version_services.get_json(exp_id, version)
            ),
        ),
    }


ROUTES = {'/explorehandler/init/<exp_id>': InitHandler}
