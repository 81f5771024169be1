"""The fold: adds sessions with new events to the processed data.

Recording an event queues its session. The fold takes sessions from the queue,
reads all their events, and replaces the contribution of each to the processed
data of its version.

It counts each session exactly once, even if it is killed, repeated, or runs in
several processes at once:

- The record of a session lists its folded events. It is written in one
  transaction with the processed data, so folding the session again subtracts
  exactly what was added.
- The log only grows, so of two sets of events of a session the larger one is
  newer; an older one that comes late changes nothing.
- A session leaves the queue afterwards, unless an event was recorded after the
  fold began to read: before reading, the fold writes its id to the account, and
  recording an event deletes this id.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from core import clock, feconf
from core.domain import batches, exp_domain, session_account_domain
from core.domain.fold import (
    event_stream_services,
    fold_queue_services,
    fold_session_services,
    processed_revisions_services,
    processed_store_services,
    rebuild_services,
)
from core.domain.job_runs import bad_data_domain, job_domain, job_run_services
from core.domain.summaries import answer_key as answer_key_domain
from core.platform.datastore import store

SessionKey = session_account_domain.SessionKey
Rows = event_stream_services.Rows

# A version by its answer key, and the events of its sessions.
_Group = tuple[answer_key_domain.AnswerKey, dict[SessionKey, Rows]]
_ExclusionStates = Mapping[SessionKey, session_account_domain.ExclusionState]

VersionKey = exp_domain.VersionKey


@dataclasses.dataclass
class _Applied:
    """The result of replacing the contributions of sessions.

    Attributes:
        still_due: Sessions that must be folded again later.
        of_other_code: Versions whose data have another schema and were not
            changed, and whether it is an earlier one.
    """

    still_due: set[SessionKey] = dataclasses.field(default_factory=set)
    of_other_code: dict[VersionKey, bool] = dataclasses.field(
        default_factory=dict
    )


@dataclasses.dataclass
class Report:
    """The report of a fold.

    Attributes:
        num_sessions: The number of folded sessions.
        num_events: The number of their events.
        num_unfinished: The number of sessions that will be folded again: they
            may continue, or the processed data of their version are being
            rebuilt.
        is_complete: Whether everything due was done.
        bad_data: The skipped entries.
        num_rebuilt: Versions with an earlier schema that were rebuilt.
        of_older_code: Versions with an earlier schema that were not rebuilt
            yet; their sessions wait.
    """

    num_sessions: int = 0
    num_events: int = 0
    num_unfinished: int = 0
    is_complete: bool = True
    bad_data: bad_data_domain.BadData = dataclasses.field(
        default_factory=bad_data_domain.BadData
    )
    num_rebuilt: int = 0
    of_older_code: set[VersionKey] = dataclasses.field(default_factory=set)


def fold_waiting(
    *,
    include_open: bool = False,
    exp_id: str | None = None,
    deadline_msecs: float | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Folds queued sessions.

    Args:
        include_open: Whether to fold open sessions, too; by default only those
            that have been silent for long enough.
        exp_id: The only exploration to fold; None for all.
        deadline_msecs: The time to stop, in milliseconds since the epoch; the
            next call continues.
        on_progress: Called with the number of sessions after each step.
    """
    report = Report()
    keys = fold_queue_services.waiting(include_open, exp_id)
    answer_keys = fold_session_services.AnswerKeys()
    for part in batches.batched(keys, feconf.FOLD_SESSIONS_PER_TRANSACTION):
        if clock.is_past(deadline_msecs):
            report.is_complete = False
            break
        _fold(part, answer_keys, report)
        on_progress(len(part))
    if exp_id is None:
        report.of_older_code.update(
            processed_store_services.find_of_older_code(
                feconf.MAX_REBUILDS_PER_FOLD
            )
        )
    _rebuild(answer_keys, deadline_msecs, on_progress, report)
    return report


def _rebuild(
    answer_keys: fold_session_services.AnswerKeys,
    deadline_msecs: float | None,
    on_progress: Callable[[int], None],
    report: Report,
) -> None:
    """Rebuilds data with an earlier schema until the deadline."""
    for version in sorted(report.of_older_code):
        if rebuild_services.rebuild(
            version, answer_keys, report.bad_data, deadline_msecs, on_progress
        ).is_done:
            report.num_rebuilt += 1
            report.of_older_code.discard(version)
        else:
            report.is_complete = False


def run_as_job(
    *,
    include_open: bool = False,
    exp_id: str | None = None,
    max_secs: float | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> job_run_services.Recording:
    """Runs `fold_waiting` and records the run.

    Args:
        include_open: As in `fold_waiting`.
        exp_id: As in `fold_waiting`.
        max_secs: Time limit; None for no limit.
        on_progress: As in `fold_waiting`.

    Returns:
        The record of the run.
    """
    deadline_msecs = clock.deadline_in(max_secs)
    with job_run_services.record_run(
        job_domain.SESSION_FOLD, exp_id=exp_id, include_open=include_open
    ) as recording:
        done = fold_waiting(
            include_open=include_open,
            exp_id=exp_id,
            deadline_msecs=deadline_msecs,
            on_progress=on_progress,
        )
        recording.is_complete = done.is_complete
        recording.report.bad_data = done.bad_data
        counts = recording.report.counts
        counts['sessions'] = done.num_sessions
        counts['events'] = done.num_events
        counts['sessions to fold again'] = done.num_unfinished
        if done.num_rebuilt:
            counts['versions of older code rebuilt'] = done.num_rebuilt
        if done.of_older_code:
            counts['versions of older code that wait'] = len(done.of_older_code)
    return recording


def count_waiting(include_open: bool = False, exp_id: str | None = None) -> int:
    """Returns the number of queued sessions.

    Args:
        include_open: Whether to count open sessions, too.
        exp_id: The only exploration to count; None for all.
    """
    return sum(1 for _ in fold_queue_services.waiting(include_open, exp_id))


def _fold(
    keys: Sequence[SessionKey],
    answer_keys: fold_session_services.AnswerKeys,
    report: Report,
) -> None:
    fold_id = uuid.uuid4().hex
    exclusion_states = fold_queue_services.announce(keys, fold_id)
    now = int(clock.now_msecs())
    groups: list[_Group] = []
    events = fold_session_services.read_events(
        keys, answer_keys, report.bad_data
    )
    for version, sessions in _by_version(events).items():
        answer_key = answer_keys.get(version)
        if answer_key is None:
            for key in sessions:
                fold_session_services.report_unknown_version(
                    key, report.bad_data
                )
        else:
            groups.append((answer_key, sessions))
            report.num_sessions += len(sessions)
            report.num_events += sum(map(len, sessions.values()))
    unfinished: set[SessionKey] = set()
    for part in batches.batched(groups, feconf.FOLD_VERSIONS_PER_TRANSACTION):
        applied = _apply(part, exclusion_states, now)
        unfinished |= applied.still_due
        _report_other_code(applied.of_other_code, report)
    report.num_unfinished += len(unfinished)
    fold_queue_services.conclude(keys, fold_id, unfinished)


def _report_other_code(
    versions: dict[VersionKey, bool], report: Report
) -> None:
    for version, is_older in versions.items():
        if is_older:
            report.of_older_code.add(version)
        else:
            report.bad_data.add(
                'newer code has made the processed data',
                f'{version[0]}.{version[1]}',
            )


def _apply(
    groups: Sequence[_Group], exclusion_states: _ExclusionStates, now: int
) -> _Applied:
    """Replaces the contributions of sessions.

    Args:
        groups: The sessions by version.
        exclusion_states: Whether each session is excluded.
        now: The time before their events were read, in milliseconds since the
            epoch.
    """
    applied = store.run(
        lambda transaction: _apply_in(
            transaction, groups, exclusion_states, now
        )
    )
    if applied is not None:
        return applied
    middle = len(groups) // 2
    halves = groups[:middle], groups[middle:]
    first, second = (_apply(half, exclusion_states, now) for half in halves)
    return _Applied(
        first.still_due | second.still_due,
        first.of_other_code | second.of_other_code,
    )


def _apply_in(
    transaction: store.Transaction,
    groups: Sequence[_Group],
    exclusion_states: _ExclusionStates,
    now: int,
) -> _Applied | None:
    """As `_apply`; returns None, and writes nothing, if the data are large."""
    loaded = processed_store_services.load(
        transaction, [answer_key for answer_key, _ in groups]
    )
    size = sum(processed_store_services.size_of(data.root) for data in loaded)
    if len(groups) > 1 and size > feconf.FOLD_BYTES_PER_TRANSACTION:
        return None
    refs = [
        {
            key: fold_session_services.record_ref(
                (key.exp_id, key.exp_version),
                stored.root.generation,
                key.session_id,
            )
            for key in sessions
        }
        for (_, sessions), stored in zip(groups, loaded, strict=True)
    ]
    transaction.fetch(ref for some in refs for ref in some.values())
    applied = _Applied()
    changed: list[processed_store_services.ProcessedData] = []
    for (answer_key, sessions), stored, record_refs in zip(
        groups, loaded, refs, strict=True
    ):
        root = stored.root
        if processed_store_services.is_of_other_code(root):
            applied.still_due.update(sessions)
            applied.of_other_code[root.exp_id, root.exp_version] = (
                processed_store_services.is_of_older_code(root)
            )
            continue
        changed.append(stored)
        records = {
            key: transaction.get(*ref) for key, ref in record_refs.items()
        }
        applied.still_due |= _replace(
            transaction,
            answer_key,
            stored,
            sessions,
            records,
            exclusion_states,
            now,
        )
    processed_revisions_services.write_revisions(
        transaction,
        [(data.root, data.summary.num_sessions) for data in changed],
    )
    return applied


def _replace(
    transaction: store.Transaction,
    answer_key: answer_key_domain.AnswerKey,
    stored: processed_store_services.ProcessedData,
    sessions: dict[SessionKey, Rows],
    records: Mapping[SessionKey, fold_session_services.Record | None],
    exclusion_states: _ExclusionStates,
    now: int,
) -> set[SessionKey]:
    """Replaces the contributions of sessions of a version."""
    still_due: set[SessionKey] = set()
    has_changed = False
    is_being_rebuilt = processed_store_services.is_being_rebuilt(stored.root)
    for key, rows in sessions.items():
        replacement = fold_session_services.replace(
            answer_key,
            stored,
            key.session_id,
            records[key],
            rows,
            exclusion_states[key],
            now,
        )
        if replacement.record is not None:
            transaction.put(replacement.record)
            has_changed = True
        if replacement.is_open or is_being_rebuilt:
            still_due.add(key)
    if has_changed:
        transaction.put(*processed_store_services.build_entities(stored))
    return still_due


def _by_version(
    events: dict[SessionKey, Rows],
) -> dict[tuple[str, int], dict[SessionKey, Rows]]:
    groups: dict[tuple[str, int], dict[SessionKey, Rows]] = defaultdict(dict)
    for key, rows in events.items():
        groups[key.exp_id, key.exp_version][key] = rows
    return groups
