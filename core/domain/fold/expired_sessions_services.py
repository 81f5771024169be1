"""Deleting the events of sessions without changing any statistics.

One transaction adds the contribution of a session to a separate sum, which
rebuilds include; marks its account, so that audits and folds do not miss the
events; and deletes the events. During a rebuild nothing is deleted.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from core import clock
from core.domain import event_domain, event_entry_services
from core.domain.fold import (
    event_stream_services,
    fold_session_services,
    processed_store_services,
)
from core.domain.summaries import answer_key as answer_key_domain
from core.domain.summaries import session_reader
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models
from core.storage.statistics import processed_gae_models as models

AnswerKey = answer_key_domain.AnswerKey
Rows = event_stream_services.Rows
_Account = stats_models.SessionAccountModel


def expire(answer_key: AnswerKey, session_id: str, rows: Rows) -> int | None:
    """Deletes the events of a session, if exactly these are folded.

    Args:
        answer_key: The answer key of the version that was played.
        session_id: The session.
        rows: Its events.

    Returns:
        The number of entries deleted; None if the session was skipped because
        it is not folded or its version is being rebuilt.
    """
    entries = _refs_of_entries(session_id)
    is_expired = store.run(
        functools.partial(
            _expire,
            answer_key=answer_key,
            session_id=session_id,
            rows=rows,
            entries=entries,
        )
    )
    return len(entries) if is_expired else None


def _refs_of_entries(session_id: str) -> list[store.Ref]:
    """Returns references to all entries of a session, valid or not."""
    # All requests are sent before the first response is read.
    streams = [
        event_entry_services.stream(
            event_type, [('session_id', '=', session_id)]
        )
        for event_type in event_domain.EVENT_CLASSES
    ]
    return [store.ref_of(entry) for stream in streams for entry in stream]


def _expire(
    transaction: store.Transaction,
    answer_key: AnswerKey,
    session_id: str,
    rows: Rows,
    entries: Sequence[store.Ref],
) -> bool:
    version = (answer_key.exp_id, answer_key.exp_version)
    (stored,) = processed_store_services.load(transaction, [answer_key])
    (expired,) = processed_store_services.load(
        transaction, [answer_key], models.ProcessedExpiredModel
    )
    if (
        processed_store_services.is_being_rebuilt(stored.root)
        or processed_store_services.is_of_other_code(stored.root)
        or processed_store_services.is_of_other_code(expired.root)
    ):
        return False
    account = transaction.get(
        _Account, _Account.get_entity_id(*version, session_id)
    )
    record_ref = fold_session_services.record_ref(
        version, stored.root.generation, session_id
    )
    record = transaction.get(*record_ref)
    if account is None or not _is_settled(account, record, rows):
        return False
    if record is not None and not fold_session_services.is_excluded(record):
        expired.add(
            session_reader.summarise_session(
                session_id, rows, answer_key, record.folded_at_msecs
            )
        )
        transaction.put(*processed_store_services.build_entities(expired))
    account.expired_msecs = int(clock.now_msecs())
    transaction.put(account)
    transaction.delete([record_ref, *entries])
    return True


def _is_settled(
    account: _Account,
    record: fold_session_services.Record | None,
    rows: Rows,
) -> bool:
    """Whether exactly these events are folded, and no others are expected."""
    if account.expired_msecs is not None or account.repair_id is not None:
        return False
    if account.fold_due_msecs is not None:
        return False
    if account.exclusion_id is not None:
        return record is None or fold_session_services.is_excluded(record)
    if record is None:
        return not rows
    return sorted(
        fold_session_services.split_digests(record.event_digests)
    ) == sorted(map(fold_session_services.digest_of, rows))
