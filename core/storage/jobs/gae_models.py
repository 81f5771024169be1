"""Models of jobs: what ran, and what an audit found."""

from __future__ import annotations

from google.cloud import ndb

from core.storage.base_model import gae_models as base_models
from core.storage.base_model.gae_models import Json


class JobRunModel(base_models.BaseModel):
    """One run of a job; the id is random."""

    # The name of the job. Indexed with the beginning: the last run of each job
    # is shown.
    name: str = ndb.StringProperty(required=True, indexed=True)
    # What it was asked to do: {option: value}.
    options: dict[str, Json] = ndb.JsonProperty(default={})
    # When it began, in milliseconds since the epoch. Indexed: the latest runs
    # are listed. Runs are few, so the order of this index does no harm.
    began_msecs: int = ndb.IntegerProperty(required=True, indexed=True)
    # When it ended; None while it runs, or when it died.
    ended_msecs: int | None = ndb.IntegerProperty(indexed=False)
    # When it was last known to be alive, in milliseconds since the epoch.
    heartbeat_msecs: int | None = ndb.IntegerProperty(indexed=False)
    # 'running', 'succeeded', 'stopped' (at its time limit), 'failed', or
    # 'died': it ran, and was not heard of for too long.
    outcome: str = ndb.TextProperty(required=True)
    # What it did: {what: number}.
    counts: dict[str, int] = ndb.JsonProperty(default={})
    # What it left out: {reason: {'count': n, 'examples': […]}}.
    bad_data: dict[str, dict[str, Json]] = ndb.JsonProperty(default={})
    # Why it failed.
    error: str | None = ndb.TextProperty()


class AuditReportModel(base_models.BaseModel):
    """What the last audit of an exploration found; the id is the exp_id."""

    # When the audit began, in milliseconds since the epoch.
    audited_at_msecs: int = ndb.IntegerProperty(required=True, indexed=False)
    # Events in the log, and sessions that they belong to.
    num_events: int = ndb.IntegerProperty(default=0, indexed=False)
    num_sessions: int = ndb.IntegerProperty(default=0, indexed=False)
    # Sessions that differ and may go on; they are left for the next audit.
    num_open_sessions: int = ndb.IntegerProperty(default=0, indexed=False)
    # Whether it only looked, and repaired nothing.
    is_dry_run: bool = ndb.BooleanProperty(default=False, indexed=False)
    # Counters that were compared.
    num_counters: int = ndb.IntegerProperty(default=0, indexed=False)
    # How many counters were put right, the first of them as in `differences`,
    # and how many sessions that was about.
    num_repaired: int = ndb.IntegerProperty(default=0, indexed=False)
    repaired: list[dict[str, Json]] = ndb.JsonProperty(default=[])
    num_sessions_repaired: int = ndb.IntegerProperty(default=0, indexed=False)
    # How many counters differ from the log, and the first of them: [{
    # exp_version, state_name, counter, counted, recomputed, num_sessions}, …].
    num_differences: int = ndb.IntegerProperty(default=0, indexed=False)
    differences: list[dict[str, Json]] = ndb.JsonProperty(default=[])
    # Which invariants do not hold: [text, …].
    violations: list[str] = ndb.JsonProperty(default=[])
    # How many states were counted that versions do not have.
    num_unrecognised_states: int = ndb.IntegerProperty(default=0, indexed=False)
    # What browsers counted for counters that this code does not know:
    # {counter: count}.
    unrecognised_counters: dict[str, int] = ndb.JsonProperty(default={})
    # What was left out: {reason: {'count': n, 'examples': […]}}.
    bad_data: dict[str, dict[str, Json]] = ndb.JsonProperty(default={})
