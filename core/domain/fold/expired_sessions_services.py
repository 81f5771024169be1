"""Deleting the events of sessions, while what they added to figures stays.

What a session added to the processed data is put in a sum of its own, with
which a rebuild begins; its account is marked, so that no audit and no fold
takes the missing events for a difference; and its events go. All that is one
transaction, so nothing is lost or counted twice wherever it ends. While a
rebuild is reading the log, nothing is deleted.
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
    """Deletes the events of a session, if just these are folded.

    Args:
        answer_key: The answer key of the version that it played.
        session_id: The session.
        rows: Its events.

    Returns:
        How many entries of the log were deleted; None if the session was left
        as it is, because it is not folded or a rebuild is going on.
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
    """Returns what names all entries of a session, events or not."""
    # All are under way before the first answer is looked at.
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
    if record is not None and not fold_session_services.is_left_out(record):
        expired.summary.add(
            session_reader.summarise_session(
                session_id, rows, answer_key, record.folded_at_msecs
            )
        )
        transaction.put(*processed_store_services.entities_of(expired))
    account.expired_msecs = int(clock.now_msecs())
    transaction.put(account)
    transaction.delete([record_ref, *entries])
    return True


def _is_settled(
    account: _Account,
    record: fold_session_services.Record | None,
    rows: Rows,
) -> bool:
    """Whether just these events are in the figures, and no others come."""
    if account.expired_msecs is not None or account.repair_id is not None:
        return False
    if account.fold_due_msecs is not None:
        return False
    if account.exclusion_id is not None:
        return record is None or fold_session_services.is_left_out(record)
    if record is None:
        return not rows
    return sorted(
        fold_session_services.parts_of(record.event_digests)
    ) == sorted(map(fold_session_services.digest_of, rows))
