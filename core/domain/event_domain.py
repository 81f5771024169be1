"""The events of the log: what a learner did, one immutable entry each.

Each class declares one type of event for all layers above storage. Its fields
become the payload that a browser sends (`reader_payloads`), the properties of
the entry in the log (`event_services`), the download, its xAPI statements and
the data dictionary.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

import pydantic

from core import feconf
from core.domain import event_fields

_TIMES = {'client_time_msecs', 'time_spent_in_state_secs', 'hidden_time_secs'}

# All types of events by name, in the order of their declaration. Filled by
# `Event.__init_subclass__`.
EVENT_CLASSES: dict[str, type[Event]] = {}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """The fields that all events have.

    A subclass with an `event_type` is a type of event. A field that is added to
    an existing type needs a default: tabs opened earlier do not send it.

    Attributes:
        event_type: The name on the wire.
        meaning: What happened, in a few words for creators.
        xapi_verb: The verb of the xAPI statement: a word of ADL's vocabulary,
            or an IRI.
        concerns_exploration: Whether the xAPI statement is about the
            exploration instead of the state.
        counted_field: The field that, with the type, determines which counters
            count the event (`stats_computation.COUNTER_RULES`); None for none.
        happens_once: Whether a session has at most one; of other types it has
            at most feconf.MAX_EVENTS_PER_STATE on a state.
        event_id: A UUID made by the client, the same if the event is repeated.
        exp_id: The exploration.
        exp_version: The version that was played.
        session_id: The short id of the session, not its token.
        state_name: The state that the event is about.
        sequence_number: The position in the session, from 0.
        client_time_msecs: When it happened by the learner's clock, in
            milliseconds since the epoch.
        occurred_at_msecs: The same by our clock; None before it is computed.
    """

    event_type: ClassVar[str]
    meaning: ClassVar[str]
    xapi_verb: ClassVar[str]
    concerns_exploration: ClassVar[bool] = False
    counted_field: ClassVar[str | None] = None
    happens_once: ClassVar[bool] = False

    event_id: str
    exp_id: str
    exp_version: int
    session_id: str
    state_name: str
    sequence_number: int
    client_time_msecs: float
    occurred_at_msecs: float | None = None

    def __init_subclass__(cls) -> None:
        if 'event_type' in cls.__dict__:
            EVENT_CLASSES[cls.event_type] = cls

    @property
    def counted_value(self) -> int:
        """The value of the counted field; 0 without one."""
        return (
            int(getattr(self, self.counted_field)) if self.counted_field else 0
        )

    @classmethod
    def from_values(cls, values: Mapping[str, Any], **more: Any) -> Self:
        """Returns an event with values that have been checked already.

        Takes a tenth of the time of the constructor of a frozen dataclass.
        """
        event = object.__new__(cls)
        vars(event).update(values, **more)
        return event

    def with_values(self, **values: Any) -> Self:
        """Returns the event with other values of some fields."""
        return self.from_values(vars(self), **values)

    def has_same_content(self, other: Event) -> bool:
        """Whether two events are equal, apart from `occurred_at_msecs`."""
        return self._content() == other._content()

    def _content(self) -> str:
        content = dataclasses.asdict(self)
        del content['occurred_at_msecs']
        for name in _TIMES & content.keys():
            # Times are floats in the store; 2 and 2.0 seconds are the same.
            content[name] = float(content[name])
        content['event_type'] = self.event_type
        # Compared as JSON, because 1 == True == 1.0 in Python.
        return json.dumps(content, sort_keys=True)


@dataclasses.dataclass(frozen=True, kw_only=True)
class TimedEvent(Event):
    """An event during a visit to a state, or at its end.

    Attributes:
        time_spent_in_state_secs: Seconds since the state was entered during
            which the page was in view.
        hidden_time_secs: Seconds since then during which it was not.
    """

    time_spent_in_state_secs: event_fields.SpentSecs
    hidden_time_secs: event_fields.HiddenSecs = 0.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExplorationStartEvent(Event):
    """The first state was shown.

    Attributes:
        params: The parameters of the learner.
        visitor: Whether the browser had begun the exploration before.
        device: The kind of device.
        language: The main language of the browser.
        class_name: The class of the link that was followed; the server takes
            it from the session.
    """

    event_type = 'exploration_start'
    meaning = 'first card shown'
    xapi_verb = 'initialized'
    concerns_exploration = True
    happens_once = True

    params: event_fields.Params
    visitor: event_fields.Visitor = None
    device: event_fields.Device = None
    language: event_fields.Language = None
    class_name: event_fields.ClassName = dataclasses.field(
        default=None, metadata={'is_set_by_server': True}
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExplorationActualStartEvent(Event):
    """The first answer was accepted, or the end was reached without one."""

    event_type = 'exploration_actual_start'
    meaning = 'first answer'
    xapi_verb = 'attempted'
    concerns_exploration = True
    happens_once = True


@dataclasses.dataclass(frozen=True, kw_only=True)
class StateHitEvent(Event):
    """A state was entered, from another one or at the start."""

    event_type = 'state_hit'
    meaning = 'card entered'
    xapi_verb = 'experienced'

    params: event_fields.Params


@dataclasses.dataclass(frozen=True, kw_only=True)
class StateCompleteEvent(TimedEvent):
    """An answer led out of the state, or the terminal state was reached."""

    event_type = 'state_complete'
    meaning = 'an answer led on'
    xapi_verb = 'completed'


@dataclasses.dataclass(frozen=True, kw_only=True)
class AnswerSubmittedEvent(TimedEvent):
    """An answer was accepted.

    Attributes:
        answer: The answer as JSON.
        interaction_id: The interaction of the state, set by the server; None
            for a state that the version does not have.
        answer_group_index: The index of the answer group that matched; the
            number of groups means the default outcome.
        rule_spec_index: The index of the matching rule in that group, if any.
        classification_categorization: How the answer was classified.
        is_feedback_useful: False for a default outcome that stays in the state.
        params: The parameters of the learner.
    """

    event_type = 'answer_submitted'
    meaning = 'answer given'
    xapi_verb = 'answered'
    counted_field = 'is_feedback_useful'

    interaction_id: event_fields.InteractionId = dataclasses.field(
        default=None, metadata={'is_set_by_server': True}
    )
    answer: event_fields.Answer
    answer_group_index: event_fields.AnswerGroupIndex
    rule_spec_index: event_fields.RuleSpecIndex
    classification_categorization: event_fields.Categorization
    is_feedback_useful: event_fields.IsFeedbackUseful
    params: event_fields.Params


@dataclasses.dataclass(frozen=True, kw_only=True)
class SolutionHitEvent(TimedEvent):
    """The solution of the state was opened."""

    event_type = 'solution_hit'
    meaning = 'solution opened'
    xapi_verb = 'interacted'


@dataclasses.dataclass(frozen=True, kw_only=True)
class HintViewedEvent(TimedEvent):
    """A hint of the state was opened.

    Attributes:
        hint_index: Which hint of the state, from 0.
    """

    event_type = 'hint_viewed'
    meaning = 'hint opened'
    xapi_verb = 'interacted'

    hint_index: Annotated[
        event_fields.Index,
        event_fields.Exported('integer', 'Which hint of the card, from 0.'),
    ]


@dataclasses.dataclass(frozen=True, kw_only=True)
class LeaveForRefresherExpEvent(TimedEvent):
    """The learner went to another exploration to refresh something."""

    event_type = 'leave_for_refresher_exp'
    meaning = 'left for another exploration'
    xapi_verb = 'exited'
    concerns_exploration = True

    refresher_exp_id: event_fields.RefresherExpId


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExplorationCompleteEvent(TimedEvent):
    """A terminal state was reached."""

    event_type = 'exploration_complete'
    meaning = 'end reached'
    xapi_verb = 'completed'
    concerns_exploration = True
    happens_once = True

    params: event_fields.Params


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExplorationMaybeLeaveEvent(TimedEvent):
    """The page was left or hidden; the learner may come back."""

    event_type = 'exploration_maybe_leave'
    meaning = 'page hidden or left'
    xapi_verb = 'suspended'
    concerns_exploration = True

    params: event_fields.Params


@dataclasses.dataclass(frozen=True, kw_only=True)
class RateExplorationEvent(Event):
    """The learner rated the exploration; the last rating of a session counts.

    Attributes:
        stars: From 1, the worst, to feconf.MAX_STARS.
        comment: What the learner wrote to the creator; '' for nothing.
    """

    event_type = 'rate_exploration'
    meaning = 'exploration rated'
    xapi_verb = 'http://id.tincanapi.com/verb/rated'
    concerns_exploration = True
    counted_field = 'stars'

    stars: Annotated[
        int,
        pydantic.Field(ge=1, le=feconf.MAX_STARS),
        event_fields.Exported(
            'integer', 'The rating, 5 for the best.', 'stars'
        ),
    ]
    comment: Annotated[
        str,
        pydantic.StringConstraints(max_length=feconf.MAX_COMMENT_LENGTH),
        pydantic.AfterValidator(event_fields.require_plain_text),
        event_fields.Exported(
            'text',
            'What the learner wrote to the creator.',
            null_when='nothing was written',
        ),
    ]


def own_fields(event_class: type[Event]) -> dict[str, dataclasses.Field[Any]]:
    """Returns the fields of a type of event that not all types have."""
    common = {field.name for field in dataclasses.fields(Event)}
    return {
        field.name: field
        for field in dataclasses.fields(event_class)
        if field.name not in common
    }


def fields_on_the_wire(
    event_class: type[Event],
) -> dict[str, tuple[Any, Any]]:
    """Returns the own fields that a browser sends.

    Args:
        event_class: The type of event.

    Returns:
        By name: the annotated type, and the default or `...`, as
        `pydantic.create_model` takes them.
    """
    hints = typing.get_type_hints(event_class, include_extras=True)
    return {
        name: (
            hints[name],
            ... if field.default is dataclasses.MISSING else field.default,
        )
        for name, field in own_fields(event_class).items()
        if not field.metadata.get('is_set_by_server')
    }


def exported_fields(
    event_class: type[Event],
) -> dict[str, event_fields.Exported]:
    """Returns the own fields that downloads of the event log show."""
    hints = typing.get_type_hints(event_class, include_extras=True)
    return {
        name: exported
        for name in own_fields(event_class)
        for exported in getattr(hints[name], '__metadata__', ())
        if isinstance(exported, event_fields.Exported)
    }


def corrected_time_msecs(
    client_time_msecs: float,
    sent_at_msecs: float,
    received_at_msecs: float,
    not_before_msecs: float,
) -> float:
    """Returns the time of an event, by our clock.

    The learner's clock may be wrong by any amount, but it measures how long
    before sending the event happened; this age is subtracted from the arrival.

    Args:
        client_time_msecs: When it happened, by the learner's clock.
        sent_at_msecs: When it was sent, by the same clock.
        received_at_msecs: When it arrived, by our clock.
        not_before_msecs: When the session began, by our clock.

    Returns:
        Milliseconds since the epoch, between the session's start and arrival.
    """
    age_msecs = sent_at_msecs - client_time_msecs
    happened = received_at_msecs - age_msecs
    return min(max(happened, not_before_msecs), received_at_msecs)
