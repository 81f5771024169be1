"""The queue of the fold: sessions with events that are not folded.

The account of a queued session has a due time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from core import clock, feconf
from core.domain import session_account_domain, session_account_services
from core.platform import datastore
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

SessionKey = session_account_domain.SessionKey

_Account = stats_models.SessionAccountModel


def waiting(
    include_open: bool = False, exp_id: str | None = None
) -> Iterator[SessionKey]:
    """Yields queued sessions, longest waiting first.

    Args:
        include_open: Whether to yield open sessions, too; by default only
            those that have been silent for long enough.
        exp_id: The only exploration to read; None for all.
    """
    until = int(clock.now_msecs()) + include_open * _silence_msecs()
    filters: list[store.Filter] = [
        # Datastore sorts null first; `>= 1` excludes sessions not queued.
        ('fold_due_msecs', '>=', 1),
        ('fold_due_msecs', '<=', until),
    ]
    if exp_id is not None:
        filters.append(('exp_id', '=', exp_id))
    for account in store.stream(_Account, filters, 'fold_due_msecs'):
        yield SessionKey(
            account.exp_id, account.exp_version, account.session_id
        )


def announce(
    keys: Sequence[SessionKey], fold_id: str
) -> dict[SessionKey, session_account_domain.ExclusionState]:
    """Writes the id of a fold to the accounts of the sessions it will read.

    Args:
        keys: The sessions; those without an account are skipped.
        fold_id: The id of the fold.

    Returns:
        Whether each session is excluded from statistics.
    """
    exclusion_states = {}

    def work(
        transaction: store.Transaction, some: Sequence[SessionKey]
    ) -> None:
        accounts = _accounts(transaction, some)
        for key, account in zip(some, accounts, strict=True):
            exclusion_states[key] = session_account_services.exclusion_state_of(
                account
            )
            if account is not None:
                account.fold_id = fold_id
                transaction.put(account)

    _in_parts(keys, work)
    return exclusion_states


def conclude(
    keys: Sequence[SessionKey],
    fold_id: str,
    unfinished: Collection[SessionKey],
) -> None:
    """Removes sessions without new events from the queue, or postpones them.

    Args:
        keys: The sessions.
        fold_id: The id of the fold that read their events.
        unfinished: Sessions to postpone: they must be folded again.
    """
    # Later than any time that this fold can query.
    later = int(clock.now_msecs()) + _silence_msecs() + 1

    def work(
        transaction: store.Transaction, some: Sequence[SessionKey]
    ) -> None:
        accounts = _accounts(transaction, some)
        for key, account in zip(some, accounts, strict=True):
            if account is not None and account.fold_id == fold_id:
                account.fold_id = None
                account.fold_due_msecs = later if key in unfinished else None
                transaction.put(account)

    _in_parts(keys, work)


def _in_parts(
    keys: Sequence[SessionKey],
    work: store.WorkOnPart[SessionKey],
) -> None:
    store.run_in_parts(keys, datastore.max_entity_groups(), work)


def _accounts(
    transaction: store.Transaction, keys: Sequence[SessionKey]
) -> list[_Account | None]:
    return transaction.get_multi(
        _Account, map(session_account_services.id_of, keys)
    )


def _silence_msecs() -> int:
    return int(1000 * feconf.SESSION_SILENCE_SECS)
