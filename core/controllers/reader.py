"""What the player talks to: the exploration, and where it reports.

The routes that report need no CSRF token: they act for nobody who is signed
in, and carry the signed token of a session.
"""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import webapp2

from core import errors, feconf
from core.controllers import (
    acl_decorators,
    automated_visits,
    base,
    http_errors,
    rate_limits,
    reader_payloads,
    report_log,
)
from core.domain import (
    automated_visits_services,
    event_domain,
    event_services,
    played_version_services,
    rights_services,
    session_progress_services,
    session_token,
    stats_services,
    stats_shards_services,
)


class InitHandler(base.BaseHandler):
    """Begins a session, or goes on with one."""

    RETURNS_JSON = True
    LIMIT = rate_limits.PLAYS
    REQUIRE_CSRF = False

    @acl_decorators.can_play_exploration
    def get(self, exp_id: str) -> None:
        """Answers with the latest version, or for editors with any."""
        rights = rights_services.get_exploration_rights(exp_id)
        can_edit = rights.can_edit(self.user_id)
        version = self._version(exp_id, can_edit)
        reason = self._reason_not_to_count(can_edit)
        if reason == 'automated':
            automated_visits_services.note_visit(exp_id)
        token = session_token.issue(exp_id, version, reason is None, reason)
        self._answer(session_token.read(token, exp_id), token, can_edit)

    @acl_decorators.can_play_exploration
    def post(self, exp_id: str) -> None:
        """Answers with the version that a session began with.

        Its token is the right to that version, also when there is a later one.
        It comes in the body, because URLs are logged.
        """
        request = self.payload(reader_payloads.ResumeRequest)
        session = session_token.read_to_resume(request.session_id, exp_id)
        rights = rights_services.get_exploration_rights(exp_id)
        can_edit = rights.can_edit(self.user_id)
        progress = session_progress_services.get_progress(session)
        self._answer(
            session,
            request.session_id,
            can_edit,
            reported=dataclasses.asdict(progress),
        )

    def _answer(
        self,
        session: session_token.Session,
        token: str,
        can_edit: bool,
        **more: Any,
    ) -> None:
        """Answers with the exploration, and how to report about it."""
        self.render_json(
            {
                'exp_id': session.exp_id,
                'exp_version': session.exp_version,
                'session_id': token,
                'can_edit': can_edit,
                'reporting': _reporting_settings(session.not_counted_reason)
                | _flush_interval(session.exp_id, session.exp_version),
                **more,
            },
            exploration=played_version_services.get_json(
                session.exp_id, session.exp_version
            ),
        )

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

    def _reason_not_to_count(self, can_edit: bool) -> str | None:
        # Who asks for a version looks at it; even at the latest one, the
        # editor's link to it is a preview.
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


def _reporting_settings(reason: str | None) -> dict[str, Any]:
    return {
        'is_counted': reason is None,
        'not_counted_reason': reason,
        'max_request_bytes': feconf.MAX_EVENT_REQUEST_BYTES,
        'max_events_per_batch': feconf.MAX_EVENTS_PER_BATCH,
    }


def _flush_interval(exp_id: str, version: int) -> dict[str, int]:
    secs = stats_shards_services.flush_interval_secs(exp_id, version)
    return {'flush_interval_msecs': 1000 * secs}


class ReportHandler(base.BaseHandler):
    """The base of the handlers that learners report to."""

    RETURNS_JSON = True
    REQUIRE_CSRF = False
    # By what is in them; see `read_session`.
    LIMIT = None

    def dispatch(self) -> Any:
        """Refuses who floods, before anything is read from the store."""
        rate_limits.REPORTS.check(
            self.client_address, feconf.REPORT_TOKENS_PER_REQUEST
        )
        return super().dispatch()

    def session_token_sent(self) -> str:
        """Returns the token in the body, whatever else is there.

        Raises:
            ValidationError: The body has none.
        """
        return self.payload(
            reader_payloads.SessionOnly, feconf.MAX_EVENT_REQUEST_BYTES
        ).session_id

    def read_session(
        self, token: str, exp_version: int, exp_id: str, work: int = 1
    ) -> session_token.Session:
        """Returns the session that a request speaks for.

        Args:
            token: Its token.
            exp_version: The version that the request names.
            exp_id: The exploration that it was sent to.
            work: How many events or counted states the request holds.

        Raises:
            ValidationError: The token is not valid for this exploration, or
                names another version than the request.
            TooManyRequestsError: The session, or its address, reports too
                much.
        """
        session = session_token.read(token, exp_id)
        rate_limits.REPORTS_OF_SESSION.check(
            session.session_id, feconf.REPORT_TOKENS_PER_REQUEST + work
        )
        rate_limits.REPORTS.check(self.client_address, work)
        if session.exp_version != exp_version:
            raise errors.ValidationError(
                f'this session plays version {session.exp_version}',
                'exp_version',
            )
        return session


class EventHandler(ReportHandler):
    """The base of the handlers that record one event.

    Each subclass has a route, named by the type of its event.
    """

    EVENT: ClassVar[type[event_domain.Event]]

    @acl_decorators.can_report_on_exploration
    def post(self, exp_id: str) -> None:
        """Records the event; answers whether it is new."""
        event_type = self.EVENT.event_type
        request = self.payload(
            reader_payloads.REQUEST_CLASSES[event_type],
            feconf.MAX_EVENT_REQUEST_BYTES,
        )
        session = self.read_session(
            request.session_id, request.exp_version, exp_id
        )
        event = reader_payloads.to_event(event_type, request, session)
        (outcome,) = event_services.record_events(
            session, [event], request.sent_at_msecs
        )
        if isinstance(outcome, Exception):
            raise outcome
        self.render_json({'recorded': outcome})


class ExplorationStartEventHandler(EventHandler):
    """Records that the first card was shown."""

    EVENT = event_domain.ExplorationStartEvent


class ExplorationActualStartEventHandler(EventHandler):
    """Records that the first answer was accepted."""

    EVENT = event_domain.ExplorationActualStartEvent


class StateHitEventHandler(EventHandler):
    """Records that a state was entered."""

    EVENT = event_domain.StateHitEvent


class StateCompleteEventHandler(EventHandler):
    """Records that an answer led out of a state."""

    EVENT = event_domain.StateCompleteEvent


class AnswerSubmittedEventHandler(EventHandler):
    """Records an answer."""

    EVENT = event_domain.AnswerSubmittedEvent


class SolutionHitEventHandler(EventHandler):
    """Records that a solution was opened."""

    EVENT = event_domain.SolutionHitEvent


class HintViewedEventHandler(EventHandler):
    """Records that a hint was opened."""

    EVENT = event_domain.HintViewedEvent


class LeaveForRefresherExpEventHandler(EventHandler):
    """Records that a learner went to another exploration."""

    EVENT = event_domain.LeaveForRefresherExpEvent


class ExplorationCompleteEventHandler(EventHandler):
    """Records that a terminal state was reached."""

    EVENT = event_domain.ExplorationCompleteEvent


class ExplorationMaybeLeaveEventHandler(EventHandler):
    """Records that the page was hidden or left."""

    EVENT = event_domain.ExplorationMaybeLeaveEvent


class RateExplorationEventHandler(EventHandler):
    """Records how a learner rates the exploration."""

    EVENT = event_domain.RateExplorationEvent


class UnknownEventHandler(ReportHandler):
    """Answers what this version has no handler for."""

    @acl_decorators.can_report_on_exploration
    def post(self, exp_id: str, event_type: str) -> None:
        """Lets a type of event wait that a later version may know."""
        del exp_id
        reader_payloads.require_known_event_type(event_type)


class EventBatchHandler(ReportHandler):
    """Records several events, each as if it had come alone."""

    @acl_decorators.can_report_on_exploration
    def post(self, exp_id: str) -> None:
        """Answers for each event whether it is new, or what is wrong."""
        request = self.payload(
            reader_payloads.EventBatchRequest, feconf.MAX_EVENT_REQUEST_BYTES
        )
        session = self.read_session(
            request.session_id,
            request.exp_version,
            exp_id,
            work=len(request.events),
        )
        is_suspect = self.may_have_control()
        entries = [
            _read_entry(value, session, is_suspect) for value in request.events
        ]
        events = [e for e in entries if isinstance(e, event_domain.Event)]
        outcomes = iter(
            event_services.record_events(session, events, request.sent_at_msecs)
        )
        self.render_json(
            {
                'results': [
                    _result_of(
                        next(outcomes)
                        if isinstance(entry, event_domain.Event)
                        else entry
                    )
                    for entry in entries
                ]
            }
        )


_Refusal = errors.ValidationError | errors.NotSupportedYetError


def _read_entry(
    value: Any, session: session_token.Session, is_suspect: bool
) -> event_domain.Event | _Refusal:
    try:
        return reader_payloads.read_entry(value, session, is_suspect)
    except (errors.ValidationError, errors.NotSupportedYetError) as error:
        return error


def _result_of(outcome: event_services.Outcome | _Refusal) -> dict[str, Any]:
    if isinstance(outcome, errors.NotSupportedYetError):
        return _error(501, 'not_supported_yet', outcome.message, outcome.path)
    if isinstance(outcome, errors.ValidationError):
        return _error(400, 'invalid_input', outcome.message, outcome.path)
    if isinstance(outcome, errors.ConflictError):
        return _error(409, 'conflict', str(outcome), '')
    return {'recorded': outcome}


def _error(status: int, code: str, message: str, path: str) -> dict[str, Any]:
    report_log.note_refusal(status, code, path, message)
    return {
        'error': {
            'status': status,
            'code': code,
            'message': message,
            'path': path,
        }
    }


class StatsEventHandler(ReportHandler):
    """Counts what one tab has counted since its last batch."""

    @acl_decorators.can_report_on_exploration
    def post(self, exp_id: str) -> None:
        """Answers whether the batch was counted now.

        Where very many play, also how long counts should wait from now on:
        tabs that are open learn it in no other way.
        """
        request = self.payload(
            reader_payloads.StatsEventRequest, feconf.MAX_EVENT_REQUEST_BYTES
        )
        session = self.read_session(
            request.session_id,
            request.exp_version,
            exp_id,
            work=len(request.aggregated_stats.state_stats_mapping) or 1,
        )
        is_applied = stats_services.update_stats(
            session, request.batch_id, request.aggregated_stats.to_counts()
        )
        self.render_json(
            {'applied': is_applied}
            | _flush_interval_if_longer(exp_id, session.exp_version)
        )


def _flush_interval_if_longer(exp_id: str, version: int) -> dict[str, int]:
    secs = stats_shards_services.flush_interval_secs(exp_id, version)
    if secs == feconf.STATS_FLUSH_INTERVAL_SECS:
        return {}
    return _flush_interval(exp_id, version)


# In the order of how often they are asked for.
ROUTES = [
    webapp2.Route('/explorehandler/stats_events/<exp_id>', StatsEventHandler),
    webapp2.Route('/explorehandler/event_batch/<exp_id>', EventBatchHandler),
    webapp2.Route('/explorehandler/init/<exp_id>', InitHandler),
    *(
        webapp2.Route(
            f'/explorehandler/{handler.EVENT.event_type}_event/<exp_id>',
            handler,
        )
        for handler in EventHandler.__subclasses__()
    ),
    webapp2.Route(
        r'/explorehandler/<event_type:\w+>_event/<exp_id>', UnknownEventHandler
    ),
]
