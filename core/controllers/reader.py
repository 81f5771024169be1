"""Routes to which the player reports events and counts.

These routes need no CSRF token: they do not act for a signed-in user, and carry
the signed token of a session.
"""

from __future__ import annotations

from typing import Any, ClassVar, NotRequired

from typing_extensions import TypedDict

from core import errors, feconf
from core.controllers import (
    acl_decorators,
    base,
    error_pages,
    rate_limits,
    reader_payloads,
    report_log,
)
from core.domain import (
    event_domain,
    event_services,
    session_token,
    stats_services,
    stats_shards_services,
)


class RecordedResponse(TypedDict):
    """The outcome of an event.

    Attributes:
        recorded: False if it had been recorded before.
    """

    recorded: bool


class EventError(TypedDict):
    """Why an event of a batch was refused."""

    error: error_pages.Problem


class EventBatchResponse(TypedDict):
    """The outcomes of the events of a batch, in the same order."""

    results: list[RecordedResponse | EventError]


class StatsEventResponse(TypedDict):
    """The outcome of a batch of counts.

    Attributes:
        applied: False if it had been counted before.
        flush_interval_msecs: How long tabs should collect counts from now on,
            if longer than usual: open tabs learn it only from this response.
    """

    applied: bool
    flush_interval_msecs: NotRequired[int]


class ReportHandler(base.JsonHandler):
    """Base of the handlers that receive reports."""

    REQUIRE_CSRF = False
    # `dispatch` and `read_session` check limits that depend on the content.
    LIMIT = None

    def dispatch(self) -> None:
        """Limits the rate of reports before the store is read."""
        rate_limits.REPORTS.check(
            self.client_address, rate_limits.REPORT_TOKENS_PER_REQUEST
        )
        super().dispatch()

    def session_token_sent(self) -> str:
        """Returns the token in the body, without checking other fields.

        Raises:
            ValidationError: The body has no token.
        """
        return self.payload(reader_payloads.SessionOnly).session_id

    def read_session(
        self, token: str, exp_version: int, exp_id: str, work: int = 1
    ) -> session_token.Session:
        """Returns the session that a request reports on.

        Args:
            token: The session token.
            exp_version: The version that the request names.
            exp_id: The exploration in the path of the request.
            work: The number of events or counted states in the request.

        Raises:
            ValidationError: The token is not valid for this exploration, or
                names another version than the request.
            TooManyRequestsError: The session or the caller's network address
                reports too much.
        """
        session = session_token.read(token, exp_id)
        rate_limits.REPORTS_OF_SESSION.check(
            session.session_id, rate_limits.REPORT_TOKENS_PER_REQUEST + work
        )
        rate_limits.REPORTS.check(self.client_address, work)
        if session.exp_version != exp_version:
            raise errors.ValidationError(
                f'this session plays version {session.exp_version}',
                'exp_version',
            )
        return session


class EventHandler(ReportHandler):
    """Base of the handlers that record one event.

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
        """Refuses the type, which a later version may know (501)."""
        del exp_id
        reader_payloads.require_known_event_type(event_type)


class EventBatchHandler(ReportHandler):
    """Records several events, each independently of the others."""

    @acl_decorators.can_report_on_exploration
    def post(
        self, exp_id: str, body: reader_payloads.EventBatchRequest
    ) -> EventBatchResponse:
        """Returns for each event whether it is new, or why it was refused.

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
    if isinstance(outcome, bool):
        return {'recorded': outcome}
    if isinstance(outcome, errors.NotSupportedYetError):
        return _error(501, 'not_supported_yet', outcome.message, outcome.path)
    if isinstance(outcome, errors.ValidationError):
        return _error(400, 'invalid_input', outcome.message, outcome.path)
    return _error(409, 'conflict', str(outcome), '')


def _error(status: int, code: str, message: str, path: str) -> EventError:
    report_log.note_refusal(status, code, path, message)
    return {'error': error_pages.Problem(status, code, message, path)}


class StatsEventHandler(ReportHandler):
    """Adds the counts of a tab since its last batch."""

    @acl_decorators.can_report_on_exploration
    def post(
        self, exp_id: str, body: reader_payloads.StatsEventRequest
    ) -> StatsEventResponse:
        """Adds a batch of counts, unless it was added before.

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


# The most frequent requests first.
ROUTES = {
    '/explorehandler/stats_events/<exp_id>': StatsEventHandler,
    '/explorehandler/event_batch/<exp_id>': EventBatchHandler,
    **{
        f'/explorehandler/{handler.EVENT.event_type}_event/<exp_id>': handler
        for handler in EventHandler.__subclasses__()
    },
    r'/explorehandler/<event_type:\w+>_event/<exp_id>': UnknownEventHandler,
}
