"""The number of learners who are playing now.

Sessions that report are in the queue of the fold, and their accounts have the
time of the last report; so nothing extra is written for this number.
"""

from __future__ import annotations

from collections import Counter

from core import clock, feconf
from core.platform.datastore import process_cache, store
from core.storage.statistics import gae_models as stats_models

_Account = stats_models.SessionAccountModel

# The maximum time for which a due session waits for the fold, which removes it
# from the queue or moves it to the end.
_MAX_OVERDUE_MSECS = 600_000

_numbers: process_cache.ProcessCache[str | None, Counter[str]] = (
    process_cache.ProcessCache(1_000, max_age_secs=feconf.PLAYING_CACHE_SECS)
)


def get_number(exp_id: str) -> int:
    """Returns the number of sessions that are playing an exploration now.

    The number is at most a few seconds old. It can be too low if more than
    feconf.MAX_PLAYING_READ sessions are waiting for the fold.

    Args:
        exp_id: The exploration.
    """
    return _numbers.get(exp_id, lambda: count(exp_id))[exp_id]


def get_all_numbers() -> Counter[str]:
    """Returns the numbers for all explorations, from one query."""
    return _numbers.get(None, count)


def count(exp_id: str | None = None) -> Counter[str]:
    """Counts the sessions that are playing now, by exploration.

    Args:
        exp_id: The only exploration to count; None for all.
    """
    now_msecs = clock.now_msecs()
    filters: list[store.Filter] = [
        ('fold_due_msecs', '>=', int(now_msecs) - _MAX_OVERDUE_MSECS)
    ]
    if exp_id is not None:
        filters.append(('exp_id', '=', exp_id))
    accounts = store.stream(
        _Account, filters, 'fold_due_msecs', feconf.MAX_PLAYING_READ
    )
    return Counter(
        account.exp_id
        for account in accounts
        if account.exclusion_id is None
        and 'exploration_complete' not in account.events
        and now_msecs - (account.reported_at_msecs or 0)
        < 1000 * feconf.PLAYING_SECS
    )
