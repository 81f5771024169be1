"""Models of job runs and audit reports."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class JobRunModel(base_models.BaseModel):
    """A run of a job; the id is random."""

    # The name of the job. Indexed together with the start time, to find the
    # last run of each job.
    name: str = ndb.StringProperty(required=True, indexed=True)
    # The options of the run: {option: value}.
    options: dict[str, Json] = ndb.JsonProperty(default={})
    # The start time, in milliseconds since the epoch. Indexed to list the
    # latest runs; there are few, so the monotonic index is no bottleneck.
    began_msecs: int = ndb.IntegerProperty(required=True, indexed=True)
    # The end time, in the same unit; None while it runs or if it died.
    ended_msecs: int | None = ndb.IntegerProperty(indexed=False)
    # The last heartbeat, in milliseconds since the epoch.
    heartbeat_msecs: int | None = ndb.IntegerProperty(indexed=False)
    # 'running', 'succeeded', 'stopped' (at its time limit), 'failed' or 'died'
    # (its heartbeats have stopped).
    outcome: str = ndb.TextProperty(required=True)
    # The numbers of processed items: {item: number}.
    counts: dict[str, int] = ndb.JsonProperty(default={})
    # Skipped data: {reason: {'count': n, 'examples': […]}}.
    bad_data: dict[str, Json] = ndb.JsonProperty(default={})
    # The error, if it failed.
    error: str | None = ndb.TextProperty()


class AuditReportModel(base_models.BaseModel):
    """The report of the last audit of an exploration; the id is the exp_id."""

    # The start time, in milliseconds since the epoch.
    audited_at_msecs: int = ndb.IntegerProperty(required=True, indexed=False)
    # The numbers of events in the log and of their sessions.
    num_events: int = ndb.IntegerProperty(default=0, indexed=False)
    num_sessions: int = ndb.IntegerProperty(default=0, indexed=False)
    # The number of open sessions with differences, left to the next audit.
    num_open_sessions: int = ndb.IntegerProperty(default=0, indexed=False)
    # Whether it only compared, without repairing.
    is_dry_run: bool = ndb.BooleanProperty(default=False, indexed=False)
    # The number of compared counters.
    num_counters: int = ndb.IntegerProperty(default=0, indexed=False)
    # The number of repaired counters, the first of them as in `differences`,
    # and the number of affected sessions.
    num_repaired: int = ndb.IntegerProperty(default=0, indexed=False)
    repaired: list[dict[str, Json]] = ndb.JsonProperty(default=[])
    num_sessions_repaired: int = ndb.IntegerProperty(default=0, indexed=False)
    # The number of counters that differ from the log, and the first of them:
    # [{exp_version, state_name, counter, counted, recomputed, num_sessions}].
    num_differences: int = ndb.IntegerProperty(default=0, indexed=False)
    differences: list[dict[str, Json]] = ndb.JsonProperty(default=[])
    # Violated invariants, as texts.
    violations: list[str] = ndb.JsonProperty(default=[])
    # The number of states with counts that their version does not have.
    num_unrecognised_states: int = ndb.IntegerProperty(default=0, indexed=False)
    # Reported counts of unknown counters: {counter: count}.
    unrecognised_counters: dict[str, int] = ndb.JsonProperty(default={})
    # Skipped data: {reason: {'count': n, 'examples': […]}}.
    bad_data: dict[str, Json] = ndb.JsonProperty(default={})
