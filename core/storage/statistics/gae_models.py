"""Models of statistics: the event log, and what is counted from it.

Only what a query asks for is indexed. No entity holds a user id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, ParamSpec, Self, TypeVar

from google.cloud import ndb

from core import feconf
from core.storage.base_model import gae_models as base_models
from core.storage.base_model import typed_model
from core.storage.base_model.gae_models import Json

# The keywords of the constructor of an event model, which its create() takes.
_Fields = ParamSpec('_Fields')
_Entry = TypeVar('_Entry', bound='EventLogEntryBaseModel')

# The event log ---------------------------------------------------------------


class EventLogEntryBaseModel(base_models.BaseModel):
    """What all entries of the event log hold; the id is the event_id.

    Entries are written once and never changed. A class with an EVENT_TYPE
    holds the events of that type; its own properties are the own fields of
    the class in core/domain/event_domain.py.
    """

    EVENT_TYPE: ClassVar[str]

    # The exploration. Indexed: a recomputation reads all its events.
    exp_id: str = ndb.StringProperty(required=True, indexed=True)
    # The version of the exploration that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The short id of the session. Indexed: a repair reads its events again.
    session_id: str = ndb.StringProperty(required=True, indexed=True)
    # The state that the event is about, named as in that version.
    state_name: str = ndb.TextProperty(required=True)
    # The place of the event in its session, from 0.
    sequence_number: int = ndb.IntegerProperty(required=True, indexed=False)
    # When it happened by the learner's clock, in milliseconds since the epoch.
    client_time_msecs: float = ndb.FloatProperty(required=True, indexed=False)
    # When it happened by our clock, in milliseconds since the epoch.
    occurred_at_msecs: float = ndb.FloatProperty(required=True, indexed=False)
    # The schema of the event; 2 is the only one this project has written.
    event_schema_version: int = ndb.IntegerProperty(
        required=True, indexed=False
    )

    @classmethod
    def create(
        cls: Callable[_Fields, _Entry],
        *args: _Fields.args,
        **kwargs: _Fields.kwargs,
    ) -> str:
        """Puts an event into the log, under the schema of today.

        Args:
            *args: None.
            **kwargs: `id`, the event_id, and all other properties of the
                model; its constructor says which.

        Returns:
            The event_id.
        """
        entry = cls(*args, **kwargs)
        entry.event_schema_version = feconf.CURRENT_EVENT_MODELS_SCHEMA_VERSION
        return str(entry.put().id())

    @classmethod
    def get_model(cls, event_id: str) -> Self | None:
        """Returns an event of this kind; None if there is none."""
        return cls.get_by_id(event_id)


class StartExplorationEventLogEntryModel(EventLogEntryBaseModel):
    """The first card was shown; state_name is the first state."""

    EVENT_TYPE = 'exploration_start'

    # The learner's parameters: {name: value}.
    params: dict[str, Json] = ndb.JsonProperty(required=True)


class ExplorationActualStartEventLogEntryModel(EventLogEntryBaseModel):
    """The first answer was accepted, or the end came without one.

    state_name is the state answered.
    """

    EVENT_TYPE = 'exploration_actual_start'


class StateHitEventLogEntryModel(EventLogEntryBaseModel):
    """A state was entered; state_name is that state."""

    EVENT_TYPE = 'state_hit'

    # The learner's parameters on entering: {name: value}.
    params: dict[str, Json] = ndb.JsonProperty(required=True)


class StateCompleteEventLogEntryModel(EventLogEntryBaseModel):
    """An answer led out of state_name, or that terminal state was reached."""

    EVENT_TYPE = 'state_complete'

    # Seconds between entering and leaving the state.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of the same stay in which the page was not in view.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class AnswerSubmittedEventLogEntryModel(EventLogEntryBaseModel):
    """An answer was accepted; state_name is the state answered."""

    EVENT_TYPE = 'answer_submitted'

    # The answer as the interaction stores it: any JSON value, also null.
    answer: Json = ndb.JsonProperty()
    # The interaction of the state; None where the version has no such state.
    interaction_id: str | None = ndb.TextProperty()
    # Which answer group matched; the number of groups is the default outcome.
    answer_group_index: int = ndb.IntegerProperty(required=True, indexed=False)
    # Which rule of the group matched, if one did.
    rule_spec_index: int | None = ndb.IntegerProperty(indexed=False)
    # How the answer was classified: explicit, default_outcome …
    classification_categorization: str = ndb.TextProperty(required=True)
    # Whether the feedback was not the default outcome that stays.
    is_feedback_useful: bool = ndb.BooleanProperty(required=True, indexed=False)
    # The learner's parameters when answering: {name: value}.
    params: dict[str, Json] = ndb.JsonProperty(required=True)
    # Seconds between entering the state and this answer.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of the same stay in which the page was not in view.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class SolutionHitEventLogEntryModel(EventLogEntryBaseModel):
    """The solution of state_name was opened."""

    EVENT_TYPE = 'solution_hit'

    # Seconds between entering the state and opening the solution.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of the same stay in which the page was not in view.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class HintViewedEventLogEntryModel(EventLogEntryBaseModel):
    """A hint of state_name was opened."""

    EVENT_TYPE = 'hint_viewed'

    # Which hint of the state, from 0.
    hint_index: int = ndb.IntegerProperty(required=True, indexed=False)
    # Seconds between entering the state and opening the hint.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of the same stay in which the page was not in view.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class LeaveForRefresherExplorationEventLogEntryModel(EventLogEntryBaseModel):
    """The learner left state_name for another exploration."""

    EVENT_TYPE = 'leave_for_refresher_exp'

    # The exploration that the learner went to.
    refresher_exp_id: str = ndb.TextProperty(required=True)
    # Seconds between entering and leaving the state.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of the same stay in which the page was not in view.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class CompleteExplorationEventLogEntryModel(EventLogEntryBaseModel):
    """A terminal state was reached; state_name is that state."""

    EVENT_TYPE = 'exploration_complete'

    # The learner's parameters at the end: {name: value}.
    params: dict[str, Json] = ndb.JsonProperty(required=True)
    # Seconds spent in the terminal state, which are few.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of the same stay in which the page was not in view.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class RateExplorationEventLogEntryModel(EventLogEntryBaseModel):
    """The learner rated the exploration; the last rating of a session counts.

    state_name is the state shown.
    """

    EVENT_TYPE = 'rate_exploration'

    # As in the base. Indexed, behind exp_id: creators read the latest first.
    # Few learners rate, so the index that only grows is no bottleneck.
    occurred_at_msecs: float = ndb.FloatProperty(required=True, indexed=True)
    # From 1 to 5.
    stars: int = ndb.IntegerProperty(required=True, indexed=False)
    # What the learner wrote to the creator; '' for nothing.
    comment: str = ndb.TextProperty(required=True)


class MaybeLeaveExplorationEventLogEntryModel(EventLogEntryBaseModel):
    """The page was hidden or left at state_name; the learner may come back."""

    EVENT_TYPE = 'exploration_maybe_leave'

    # The learner's parameters at that moment: {name: value}.
    params: dict[str, Json] = ndb.JsonProperty(required=True)
    # Seconds between entering the state and leaving the page.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of the same stay in which the page was not in view.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


# Counters --------------------------------------------------------------------


# What the name of a counter ends with in the store.
COUNTER_SUFFIX = '_v2'


class CountersBaseModel(base_models.BaseModel, typed_model.Expando):
    """Counters of an exploration and of its states.

    Counters that only another version of this program declares are kept as
    they are, so that neither a deployment nor a rollback loses counts.
    """

    # What is not declared is not indexed.
    _default_indexed = False

    # The exploration.
    exp_id: str = ndb.TextProperty(required=True)
    # The version that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # Sessions in which the first card was shown.
    num_starts_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    # Sessions in which an answer was accepted, or the end came without one.
    num_actual_starts_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    # Sessions that reached a terminal state.
    num_completions_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    # Sessions that rated the exploration.
    num_ratings_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    # Those of them whose last rating was so many stars.
    num_ratings_1_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    num_ratings_2_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    num_ratings_3_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    num_ratings_4_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    num_ratings_5_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    # {state name: {counter + '_v2': count}}.
    state_stats_mapping: dict[str, dict[str, int]] = ndb.JsonProperty(
        default={}
    )

    @property
    def stored_totals(self) -> dict[str, int]:
        """The counters of the exploration by property, also undeclared ones."""
        return {
            name: getattr(self, name) or 0
            for name in self._properties
            if name.endswith(COUNTER_SUFFIX)
        }

    def set_stored_total(self, name: str, count: int) -> None:
        """Sets a counter of the exploration.

        Args:
            name: Its property, which ends with COUNTER_SUFFIX and need not be
                declared.
            count: Its value.
        """
        setattr(self, name, count)


class ExplorationStatsModel(CountersBaseModel):
    """The own counts of one exploration version, without those in its shards.

    The id is `<exp_id>.<exp_version>`. Batches are booked on the shards; what
    a repair has settled stands here.
    """

    # As state_stats_mapping, for names that the version has no state for. The
    # name '' stands for the sum of those beyond the number kept by name.
    unrecognised_states: dict[str, dict[str, int]] = ndb.JsonProperty(
        default={}
    )
    # How many shards the version has; None: as many as each has at first. All
    # shards beyond those are there, and there are no others.
    num_shards: int | None = ndb.IntegerProperty(indexed=False)
    # When their number grew last, in milliseconds since the epoch.
    shards_grew_at_msecs: int | None = ndb.IntegerProperty(indexed=False)

    @classmethod
    def get_entity_id(cls, exp_id: str, exp_version: int) -> str:
        """Returns the id of the counts of a version."""
        return f'{exp_id}.{exp_version}'

    @classmethod
    def create(cls, exp_id: str, exp_version: int, **counts: Json) -> str:
        """Puts counts of a version in place of any that are there.

        Args:
            exp_id: The exploration.
            exp_version: The version.
            **counts: Properties of this model; the others are zero or empty.

        Returns:
            The id.
        """
        entity_id = cls.get_entity_id(exp_id, exp_version)
        cls(
            id=entity_id, exp_id=exp_id, exp_version=exp_version, **counts
        ).put()
        return entity_id

    @classmethod
    def get_model(cls, exp_id: str, exp_version: int) -> Self | None:
        """Returns the counts of a version; None if there are none."""
        return cls.get_by_id(cls.get_entity_id(exp_id, exp_version))

    def save(self) -> None:
        """Puts the counts, in the transaction in which they were read."""
        self.put()

    @classmethod
    def get_multi_stats_models(
        cls, exp_version_references: Iterable[tuple[str, int]]
    ) -> list[Self | None]:
        """Returns the counts of versions, in order, read at once.

        Args:
            exp_version_references: Exploration ids with versions.

        Returns:
            The counts; None where there are none.
        """
        return cls.get_multi(
            cls.get_entity_id(*each) for each in exp_version_references
        )


class ExplorationStatsShardModel(CountersBaseModel):
    """A part of the own counts of one exploration version.

    The id is `<exp_id>.<exp_version>.<n>`; n comes from the session, so that
    many learners at once do not write one entity.
    """

    # As in ExplorationStatsModel.
    unrecognised_states: dict[str, dict[str, int]] = ndb.JsonProperty(
        default={}
    )
    # How many times this shard has been written.
    revision: int = ndb.IntegerProperty(default=0, indexed=False)
    # The latest bookings, oldest first: [[revision, session id], …].
    recent_bookings: list[list[Json]] = ndb.JsonProperty(default=[])
    # The audit that is summing up the sessions of the version; None if none is.
    audit_id: str | None = ndb.TextProperty()
    # The last session that is in its sum, in the order of their ids.
    audited_through: str = ndb.TextProperty(default='')
    # What was booked here since for sessions up to there:
    # {'totals': {counter: n}, 'states': {state: {counter: n}}}.
    booked_since_audited: dict[str, Json] = ndb.JsonProperty(default={})

    @classmethod
    def get_entity_id(
        cls, exp_id: str, exp_version: int, shard_number: int
    ) -> str:
        """Returns the id of a shard of the counts of a version."""
        return f'{exp_id}.{exp_version}.{shard_number}'


class CarriedOverStatsModel(CountersBaseModel):
    """The counts of all versions before exp_version, in its cards.

    The id is the exp_id. A memo: everything in it can be computed from the
    counts of the versions and the commits.
    """

    # The counters that were carried over; a version of this program that
    # declares others computes the counts again.
    counters: str = ndb.TextProperty(default='')
    # Whether the counts are up to date.
    is_fresh: bool = ndb.BooleanProperty(default=False, indexed=False)
    # Whether a reader is computing them anew.
    is_being_rebuilt: bool = ndb.BooleanProperty(default=False, indexed=False)
    # Raised by whoever makes the counts stale or begins to rebuild them; a
    # rebuild is kept only if this is still what it was when it began.
    generation: int = ndb.IntegerProperty(default=0, indexed=False)


class StatsBatchModel(base_models.BaseModel):
    """Says that a batch has been counted; the id is its batch_id."""

    # The exploration.
    exp_id: str = ndb.TextProperty(required=True)
    # The version that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The short id of the session that counted.
    session_id: str = ndb.TextProperty(required=True)
    # SHA-256 of what the batch said, in hexadecimal digits.
    content_digest: str = ndb.TextProperty(required=True)


class AutomatedVisitsModel(base_models.BaseModel):
    """A part of the visits of programs to one exploration.

    The id is `<exp_id>.<n>`; n is drawn by lot.
    """

    # The exploration.
    exp_id: str = ndb.TextProperty(required=True)
    # How often a program opened it; nothing else is known of these visits.
    num_visits: int = ndb.IntegerProperty(default=0, indexed=False)

    @classmethod
    def get_entity_id(cls, exp_id: str, shard_number: int) -> str:
        """Returns the id of a part of the visits to an exploration."""
        return f'{exp_id}.{shard_number}'


class SessionAccountModel(base_models.BaseModel):
    """What one session has contributed to the counters.

    The id is `<exp_id>.<exp_version>.<session_id>`. See
    core/domain/session_account_domain.py for what it is good for.
    """

    # The exploration. Indexed: a recomputation reads all its accounts.
    exp_id: str = ndb.StringProperty(required=True, indexed=True)
    # The version that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The short id of the session.
    session_id: str = ndb.TextProperty(required=True)
    # What the counters hold for the session:
    # {'totals': {counter: n}, 'states': {state: {counter: n}}}, without zeros.
    counted: dict[str, Json] = ndb.JsonProperty(default={})
    # That minus the sum of its batches, in the same form.
    balance: dict[str, Json] = ndb.JsonProperty(default={})
    # The last event of each type of which only the last one of a session
    # counts: {event type: [sequence number, event id]}.
    last_places: dict[str, list[Json]] = ndb.JsonProperty(default={})
    # How many events of each type the log has of the session, by cards:
    # {event type: {card: n}}; see core/domain/session_bounds.py.
    events: dict[str, dict[str, int]] = ndb.JsonProperty(default={})
    # Names the repair that is reading the session's events; None if none is.
    # A batch or event that arrives meanwhile removes it, and so stops the
    # repair from settling on what it has read.
    repair_id: str | None = ndb.TextProperty()
    # When the session is to be folded into the processed data, in milliseconds
    # since the epoch; None: the log has nothing that is not folded. Indexed,
    # also behind exp_id: it is the queue of the fold.
    fold_due_msecs: int | None = ndb.IntegerProperty(indexed=True)
    # Names the fold that is reading the session's events; None if none is. An
    # event that arrives meanwhile removes it, so that the session stays in
    # the queue.
    fold_id: str | None = ndb.TextProperty()
    # When the session's events were deleted from the log, in milliseconds since
    # the epoch; None: they are there. Its counts stay, and no audit or fold
    # takes the missing events for a difference.
    expired_msecs: int | None = ndb.IntegerProperty(indexed=False)
    # Names the exclusion that leaves the session out of all figures; None: it
    # counts.
    exclusion_id: str | None = ndb.TextProperty()
    # How often that has changed: of two folds the one that knows the later
    # change is right.
    exclusion_changes: int = ndb.IntegerProperty(default=0, indexed=False)

    @classmethod
    def get_entity_id(
        cls, exp_id: str, exp_version: int, session_id: str
    ) -> str:
        """Returns the id of the account of a session."""
        return f'{exp_id}.{exp_version}.{session_id}'
