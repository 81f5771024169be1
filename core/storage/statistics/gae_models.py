"""Models of statistics: the event log and its counters.

Only queried properties are indexed. No entity contains a user id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, ParamSpec, Self, TypeVar

from google.cloud import ndb

from core import feconf
from core.storage.base_model import gae_models as base_models
from core.storage.base_model import typed_model
from core.storage.base_model.gae_models import Json

# The constructor arguments of an event model, which create() takes.
_Fields = ParamSpec('_Fields')
_Entry = TypeVar('_Entry', bound='EventLogEntryBaseModel')

# The event log ---------------------------------------------------------------


class EventLogEntryBaseModel(base_models.BaseModel):
    """The base of all entries of the event log; the id is the event_id.

    Entries are never changed, except that a creator can erase a comment. A
    subclass with an EVENT_TYPE stores the events of that type; its properties
    are the own fields of the class in core/domain/event_domain.py.
    """

    EVENT_TYPE: ClassVar[str]

    # The exploration. Indexed for recomputations.
    exp_id: str = ndb.StringProperty(required=True, indexed=True)
    # The version of the exploration that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The short id of the session. Indexed for repairs.
    session_id: str = ndb.StringProperty(required=True, indexed=True)
    # The state of the event, named as in that version.
    state_name: str = ndb.TextProperty(required=True)
    # The index of the event in its session, from 0.
    sequence_number: int = ndb.IntegerProperty(required=True, indexed=False)
    # The time by the learner's clock, in milliseconds since the epoch.
    client_time_msecs: float = ndb.FloatProperty(required=True, indexed=False)
    # The time by the server's clock, in milliseconds since the epoch.
    occurred_at_msecs: float = ndb.FloatProperty(required=True, indexed=False)
    # The schema version; this project has only written 2.
    event_schema_version: int = ndb.IntegerProperty(
        required=True, indexed=False
    )

    @classmethod
    def create(
        cls: Callable[_Fields, _Entry],
        *args: _Fields.args,
        **kwargs: _Fields.kwargs,
    ) -> str:
        """Writes an event to the log with the current schema version.

        Args:
            *args: None.
            **kwargs: The arguments of the model's constructor: `id`, which is
                the event_id, and all properties.

        Returns:
            The event_id.
        """
        entry = cls(*args, **kwargs)
        entry.event_schema_version = feconf.CURRENT_EVENT_MODELS_SCHEMA_VERSION
        return str(entry.put().id())

    @classmethod
    def get_model(cls, event_id: str) -> Self | None:
        """Returns an event of this kind, or None."""
        return cls.get_by_id(event_id)


class StartExplorationEventLogEntryModel(EventLogEntryBaseModel):
    """The first state was shown; state_name is the first state."""

    EVENT_TYPE = 'exploration_start'

    # The learner's parameters: {name: value}.
    params: dict[str, Json] = ndb.JsonProperty(required=True)
    # 'new' or 'returning' to the exploration in this browser, or None.
    visitor: str | None = ndb.TextProperty()
    # 'phone', 'tablet', 'computer' or None.
    device: str | None = ndb.TextProperty()
    # The first language of the browser, such as 'de', or None.
    language: str | None = ndb.TextProperty()
    # The class of the link that the learner followed, or None.
    class_name: str | None = ndb.TextProperty()


class ExplorationActualStartEventLogEntryModel(EventLogEntryBaseModel):
    """The first answer was accepted, or the play ended without one.

    state_name is the answered state.
    """

    EVENT_TYPE = 'exploration_actual_start'


class StateHitEventLogEntryModel(EventLogEntryBaseModel):
    """A state was entered; state_name is that state."""

    EVENT_TYPE = 'state_hit'

    # The learner's parameters on entering: {name: value}.
    params: dict[str, Json] = ndb.JsonProperty(required=True)


class StateCompleteEventLogEntryModel(EventLogEntryBaseModel):
    """An answer led out of state_name, or this terminal state was reached."""

    EVENT_TYPE = 'state_complete'

    # Seconds between entering and leaving the state.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of this visit during which the page was hidden.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class AnswerSubmittedEventLogEntryModel(EventLogEntryBaseModel):
    """An answer was accepted; state_name is the answered state."""

    EVENT_TYPE = 'answer_submitted'

    # The normalized answer: any JSON value, including null.
    answer: Json = ndb.JsonProperty()
    # The interaction of the state; None if the version has no such state.
    interaction_id: str | None = ndb.TextProperty()
    # The matching answer group; the number of groups for the default outcome.
    answer_group_index: int = ndb.IntegerProperty(required=True, indexed=False)
    # The matching rule of the group, if any.
    rule_spec_index: int | None = ndb.IntegerProperty(indexed=False)
    # The classification of the answer: explicit, default_outcome, …
    classification_categorization: str = ndb.TextProperty(required=True)
    # False for the feedback of a default outcome that stays at the state.
    is_feedback_useful: bool = ndb.BooleanProperty(required=True, indexed=False)
    # The learner's parameters when answering: {name: value}.
    params: dict[str, Json] = ndb.JsonProperty(required=True)
    # Seconds between entering the state and this answer.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of this visit during which the page was hidden.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class SolutionHitEventLogEntryModel(EventLogEntryBaseModel):
    """The solution of state_name was opened."""

    EVENT_TYPE = 'solution_hit'

    # Seconds between entering the state and opening the solution.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of this visit during which the page was hidden.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class HintViewedEventLogEntryModel(EventLogEntryBaseModel):
    """A hint of state_name was opened."""

    EVENT_TYPE = 'hint_viewed'

    # The index of the hint in the state, from 0.
    hint_index: int = ndb.IntegerProperty(required=True, indexed=False)
    # Seconds between entering the state and opening the hint.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of this visit during which the page was hidden.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class LeaveForRefresherExplorationEventLogEntryModel(EventLogEntryBaseModel):
    """The learner left state_name for another exploration."""

    EVENT_TYPE = 'leave_for_refresher_exp'

    # The destination exploration.
    refresher_exp_id: str = ndb.TextProperty(required=True)
    # Seconds between entering and leaving the state.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of this visit during which the page was hidden.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class CompleteExplorationEventLogEntryModel(EventLogEntryBaseModel):
    """A terminal state was reached; state_name is that state."""

    EVENT_TYPE = 'exploration_complete'

    # The learner's parameters at the end: {name: value}.
    params: dict[str, Json] = ndb.JsonProperty(required=True)
    # Seconds spent in the terminal state (usually few).
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of this visit during which the page was hidden.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


class RateExplorationEventLogEntryModel(EventLogEntryBaseModel):
    """The learner rated the exploration; the last rating of a session counts.

    state_name is the state shown.
    """

    EVENT_TYPE = 'rate_exploration'

    # As in the base class. Indexed after exp_id to read the latest ratings
    # first. Few learners rate, so the monotonic index is no bottleneck.
    occurred_at_msecs: float = ndb.FloatProperty(required=True, indexed=True)
    # From 1 to 5.
    stars: int = ndb.IntegerProperty(required=True, indexed=False)
    # The learner's comment for the creator; '' for none.
    comment: str = ndb.TextProperty(required=True)


class MaybeLeaveExplorationEventLogEntryModel(EventLogEntryBaseModel):
    """The page was hidden or left at state_name; the learner may return."""

    EVENT_TYPE = 'exploration_maybe_leave'

    # The learner's parameters at that time: {name: value}.
    params: dict[str, Json] = ndb.JsonProperty(required=True)
    # Seconds between entering the state and leaving the page.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of this visit during which the page was hidden.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)


# Counters --------------------------------------------------------------------


# The suffix of counter names in the store.
COUNTER_SUFFIX = '_v2'


class CountersBaseModel(base_models.BaseModel, typed_model.Expando):
    """Counters of an exploration and of its states.

    Undeclared counters, which other versions of this program declare, are kept,
    so that neither deployments nor rollbacks lose counts.
    """

    # Undeclared properties are not indexed.
    _default_indexed = False

    # The exploration.
    exp_id: str = ndb.TextProperty(required=True)
    # The version that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # Sessions in which the first state was shown.
    num_starts_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    # Sessions with an accepted answer, or completed without one.
    num_actual_starts_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    # Sessions that reached a terminal state.
    num_completions_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    # Sessions that rated the exploration.
    num_ratings_v2: int = ndb.IntegerProperty(default=0, indexed=False)
    # Sessions by the stars of their last rating.
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
        """The counters of the exploration by property, including undeclared."""
        return {
            name: self.get_stored_total(name)
            for name in self._properties
            if name.endswith(COUNTER_SUFFIX)
        }

    def get_stored_total(self, name: str) -> int:
        """Returns a counter of the exploration; 0 if it is not stored.

        Args:
            name: The property, as in `set_stored_total`.
        """
        return getattr(self, name, None) or 0

    def set_stored_total(self, name: str, count: int) -> None:
        """Sets a counter of the exploration.

        Args:
            name: The property, with the suffix COUNTER_SUFFIX; it may be
                undeclared.
            count: The value.
        """
        setattr(self, name, count)


class ExplorationStatsModel(CountersBaseModel):
    """The own counts of an exploration version, except those in shards.

    The id is `<exp_id>.<exp_version>`. Batches are added to the shards, repairs
    to this entity.
    """

    # As state_stats_mapping, for unrecognised states. The name '' has the sum
    # of names beyond the limit.
    unrecognised_states: dict[str, dict[str, int]] = ndb.JsonProperty(
        default={}
    )
    # The number of shards; None for the initial number. All shards beyond the
    # initial ones exist.
    num_shards: int | None = ndb.IntegerProperty(indexed=False)
    # The time of the last increase, in milliseconds since the epoch.
    shards_grew_at_msecs: int | None = ndb.IntegerProperty(indexed=False)

    @classmethod
    def get_entity_id(cls, exp_id: str, exp_version: int) -> str:
        """Returns the id of the counts of a version."""
        return f'{exp_id}.{exp_version}'

    @classmethod
    def create(cls, exp_id: str, exp_version: int, **counts: Json) -> str:
        """Writes the counts of a version, replacing existing ones.

        Args:
            exp_id: The exploration.
            exp_version: The version.
            **counts: Properties of this model; omitted ones are zero or empty.

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
        """Returns the counts of a version, or None."""
        return cls.get_by_id(cls.get_entity_id(exp_id, exp_version))

    def save(self) -> None:
        """Writes the counts in the transaction in which they were read."""
        self.put()

    @classmethod
    def get_multi_stats_models(
        cls, exp_version_references: Iterable[tuple[str, int]]
    ) -> list[Self | None]:
        """Returns the counts of versions, in order, with one read.

        Args:
            exp_version_references: Exploration ids with versions.

        Returns:
            The counts; None for missing ones.
        """
        return cls.get_multi(
            cls.get_entity_id(*version) for version in exp_version_references
        )


class ExplorationStatsShardModel(CountersBaseModel):
    """A shard of the own counts of an exploration version.

    The id is `<exp_id>.<exp_version>.<n>`; n depends on the session, so that
    concurrent learners write to different entities.
    """

    # As in ExplorationStatsModel.
    unrecognised_states: dict[str, dict[str, int]] = ndb.JsonProperty(
        default={}
    )
    # The number of writes to this shard.
    revision: int = ndb.IntegerProperty(default=0, indexed=False)
    # The latest writes, oldest first: [[revision, session id], …].
    recent_bookings: list[list[Json]] = ndb.JsonProperty(default=[])
    # The audit that is adding up the sessions of the version, or None.
    audit_id: str | None = ndb.TextProperty()
    # The last session in its sum, in the order of ids.
    audited_through: str = ndb.TextProperty(default='')
    # Counts added here since then for sessions already in the sum:
    # {'totals': {counter: n}, 'states': {state: {counter: n}}}.
    booked_since_audited: dict[str, Json] = ndb.JsonProperty(default={})

    @classmethod
    def get_entity_id(
        cls, exp_id: str, exp_version: int, shard_number: int
    ) -> str:
        """Returns the id of a shard of the counts of a version."""
        return f'{exp_id}.{exp_version}.{shard_number}'


class CarriedOverStatsModel(CountersBaseModel):
    """The counts of all versions before exp_version, mapped to its states.

    The id is the exp_id. A cache, computed from the counts of the versions and
    the commits.
    """

    # The included counters. A version of this program that declares others
    # recomputes the counts.
    counters: str = ndb.TextProperty(default='')
    # Whether the counts are up to date.
    is_fresh: bool = ndb.BooleanProperty(default=False, indexed=False)
    # Whether a reader is computing the counts.
    is_being_rebuilt: bool = ndb.BooleanProperty(default=False, indexed=False)
    # Incremented when the counts become stale or a computation begins; a result
    # is stored only if the number has not changed since.
    generation: int = ndb.IntegerProperty(default=0, indexed=False)


class StatsBatchModel(base_models.BaseModel):
    """Marks a batch as counted; the id is its batch_id."""

    # The exploration.
    exp_id: str = ndb.TextProperty(required=True)
    # The version that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The short id of the session that sent it.
    session_id: str = ndb.TextProperty(required=True)
    # SHA-256 of the content of the batch, in hexadecimal digits.
    content_digest: str = ndb.TextProperty(required=True)


class AutomatedVisitsModel(base_models.BaseModel):
    """A shard of the number of automated visits to an exploration.

    The id is `<exp_id>.<n>` with a random n.
    """

    # The exploration.
    exp_id: str = ndb.TextProperty(required=True)
    # The number of visits; nothing else is stored about them.
    num_visits: int = ndb.IntegerProperty(default=0, indexed=False)

    @classmethod
    def get_entity_id(cls, exp_id: str, shard_number: int) -> str:
        """Returns the id of a shard."""
        return f'{exp_id}.{shard_number}'


class SessionAccountModel(base_models.BaseModel):
    """The contribution of one session to the counters.

    The id is `<exp_id>.<exp_version>.<session_id>`. See
    core/domain/session_account_domain.py for its purpose.
    """

    # The exploration. Indexed for recomputations.
    exp_id: str = ndb.StringProperty(required=True, indexed=True)
    # The version that was played.
    exp_version: int = ndb.IntegerProperty(required=True, indexed=False)
    # The short id of the session.
    session_id: str = ndb.TextProperty(required=True)
    # The counts of the session that the counters include:
    # {'totals': {counter: n}, 'states': {state: {counter: n}}}, without zeros.
    counted: dict[str, Json] = ndb.JsonProperty(default={})
    # `counted` minus the sum of the session's batches, in the same form.
    balance: dict[str, Json] = ndb.JsonProperty(default={})
    # For event types of which only the last event of a session counts:
    # {event type: [sequence number, event id] of that event}.
    last_places: dict[str, list[Json]] = ndb.JsonProperty(default={})
    # Numbers of logged events of the session by type and state:
    # {event type: {state: n}}; see core/domain/session_bounds.py.
    events: dict[str, dict[str, int]] = ndb.JsonProperty(default={})
    # The repair that is reading the session's events, or None. A batch or event
    # that arrives meanwhile clears it, so that the repair does not write
    # outdated counts.
    repair_id: str | None = ndb.TextProperty()
    # The time at which the fold of the session is due, in milliseconds since
    # the epoch; None if all its events are folded. Indexed, also after exp_id,
    # as the queue of the fold.
    fold_due_msecs: int | None = ndb.IntegerProperty(indexed=True)
    # The fold that is reading the session's events, or None. An event that
    # arrives meanwhile clears it, so that the session stays in the queue.
    fold_id: str | None = ndb.TextProperty()
    # The time of the last report that changed this entity, in milliseconds
    # since the epoch.
    reported_at_msecs: int | None = ndb.IntegerProperty(indexed=False)
    # The time of deletion of the session's events from the log, in milliseconds
    # since the epoch; None if they exist. The counts remain, and neither audits
    # nor folds report the missing events as a difference.
    expired_msecs: int | None = ndb.IntegerProperty(indexed=False)
    # The exclusion that removes the session from all statistics; None if it
    # counts.
    exclusion_id: str | None = ndb.TextProperty()
    # The number of changes of exclusion_id: of two folds, the one with the
    # higher number is correct.
    exclusion_changes: int = ndb.IntegerProperty(default=0, indexed=False)

    @classmethod
    def get_entity_id(
        cls, exp_id: str, exp_version: int, session_id: str
    ) -> str:
        """Returns the id of the account of a session."""
        return f'{exp_id}.{exp_version}.{session_id}'
