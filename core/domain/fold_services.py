"""Folding sessions into the processed data, each as soon as it has changed.

An event that is added to the log puts its session in a queue: a time in the
session's account. The fold takes sessions from the queue, reads all their
events, and replaces what each contributes to the processed data of its version
by what it comes to now.

It counts each session exactly once, however often it dies, runs again, or runs
beside others:

- A record for each session says which of its events are in the processed data.
  Both are written in one transaction, so folding a session again takes out
  exactly what was added.
- The log only grows, and a reading that found more events is a newer one; an
  older one that comes late changes nothing.
- A session leaves the queue after that, and only if no event has been added
  since before its events were read: the fold writes its name in the account
  first, and an event wipes it out again.
"""

from __future__ import annotations

import dataclasses
import itertools
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from google.cloud import ndb

from core import clock, feconf
from core.domain import answer_key as answer_key_domain
from core.domain import (
    bad_data_domain,
    event_stream_services,
    fold_session_services,
    job_domain,
    job_run_services,
    processed_store_services,
    session_account_domain,
    session_account_services,
    transaction_services,
)
from core.storage.statistics import gae_models as stats_models

SessionKey = session_account_domain.SessionKey
Account = stats_models.SessionAccountModel
Rows = event_stream_services.Rows


@dataclasses.dataclass
class Report:
    """What a fold did.

    Attributes:
        num_sessions: Sessions that were folded.
        num_events: Events that they have.
        num_unfinished: Those of them that will be folded again: they had not
            been silent long enough to be known as ended, or the processed
            data of their version are being rebuilt.
        is_complete: Whether everything that was due is done.
        bad_data: What was left out.
    """

    num_sessions: int = 0
    num_events: int = 0
    num_unfinished: int = 0
    is_complete: bool = True
    bad_data: bad_data_domain.BadData = dataclasses.field(
        default_factory=bad_data_domain.BadData
    )


def fold_waiting(
    *,
    include_open: bool = False,
    exp_id: str | None = None,
    deadline_msecs: float | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Folds the sessions that have changed since they were folded.

    Args:
        include_open: Whether to fold also those that may go on, as far as
            they have come; by default those that have been silent.
        exp_id: The exploration to look at; all by default.
        deadline_msecs: When to stop, if not done by then, in milliseconds
            since the epoch; another call goes on from there.
        on_progress: Is told the number of sessions of each step done.

    Returns:
        What was done.
    """
    report = Report()
    now = int(clock.now_msecs())
    until = now + include_open * _silence_msecs()
    queue = Account.query_of_fold_queue(until).iter()
    waiting = (
        model for model in queue if exp_id is None or model.exp_id == exp_id
    )
    keys = (
        SessionKey(model.exp_id, model.exp_version, model.session_id)
        for model in waiting
    )
    answer_keys = fold_session_services.AnswerKeys()
    for part in _parts(keys, feconf.FOLD_SESSIONS_PER_TRANSACTION):
        if deadline_msecs is not None and clock.now_msecs() >= deadline_msecs:
            report.is_complete = False
            break
        _fold(part, answer_keys, report)
        on_progress(len(part))
    return report


def run_as_job(
    *,
    include_open: bool = False,
    exp_id: str | None = None,
    max_secs: float | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> job_run_services.Recording:
    """Does `fold_waiting`, and keeps account of it among the runs of jobs.

    Args:
        include_open: As there.
        exp_id: As there.
        max_secs: How long it may take; None: as long as it takes.
        on_progress: As there.

    Returns:
        What was kept.
    """
    deadline = None
    if max_secs is not None:
        deadline = clock.now_msecs() + 1000 * max_secs
    with job_run_services.recorded(
        job_domain.SESSION_FOLD, exp_id=exp_id, include_open=include_open
    ) as recording:
        done = fold_waiting(
            include_open=include_open,
            exp_id=exp_id,
            deadline_msecs=deadline,
            on_progress=on_progress,
        )
        recording.is_complete = done.is_complete
        recording.report.bad_data = done.bad_data
        recording.report.counts.update(
            {
                'sessions': done.num_sessions,
                'events': done.num_events,
                'sessions to fold again': done.num_unfinished,
            }
        )
    return recording


def count_waiting(include_open: bool = False, exp_id: str | None = None) -> int:
    """Returns how many sessions wait to be folded.

    Args:
        include_open: Whether to count those that may go on.
        exp_id: The exploration to look at; all by default.
    """
    until = int(clock.now_msecs()) + include_open * _silence_msecs()
    queue = Account.query_of_fold_queue(until)
    if exp_id is None:
        return int(queue.count())
    return sum(model.exp_id == exp_id for model in queue.iter())


def _fold(
    keys: Sequence[SessionKey],
    answer_keys: fold_session_services.AnswerKeys,
    report: Report,
) -> None:
    fold_id = uuid.uuid4().hex
    for part in _parts(keys, feconf.FOLD_ACCOUNTS_PER_TRANSACTION):
        _announce(part, fold_id)
    now = int(clock.now_msecs())
    unfinished: set[SessionKey] = set()
    for version, sessions in _by_version(_read(keys, report.bad_data)).items():
        answer_key = answer_keys.get(version)
        if answer_key is None:
            _leave_out(sessions, report.bad_data)
            continue
        still_due = _apply(answer_key, sessions, now)
        report.num_sessions += len(sessions)
        report.num_events += sum(len(rows) for rows in sessions.values())
        report.num_unfinished += len(still_due)
        unfinished |= still_due
    for part in _parts(keys, feconf.FOLD_ACCOUNTS_PER_TRANSACTION):
        _conclude(part, fold_id, unfinished)


def _leave_out(
    sessions: Iterable[SessionKey], bad_data: bad_data_domain.BadData
) -> None:
    for key in sessions:
        bad_data.add(
            'the version played does not exist',
            f'{key.exp_id}.{key.exp_version} {key.session_id}',
        )


@transaction_services.transactional
def _announce(keys: Sequence[SessionKey], fold_id: str) -> None:
    models = [
        model
        for model in transaction_services.get_multi(
            [session_account_services.key_of(key) for key in keys]
        )
        if model is not None
    ]
    for model in models:
        model.fold_id = fold_id
    ndb.put_multi(models)


def _read(
    keys: Sequence[SessionKey], bad_data: bad_data_domain.BadData
) -> dict[SessionKey, Rows]:
    nothing: Rows = []
    return {
        key: event_stream_services.read_session(key.session_id, bad_data).get(
            key, nothing
        )
        for key in keys
    }


@transaction_services.transactional
def _apply(
    answer_key: answer_key_domain.AnswerKey,
    sessions: dict[SessionKey, Rows],
    now: int,
) -> set[SessionKey]:
    """Replaces what sessions of one version contribute.

    Returns:
        Those that have to be folded again later.
    """
    stored = processed_store_services.load(answer_key)
    keys = list(sessions)
    records = transaction_services.get_multi(
        [
            fold_session_services.key_of_record(stored.root, key.session_id)
            for key in keys
        ]
    )
    changed: list[ndb.Model] = []
    still_due: set[SessionKey] = set()
    for key, record in zip(keys, records, strict=True):
        replacement = fold_session_services.replace(
            answer_key, stored, key.session_id, record, sessions[key], now
        )
        changed += replacement.entities
        if replacement.is_open or stored.is_being_rebuilt:
            still_due.add(key)
    if changed:
        ndb.put_multi([*changed, *processed_store_services.entities_of(stored)])
    return still_due


@transaction_services.transactional
def _conclude(
    keys: Sequence[SessionKey], fold_id: str, unfinished: set[SessionKey]
) -> None:
    """Takes sessions from the queue that nothing was added to meanwhile."""
    models = transaction_services.get_multi(
        [session_account_services.key_of(key) for key in keys]
    )
    changed = []
    # Later than any time that the fold which runs now can be looking for.
    later = int(clock.now_msecs()) + _silence_msecs() + 1
    for key, model in zip(keys, models, strict=True):
        if model is None or model.fold_id != fold_id:
            continue
        model.fold_id = None
        model.fold_due_msecs = later if key in unfinished else None
        changed.append(model)
    ndb.put_multi(changed)


def _by_version(
    events: dict[SessionKey, Rows],
) -> dict[tuple[str, int], dict[SessionKey, Rows]]:
    groups: dict[tuple[str, int], dict[SessionKey, Rows]] = defaultdict(dict)
    for key, of_session in events.items():
        groups[key.exp_id, key.exp_version][key] = of_session
    return groups


def _parts(keys: Iterable[SessionKey], size: int) -> Iterator[list[SessionKey]]:
    remaining = iter(keys)
    while part := list(itertools.islice(remaining, size)):
        yield part


def _silence_msecs() -> int:
    return int(1000 * feconf.SESSION_SILENCE_SECS)
