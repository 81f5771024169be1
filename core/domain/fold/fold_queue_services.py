"""The queue of the fold: sessions with events that are not folded yet.

A session stands in it by a time in its account. Accounts are read and written
as raw messages here: there are many, and little of each changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from core import clock, feconf
from core.domain import session_account_domain
from core.platform import datastore
from core.platform.datastore import (
    raw_datastore_services,
    raw_entity_services,
    raw_transaction_services,
)
from core.storage.statistics import gae_models as stats_models

SessionKey = session_account_domain.SessionKey
Pb = raw_datastore_services.Pb
Transaction = raw_transaction_services.Transaction

_ACCOUNT = stats_models.SessionAccountModel
_set_value = raw_entity_services.set_value


def waiting(
    include_open: bool = False, exp_id: str | None = None
) -> Iterator[SessionKey]:
    """Yields the sessions that wait, the one that waits longest first.

    Args:
        include_open: Whether to yield also those that may go on; by default
            those that have been silent.
        exp_id: The exploration to look at; all by default.
    """
    until = int(clock.now_msecs()) + include_open * _silence_msecs()
    filters: list[raw_datastore_services.Filter] = [
        # A missing value is less than every number, and not meant.
        ('fold_due_msecs', '>=', 1),
        ('fold_due_msecs', '<=', until),
    ]
    if exp_id is not None:
        filters.append(('exp_id', '=', exp_id))
    accounts = raw_datastore_services.query(
        _ACCOUNT.kind_name(), filters, 'fold_due_msecs'
    )
    for account in accounts:
        properties = account.properties
        yield SessionKey(
            properties['exp_id'].string_value,
            properties['exp_version'].integer_value,
            properties['session_id'].string_value,
        )


def announce(keys: Sequence[SessionKey], fold_id: str) -> None:
    """Notes in the accounts of sessions that their events are being read.

    Args:
        keys: The sessions; those without an account are left out.
        fold_id: Names the reading.
    """

    def work(transaction: Transaction, some: Sequence[SessionKey]) -> None:
        for account in transaction.lookup([_key_of(key) for key in some]):
            if account is not None:
                _set_value(account, 'fold_id', fold_id)
                _put(transaction, account)

    _in_parts(keys, work)


def conclude(
    keys: Sequence[SessionKey],
    fold_id: str,
    unfinished: Collection[SessionKey],
) -> None:
    """Takes sessions from the queue that nothing was added to meanwhile.

    Args:
        keys: The sessions.
        fold_id: Names the reading of their events.
        unfinished: Those that have to be folded again later.
    """
    # Later than any time that the fold which runs now can be looking for.
    later = int(clock.now_msecs()) + _silence_msecs() + 1

    def work(transaction: Transaction, some: Sequence[SessionKey]) -> None:
        accounts = transaction.lookup([_key_of(key) for key in some])
        for key, account in zip(some, accounts, strict=True):
            if (
                account is None
                or account.properties['fold_id'].string_value != fold_id
            ):
                continue
            _set_value(account, 'fold_id', None)
            due = later if key in unfinished else None
            _set_value(account, 'fold_due_msecs', due)
            account.properties['fold_due_msecs'].exclude_from_indexes = False
            _put(transaction, account)

    _in_parts(keys, work)


def _in_parts(
    keys: Sequence[SessionKey],
    work: raw_transaction_services.WorkWithSome[SessionKey],
) -> None:
    raw_transaction_services.run_in_parts(
        keys, datastore.max_entity_groups(), work
    )


def _key_of(key: SessionKey) -> Pb:
    return raw_datastore_services.key_message(
        _ACCOUNT.kind_name(),
        _ACCOUNT.get_entity_id(key.exp_id, key.exp_version, key.session_id),
    )


def _put(transaction: Transaction, account: Pb) -> None:
    raw_entity_services.set_last_updated(account)
    transaction.upsert(account)


def _silence_msecs() -> int:
    return int(1000 * feconf.SESSION_SILENCE_SECS)
