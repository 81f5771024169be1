"""The events of the log: what a learner did, one immutable entry each."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, ClassVar

_TIMES = {'client_time_msecs', 'time_spent_in_state_secs'}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """What all events say.

    Attributes:
        event_id: A UUID that the client made; the same id is the same event.
        exp_id: The exploration.
        exp_version: The version that was played.
        session_id: The short id of the session, not its token.
        state_name: The state that the event is about.
        sequence_number: The place in the session, from 0.
        client_time_msecs: When it happened by the learner's clock, in
            milliseconds since the epoch.
        occurred_at_msecs: The same by our clock; None until it is known.
    """

    event_type: ClassVar[str]

    event_id: str
    exp_id: str
    exp_version: int
    session_id: str
    state_name: str
    sequence_number: int
    client_time_msecs: float
    occurred_at_msecs: float | None = None

    def has_same_content(self, other: Event) -> bool:
        """Whether both say the same; when our clock saw them is no content."""
        return self._content() == other._content()

    def _content(self) -> str:
        content = dataclasses.asdict(self)
        del content['occurred_at_msecs']
        for name in _TIMES & content.keys():
            # Times are floats in the store; 2 and 2.0 seconds are the same.
            content[name] = float(content[name])
        content['event_type'] = self.event_type
        # As text, because 1 == True == 1.0 in Python, and not in JSON.
        return json.dumps(content, sort_keys=True)


@dataclasses.dataclass(frozen=True, kw_only=True)
class TimedEvent(Event):
    """An event that ends a stay in a state, or falls into one.

    Attributes:
        time_spent_in_state_secs: Seconds since the state was entered.
    """

    time_spent_in_state_secs: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExplorationStartEvent(Event):
    """The first card was shown."""

    event_type: ClassVar[str] = 'exploration_start'

    params: dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExplorationActualStartEvent(Event):
    """The first answer was accepted, or the end came without one."""

    event_type: ClassVar[str] = 'exploration_actual_start'


@dataclasses.dataclass(frozen=True, kw_only=True)
class StateHitEvent(Event):
    """A state was entered, from another one or at the start."""

    event_type: ClassVar[str] = 'state_hit'

    params: dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class StateCompleteEvent(TimedEvent):
    """An answer led out of the state, or the terminal state was reached."""

    event_type: ClassVar[str] = 'state_complete'


@dataclasses.dataclass(frozen=True, kw_only=True)
class AnswerSubmittedEvent(TimedEvent):
    """An answer was accepted.

    Attributes:
        answer: The answer as JSON.
        interaction_id: That of the state; the server fills it in. None for a
            state that the version does not have.
        answer_group_index: Which answer group matched; the number of groups
            stands for the default outcome.
        rule_spec_index: Which rule of it matched, if one did.
        classification_categorization: How the answer was classified.
        is_feedback_useful: Whether it was not the default outcome that stays.
        params: The parameters of the learner.
    """

    event_type: ClassVar[str] = 'answer_submitted'

    answer: Any
    interaction_id: str | None = None
    answer_group_index: int
    rule_spec_index: int | None
    classification_categorization: str
    is_feedback_useful: bool
    params: dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class SolutionHitEvent(TimedEvent):
    """The solution of the state was opened."""

    event_type: ClassVar[str] = 'solution_hit'


@dataclasses.dataclass(frozen=True, kw_only=True)
class LeaveForRefresherExpEvent(TimedEvent):
    """The learner went to another exploration to refresh something."""

    event_type: ClassVar[str] = 'leave_for_refresher_exp'

    refresher_exp_id: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExplorationCompleteEvent(TimedEvent):
    """A terminal state was reached."""

    event_type: ClassVar[str] = 'exploration_complete'

    params: dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExplorationMaybeLeaveEvent(TimedEvent):
    """The page was left or hidden; the learner may come back."""

    event_type: ClassVar[str] = 'exploration_maybe_leave'

    params: dict[str, Any]


EVENT_CLASSES: dict[str, type[Event]] = {
    event_class.event_type: event_class
    for event_class in (
        ExplorationStartEvent,
        ExplorationActualStartEvent,
        StateHitEvent,
        StateCompleteEvent,
        AnswerSubmittedEvent,
        SolutionHitEvent,
        LeaveForRefresherExpEvent,
        ExplorationCompleteEvent,
        ExplorationMaybeLeaveEvent,
    )
}


def corrected_time_msecs(
    client_time_msecs: float,
    sent_at_msecs: float,
    received_at_msecs: float,
    not_before_msecs: float,
) -> float:
    """Returns when something happened, by our clock.

    The learner's clock may be wrong by any amount, but it measured how long
    before the sending it was; that difference is taken from the arrival.

    Args:
        client_time_msecs: When it happened, by the learner's clock.
        sent_at_msecs: When it was sent, by the same clock.
        received_at_msecs: When it arrived, by our clock.
        not_before_msecs: When the session began, by our clock.

    Returns:
        Milliseconds since the epoch, between the session's begin and now.
    """
    age_msecs = sent_at_msecs - client_time_msecs
    happened = received_at_msecs - age_msecs
    return min(max(happened, not_before_msecs), received_at_msecs)
