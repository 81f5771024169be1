"""What the player talks to: the exploration, and where it reports.

The routes that report need no CSRF token: they act for nobody who is signed
in, and carry the signed token of a session.
"""

from __future__ import annotations

from typing import Any, ClassVar, NotRequired, cast

import webapp2
from typing_extensions import TypedDict

from core import errors, feconf
from core.controllers import (
    acl_decorators,
    automated_visits,
    base,
    error_pages,
    http_errors,
    rate_limits,
    reader_payloads,
    rendering,
    report_log,
)
from core.domain import (
    automated_visits_services,
    event_domain,
    event_services,
    exp_domain,
    played_version_services,
    rights_services,
    session_progress_services,
    session_token,
    stats_services,
    stats_shards_services,
)


class Reporting(TypedDict):
    """How browsers report on a session.

    Attributes:
        is_counted: Whether its reports are counted.
        not_counted_reason: Why not; null if they are.
        flush_interval_msecs: How long counts should wait for others.
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
    """The same for a session that goes on.

    Attributes:
        reported: How far its reports have come.
    """

    reported: session_progress_services.Progress


class RecordedResponse(TypedDict):
    """What became of an event.

    Attributes:
        recorded: False if it had been recorded before.
    """

    recorded: bool


class EventError(TypedDict):
    """Why an event of a batch was refused."""

    error: error_pages.Problem


class EventBatchResponse(TypedDict):
    """What became of each event of a batch, in the same order."""

    results: list[RecordedResponse | EventError]


class StatsEventResponse(TypedDict):
    """What became of a batch of counts.

    Attributes:
        applied: False if it had been counted before.
        flush_interval_msecs: How long counts should wait from now on, where
            that is longer than usual: open tabs learn it in no other way.
    """

    applied: bool
    flush_interval_msecs: NotRequired[int]


class InitHandler(base.BaseHandler):
    """Begins a session, or goes on with one."""

    RETURNS_JSON = True
    LIMIT = rate_limits.PLAYS
    REQUIRE_CSRF = False

    @acl_decorators.can_play_exploration
    def get(self, exp_id: str) -> InitResponse:
        """Begins a session of the latest version.

        `v`: another version, for owners and editors; `webdriver`: `true` if a
        program drives the browser.

        Args:
            exp_id: The exploration.
        """
        rights = rights_services.get_exploration_rights(exp_id)
        can_edit = rights.can_edit(self.user_id)
        version = self._version(exp_id, can_edit)
        reason = self._reason_not_to_count(can_edit)
        if reason == 'automated':
            automated_visits_services.note_visit(exp_id)
        token = session_token.issue(exp_id, version, reason is None, reason)
        return _init_response(
            session_token.read(token, exp_id), token, can_edit
        )

    @acl_decorators.can_play_exploration
    def post(
        self, exp_id: str, body: reader_payloads.ResumeRequest
    ) -> ResumedResponse:
        """Goes on with a session, in the version that it began with.

        Its token is the right to that version, even if there is a later one.
        It comes in the body, because URLs are logged.

        Args:
            exp_id: The exploration.
            body: The session.
        """
        session = session_token.read_to_resume(body.session_id, exp_id)
        rights = rights_services.get_exploration_rights(exp_id)
        can_edit = rights.can_edit(self.user_id)
        progress = session_progress_services.get_progress(session)
        return {
            **_init_response(session, body.session_id, can_edit),
            'reported': progress,
        }

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
        # Its JSON is cached, as many players ask for it.
        'exploration': cast(
            exp_domain.Exploration,
            rendering.JsonText(
                played_version_services.get_json(exp_id, version)
            ),
        ),
    }


class ReportHandler(base.BaseHandler):
    """The base of the handlers that learners report to."""

    RETURNS_JSON = True
    REQUIRE_CSRF = False
    # By what is in them; see `read_session`.
    LIMIT = None

    def dispatch(self) -> None:
        """Limits the rate of reports before the store is read."""
        rate_limits.REPORTS.check(
            self.client_address, feconf.REPORT_TOKENS_PER_REQUEST
        )
        super().dispatch()

    def session_token_sent(self) -> str:
        """Returns the token in the body, whatever else is there.

        Raises:
            ValidationError: The body has none.
        """
        return self.payload(reader_payloads.SessionOnly).session_id

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

    @classmethod
    def request_class(cls, _verb: str) -> type[reader_payloads.EventRequest]:
        """Returns the shape of a request with one event of this type."""
        return reader_payloads.REQUEST_CLASSES[cls.EVENT.event_type]

    @acl_decorators.can_report_on_exploration
    def post(
        self, exp_id: str, body: reader_payloads.EventRequest
    ) -> RecordedResponse:
        """Records the event.

        Args:
            exp_id: The exploration.
            body: The event.
        """
        session = self.read_session(body.session_id, body.exp_version, exp_id)
        event = reader_payloads.to_event(self.EVENT.event_type, body, session)
        (outcome,) = event_services.record_events(
            session, [event], body.sent_at_msecs
        )
        if isinstance(outcome, Exception):
            raise outcome
        return {'recorded': outcome}


class ExplorationStartEventHandler(EventHandler):
    """Records that the first state was shown."""

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
    """Refuses types of events that this version does not know."""

    @acl_decorators.can_report_on_exploration
    def post(self, exp_id: str, event_type: str) -> None:
        """Answers that a later version may know the type (501)."""
        del exp_id
        reader_payloads.require_known_event_type(event_type)


class EventBatchHandler(ReportHandler):
    """Records several events, each as if it had come alone."""

    @acl_decorators.can_report_on_exploration
    def post(
        self, exp_id: str, body: reader_payloads.EventBatchRequest
    ) -> EventBatchResponse:
        """Answers for each event whether it is new, or what is wrong.

        Args:
            exp_id: The exploration.
            body: The events.
        """
        session = self.read_session(
            body.session_id, body.exp_version, exp_id, work=len(body.events)
        )
        is_suspect = self.may_have_control()
        entries = [
            _read_entry(value, session, is_suspect) for value in body.events
        ]
        events = [e for e in entries if isinstance(e, event_domain.Event)]
        outcomes = iter(
            event_services.record_events(session, events, body.sent_at_msecs)
        )
        return {
            'results': [
                _result_of(
                    next(outcomes)
                    if isinstance(entry, event_domain.Event)
                    else entry
                )
                for entry in entries
            ]
        }


_Refusal = errors.ValidationError | errors.NotSupportedYetError


def _read_entry(
    value: Any, session: session_token.Session, is_suspect: bool
) -> event_domain.Event | _Refusal:
    try:
        return reader_payloads.read_entry(value, session, is_suspect)
    except (errors.ValidationError, errors.NotSupportedYetError) as error:
        return error


def _result_of(
    outcome: event_services.Outcome | _Refusal,
) -> RecordedResponse | EventError:
    if isinstance(outcome, errors.NotSupportedYetError):
        return _error(501, 'not_supported_yet', outcome.message, outcome.path)
    if isinstance(outcome, errors.ValidationError):
        return _error(400, 'invalid_input', outcome.message, outcome.path)
    if isinstance(outcome, errors.ConflictError):
        return _error(409, 'conflict', str(outcome), '')
    return {'recorded': outcome}


def _error(status: int, code: str, message: str, path: str) -> EventError:
    report_log.note_refusal(status, code, path, message)
    return {'error': error_pages.Problem(status, code, message, path)}


class StatsEventHandler(ReportHandler):
    """Adds the counts of a tab since its last batch."""

    @acl_decorators.can_report_on_exploration
    def post(
        self, exp_id: str, body: reader_payloads.StatsEventRequest
    ) -> StatsEventResponse:
        """Answers whether the batch was counted now.

        Args:
            exp_id: The exploration.
            body: The batch.
        """
        session = self.read_session(
            body.session_id,
            body.exp_version,
            exp_id,
            work=len(body.aggregated_stats.state_stats_mapping) or 1,
        )
        is_applied = stats_services.update_stats(
            session, body.batch_id, body.aggregated_stats.to_counts()
        )
        response: StatsEventResponse = {'applied': is_applied}
        secs = stats_shards_services.flush_interval_secs(
            exp_id, session.exp_version
        )
        if secs != feconf.STATS_FLUSH_INTERVAL_SECS:
            response['flush_interval_msecs'] = 1000 * secs
        return response


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
