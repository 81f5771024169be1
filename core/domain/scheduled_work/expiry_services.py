"""Deleting old events from the log without changing any statistics."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from core import clock, errors, feconf
from core.domain import (
    batches,
    entity_deletion_services,
    event_domain,
    event_entry_services,
    exp_services,
    learner_answer_details_services,
    local_days,
)
from core.domain.fold import (
    event_stream_services,
    expired_sessions_services,
    fold_session_services,
)
from core.domain.job_runs import bad_data_domain
from core.domain.scheduled_work import audit_services, keeping_fresh_services
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

# Sessions whose events are in memory at the same time.
_SESSIONS_READ_AT_ONCE = 100


@dataclasses.dataclass
class Expiry:
    """The result for one exploration.

    Attributes:
        num_sessions: Sessions whose events were deleted.
        num_events: The number of these events.
        num_left: Old sessions that were skipped, because they are not folded
            or a rebuild is running; another run deletes their events.
    """

    num_sessions: int = 0
    num_events: int = 0
    num_left: int = 0

    def add(self, num_events: int | None) -> None:
        """Adds a session.

        Args:
            num_events: Its deleted events; None if it was skipped.
        """
        if num_events is None:
            self.num_left += 1
        else:
            self.num_sessions += 1
            self.num_events += num_events


def require_days(days: int) -> None:
    """Raises ValidationError if events of this age must not be deleted yet."""
    if days < feconf.MIN_DAYS_OF_LOG:
        raise errors.ValidationError(
            f'events stay at least {feconf.MIN_DAYS_OF_LOG} days: until then '
            'reports of their sessions can still arrive',
            'older_than_days',
        )


def expire_events(exp_id: str, older_than_days: int) -> Expiry:
    """Deletes the events of old sessions of an exploration.

    Also deletes learner answer info of that age. Before events are deleted,
    waiting sessions are folded and the counters compared with the log for the
    last time. A deleted exploration has no visible statistics, so its old
    events are deleted directly.

    Args:
        exp_id: The exploration.
        older_than_days: Minimum age of the last event of a session.

    Returns:
        The result.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        ValidationError: `older_than_days` is too small.
        BusyError: Too many learners were reporting to compare the counters;
            nothing was deleted.
    """
    require_days(older_than_days)
    limit_msecs = clock.now_msecs() - older_than_days * local_days.MSECS_PER_DAY
    learner_answer_details_services.delete_older(exp_id, limit_msecs)
    if exp_services.is_deleted(exp_id):
        return Expiry(num_events=_delete_old_entries(exp_id, limit_msecs))
    keeping_fresh_services.bring_exploration_up_to_date(exp_id)
    audit_services.audit(exp_id, includes_open=True)
    expiry = Expiry()
    answer_keys = fold_session_services.AnswerKeys()
    for version in range(1, exp_services.get_latest_version(exp_id) + 1):
        answer_key = answer_keys.get((exp_id, version))
        assert answer_key is not None
        for session_id, rows in _old_sessions(exp_id, version, limit_msecs):
            expiry.add(
                expired_sessions_services.expire(answer_key, session_id, rows)
            )
    return expiry


def _old_sessions(
    exp_id: str, version: int, limit_msecs: float
) -> Iterator[tuple[str, event_stream_services.Rows]]:
    """Yields the old sessions of a version and their events.

    Both the account, created with the first report, and the last event must
    be old: the age of the account proves that nothing else can arrive, and the
    age of the event that the learner has been inactive.
    """
    accounts = event_stream_services.read_accounts(exp_id, version)
    session_ids = (
        session_id
        for session_id, account in accounts
        if _is_old(account, limit_msecs)
    )
    for part in batches.batched(session_ids, _SESSIONS_READ_AT_ONCE):
        events = event_stream_services.read_some_sessions(
            part, bad_data_domain.BadData()
        )
        for session_id in part:
            key = event_stream_services.SessionKey(exp_id, version, session_id)
            rows = events.get(key, [])
            if all(row.occurred_at_msecs < limit_msecs for row in rows):
                yield session_id, rows


def _is_old(
    account: stats_models.SessionAccountModel, limit_msecs: float
) -> bool:
    """Returns whether a session is old and still has events in the log."""
    if account.expired_msecs is not None:
        return False
    return clock.msecs_of(account.created_on) < limit_msecs


def _delete_old_entries(exp_id: str, limit_msecs: float) -> int:
    """Deletes all events before a time; returns their number."""
    num_deleted = 0
    for event_type in event_domain.EVENT_CLASSES:
        entries = event_entry_services.stream(
            event_type, [('exp_id', '=', exp_id)]
        )
        num_deleted += entity_deletion_services.delete(
            store.ref_of(entry)
            for entry in entries
            # An event without a time is deleted as well.
            if not isinstance(entry.occurred_at_msecs, int | float)
            or entry.occurred_at_msecs < limit_msecs
        )
    return num_deleted
