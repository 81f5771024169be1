"""What the player may send: the declared shapes, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pydantic

from core import errors, feconf
from core.controllers import payloads
from core.domain import event_domain, session_token, stats_domain

# A UUID as crypto.randomUUID writes it. The one of zeros is a placeholder.
_UUID_PATTERN = (
    r'^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'
)


def _require_bytes_at_most(value: Any, max_bytes: int) -> Any:
    if len(json.dumps(value).encode()) > max_bytes:
        raise ValueError(f'is larger than {max_bytes} bytes')
    return value


def _require_exp_id(value: str) -> str:
    if not feconf.EXP_ID_REGEX.fullmatch(value):
        raise ValueError('is not the id of an exploration')
    return value


_Uuid = Annotated[str, pydantic.StringConstraints(pattern=_UUID_PATTERN)]
_Token = Annotated[
    str,
    pydantic.StringConstraints(
        min_length=1, max_length=feconf.MAX_SESSION_TOKEN_LENGTH
    ),
]
_ExpVersion = Annotated[int, pydantic.Field(ge=1, lt=2**31)]
_StateName = Annotated[
    str,
    pydantic.StringConstraints(
        min_length=1, max_length=feconf.MAX_STATE_NAME_LENGTH
    ),
]
_ExpId = Annotated[str, pydantic.AfterValidator(_require_exp_id)]
_Msecs = Annotated[float, pydantic.Field(ge=0, le=feconf.MAX_TIME_MSECS)]
_SpentSecs = Annotated[
    float, pydantic.Field(ge=0, le=feconf.MAX_TIME_SPENT_IN_STATE_SECS)
]
_RuleIndex = Annotated[int, pydantic.Field(ge=0, le=feconf.MAX_RULE_INDEX)]
_Answer = Annotated[
    Any,
    pydantic.AfterValidator(
        lambda value: _require_bytes_at_most(value, feconf.MAX_ANSWER_BYTES)
    ),
]
_Params = Annotated[
    dict[str, Any],
    pydantic.AfterValidator(
        lambda value: _require_bytes_at_most(value, feconf.MAX_PARAMS_BYTES)
    ),
]
_Count = Annotated[int, pydantic.Field(ge=0, le=feconf.MAX_COUNT_PER_BATCH)]


class EventEntry(payloads.Payload):
    """What every event says about itself."""

    event_id: _Uuid
    state_name: _StateName
    sequence_number: Annotated[
        int, pydantic.Field(ge=0, le=feconf.MAX_SEQUENCE_NUMBER)
    ]
    client_time_msecs: _Msecs


class Envelope(payloads.Payload):
    """What every request with events says about them."""

    session_id: _Token
    exp_version: _ExpVersion
    sent_at_msecs: _Msecs


class ExplorationStartEntry(EventEntry):
    """The first card was shown."""

    params: _Params


class ExplorationActualStartEntry(EventEntry):
    """The first answer was accepted."""


class StateHitEntry(EventEntry):
    """A state was entered."""

    params: _Params


class StateCompleteEntry(EventEntry):
    """A state was left by an answer."""

    time_spent_in_state_secs: _SpentSecs


class AnswerSubmittedEntry(EventEntry):
    """An answer was accepted."""

    answer: _Answer
    answer_group_index: _RuleIndex
    rule_spec_index: _RuleIndex | None
    classification_categorization: Literal[
        'explicit',
        'training_data_match',
        'statistical_classifier',
        'default_outcome',
    ]
    is_feedback_useful: bool
    params: _Params
    time_spent_in_state_secs: _SpentSecs


class SolutionHitEntry(EventEntry):
    """A solution was opened."""

    time_spent_in_state_secs: _SpentSecs


class LeaveForRefresherExpEntry(EventEntry):
    """The learner went to another exploration."""

    refresher_exp_id: _ExpId
    time_spent_in_state_secs: _SpentSecs


class ExplorationCompleteEntry(EventEntry):
    """A terminal state was reached."""

    params: _Params
    time_spent_in_state_secs: _SpentSecs


class ExplorationMaybeLeaveEntry(EventEntry):
    """The page was hidden or left."""

    params: _Params
    time_spent_in_state_secs: _SpentSecs


class ExplorationStartRequest(ExplorationStartEntry, Envelope):
    """An exploration_start event alone."""


class ExplorationActualStartRequest(ExplorationActualStartEntry, Envelope):
    """An exploration_actual_start event alone."""


class StateHitRequest(StateHitEntry, Envelope):
    """A state_hit event alone."""


class StateCompleteRequest(StateCompleteEntry, Envelope):
    """A state_complete event alone."""


class AnswerSubmittedRequest(AnswerSubmittedEntry, Envelope):
    """An answer_submitted event alone."""


class SolutionHitRequest(SolutionHitEntry, Envelope):
    """A solution_hit event alone."""


class LeaveForRefresherExpRequest(LeaveForRefresherExpEntry, Envelope):
    """A leave_for_refresher_exp event alone."""


class ExplorationCompleteRequest(ExplorationCompleteEntry, Envelope):
    """An exploration_complete event alone."""


class ExplorationMaybeLeaveRequest(ExplorationMaybeLeaveEntry, Envelope):
    """An exploration_maybe_leave event alone."""


class EventBatchRequest(Envelope):
    """Several events; each is read by `read_entry`, for itself."""

    events: Annotated[
        list[Any],
        pydantic.Field(min_length=1, max_length=feconf.MAX_EVENTS_PER_BATCH),
    ]


class StateStatsPayload(payloads.Payload):
    """What one batch says about one state."""

    total_answers_count: _Count
    useful_feedback_count: _Count
    total_hit_count: _Count
    first_hit_count: _Count
    num_times_solution_viewed: _Count
    num_completions: _Count


class AggregatedStatsPayload(payloads.Payload):
    """What one tab has counted since its last batch."""

    num_starts: _Count
    num_actual_starts: _Count
    num_completions: _Count
    state_stats_mapping: Annotated[
        dict[_StateName, StateStatsPayload],
        pydantic.Field(max_length=feconf.MAX_STATES),
    ]

    def to_domain(self) -> stats_domain.AggregatedStats:
        """Returns the counts as a value of the domain."""
        return stats_domain.AggregatedStats(
            num_starts=self.num_starts,
            num_actual_starts=self.num_actual_starts,
            num_completions=self.num_completions,
            state_stats_mapping={
                name: stats_domain.StateStats(**stats.model_dump())
                for name, stats in self.state_stats_mapping.items()
            },
        )


class StatsEventRequest(payloads.Payload):
    """A batch of counts."""

    batch_id: _Uuid
    session_id: _Token
    exp_version: _ExpVersion
    sent_at_msecs: _Msecs | None = None
    aggregated_stats: AggregatedStatsPayload


ENTRY_CLASSES: Mapping[str, type[EventEntry]] = {
    'exploration_start': ExplorationStartEntry,
    'exploration_actual_start': ExplorationActualStartEntry,
    'state_hit': StateHitEntry,
    'state_complete': StateCompleteEntry,
    'answer_submitted': AnswerSubmittedEntry,
    'solution_hit': SolutionHitEntry,
    'leave_for_refresher_exp': LeaveForRefresherExpEntry,
    'exploration_complete': ExplorationCompleteEntry,
    'exploration_maybe_leave': ExplorationMaybeLeaveEntry,
}


def read_entry(
    value: Any, session: session_token.Session
) -> event_domain.Event:
    """Reads one event of a batch.

    Args:
        value: The entry as JSON, of any shape.
        session: The session of the batch.

    Returns:
        The event.

    Raises:
        ValidationError: It is no event; the path begins at the entry.
    """
    if not isinstance(value, dict):
        raise errors.ValidationError('an event is an object')
    event_type = value.get('event_type')
    entry_class = (
        ENTRY_CLASSES.get(event_type) if isinstance(event_type, str) else None
    )
    if entry_class is None:
        raise errors.ValidationError(
            f'expected one of {", ".join(ENTRY_CLASSES)}', 'event_type'
        )
    own = {name: field for name, field in value.items() if name != 'event_type'}
    try:
        entry = entry_class.model_validate(own)
    except pydantic.ValidationError as error:
        raise payloads.to_validation_error(error) from error
    return to_event(str(event_type), entry, session)


def to_event(
    event_type: str, entry: EventEntry, session: session_token.Session
) -> event_domain.Event:
    """Returns the event that an entry of a session describes."""
    own = {
        name: getattr(entry, name)
        for name in ENTRY_CLASSES[event_type].model_fields
    }
    return event_domain.EVENT_CLASSES[event_type](
        exp_id=session.exp_id,
        exp_version=session.exp_version,
        session_id=session.session_id,
        **own,
    )
