"""Rebuilding the processed data of one version in steps, as time allows.

For data that code before a change has made: the fold can neither read them nor
mix with them. It goes through the sessions of the version in the order of
their ids. Each step puts the sum so far, the place it has come to and the
records of its sessions in one transaction; so whoever comes next goes on from
there. As in every rebuild, sessions that get events meanwhile stay in the
queue until it is done.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Sequence
from typing import cast

from core import clock, feconf, logs
from core.domain import session_account_services
from core.domain.fold import (
    event_stream_services,
    fold_session_services,
    processed_store_services,
    rebuild_services,
)
from core.domain.job_runs import bad_data_domain
from core.domain.summaries import answer_key as answer_key_domain
from core.platform.datastore import store
from core.storage.statistics import processed_gae_models as models

_log = logging.getLogger(__name__)

AnswerKey = answer_key_domain.AnswerKey
Transaction = store.Transaction
Stored = processed_store_services.Stored
_Partial = models.ProcessedRebuildModel


def rebuild(
    answer_key: AnswerKey,
    bad_data: bad_data_domain.BadData,
    deadline_msecs: float | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> bool:
    """Makes the processed data of a version anew, or goes on with that.

    Args:
        answer_key: The answer key of the version.
        bad_data: Where entries that are no events are counted.
        deadline_msecs: When to stop, in milliseconds since the epoch.
        on_progress: Is told the number of sessions of each step.

    Returns:
        Whether it is done. If not, another call goes on, or another rebuild
        is at work.
    """
    position = store.run(lambda transaction: _begin(transaction, answer_key))
    while position is not None:
        if deadline_msecs is not None and clock.now_msecs() >= deadline_msecs:
            return False
        session_ids = _next_sessions(answer_key, position)
        if not session_ids:
            is_done = _finish(answer_key)
            logs.write(
                _log,
                logging.INFO,
                'processed data rebuilt',
                exp_id=answer_key.exp_id,
                exp_version=answer_key.exp_version,
                is_done=is_done,
            )
            return is_done
        position = _step(answer_key, position, session_ids, bad_data)
        on_progress(len(session_ids))
    return False


def _begin(transaction: Transaction, answer_key: AnswerKey) -> str | None:
    """Returns where to go on; None if another rebuild is at work."""
    stored, partial = _load(transaction, answer_key)
    if _is_of_rebuild(stored, partial):
        if not partial.is_of_other_code:
            return _root_of(partial).position
    elif stored.is_being_rebuilt:
        return None
    if transaction.get(*store.ref_of(stored.root)) is None:
        return None
    # What one that was given up has left there is overwritten.
    fresh = processed_store_services.new_root(
        answer_key.exp_id, answer_key.exp_version, _Partial
    )
    fresh.generation = rebuild_services.announce(transaction, stored.root)
    transaction.put(fresh)
    return ''


def _load(
    transaction: Transaction, answer_key: AnswerKey
) -> tuple[Stored, Stored]:
    """Returns the processed data, and what a rebuild has of them."""
    (stored,) = processed_store_services.load(transaction, [answer_key])
    (partial,) = processed_store_services.load(
        transaction, [answer_key], _Partial
    )
    return stored, partial


def _is_of_rebuild(stored: Stored, partial: Stored) -> bool:
    """Whether the rebuild that is going on is that of `partial`."""
    return stored.root.rebuild_id == partial.root.generation


def _root_of(partial: Stored) -> _Partial:
    return cast(_Partial, partial.root)


def _next_sessions(answer_key: AnswerKey, position: str) -> list[str]:
    """Returns the ids of some sessions behind a place."""
    session_ids = event_stream_services.sessions_with_account(
        answer_key.exp_id,
        answer_key.exp_version,
        event_stream_services.SessionRange(first=position),
    )
    behind = (each for each in session_ids if each != position)
    return list(itertools.islice(behind, feconf.FOLD_SESSIONS_PER_TRANSACTION))


def _step(
    answer_key: AnswerKey,
    position: str,
    session_ids: Sequence[str],
    bad_data: bad_data_domain.BadData,
) -> str | None:
    """Adds some sessions; returns where to go on, as `_begin` does."""
    now = int(clock.now_msecs())
    found = event_stream_services.read_some_sessions(session_ids, bad_data)
    version = (answer_key.exp_id, answer_key.exp_version)
    rows = {
        key: of_session
        for key, of_session in found.items()
        if (key.exp_id, key.exp_version) == version
    }
    standings = session_account_services.read_standings(rows)

    def work(transaction: Transaction) -> str | None:
        stored, partial = _load(transaction, answer_key)
        rebuild_id = partial.root.generation
        if not _is_of_rebuild(stored, partial) or partial.is_of_other_code:
            return None
        root = _root_of(partial)
        if root.position != position:
            # Another fold has done this step.
            return root.position
        for key, of_session in rows.items():
            added = fold_session_services.add(
                partial.summary,
                answer_key,
                rebuild_id,
                key.session_id,
                of_session,
                standings[key],
                now,
            )
            transaction.put(added.record)
        root.position = session_ids[-1]
        transaction.put(*processed_store_services.entities_of(partial))
        return session_ids[-1]

    return store.run(work)


def _finish(answer_key: AnswerKey) -> bool:
    """Puts what was made in the place of what there was."""
    partial = store.run(lambda transaction: _load(transaction, answer_key)[1])
    version = (answer_key.exp_id, answer_key.exp_version)
    replaced = rebuild_services.finish(
        version, partial.root.generation, partial.summary
    )
    if replaced is None:
        return False
    store.delete(
        [
            store.ref_of(partial.root),
            *processed_store_services.chunk_refs(partial.root),
        ]
    )
    return True
