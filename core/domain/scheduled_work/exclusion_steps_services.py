"""Excludes sessions from all statistics, and undoes exclusions, in steps.

A step processes some sessions and stores the progress in the exclusion, in one
transaction. So it takes bounded time for any number of sessions, and another
process can continue. Repeating a step has no further effect:

- Searching reads accounts in the order of their ids, and the events of those
  that may have begun on the day.
- Excluding sets the counts of the accounts to zero, in one transaction with the
  counters (`SessionAccount.exclude`), and queues the sessions for the fold,
  which removes them from the processed data. Later events of these sessions are
  logged but not counted.
- Undoing lets them count again and repairs them from the log
  (stats_repair_services), as an audit does. If the process dies in between, the
  next step or the next audit repairs them. Then the fold adds them.

Audits, repairs and rebuilds follow the same rule: an excluded session counts as
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from core import clock, errors
from core.domain import (
    exclusion_domain,
    exclusion_services,
    exp_services,
    session_account_domain,
    session_account_services,
    stats_domain,
    stats_repair_services,
)
from core.domain.scheduled_work import (
    audit_part_services,
    exclusion_search_services,
)
from core.platform import datastore
from core.platform.datastore import store

Exclusion = exclusion_domain.Exclusion
SessionKey = session_account_domain.SessionKey


# Sessions changed in one transaction, each together with its shard.
_SESSIONS_PER_TRANSACTION = 50

# Other entities of that transaction: the exclusions, the carried-over counts.
_OTHER_ENTITY_GROUPS = 2


def continue_exclusions(
    exp_id: str, deadline_msecs: float | None = None
) -> bool:
    """Continues the unfinished exclusions of an exploration.

    Args:
        exp_id: The exploration.
        deadline_msecs: The time to stop, in milliseconds since the epoch; at
            least one step is made.

    Returns:
        Whether all work is done.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        BusyError: Learners report so fast that their sessions could not be
            repaired; another call tries again.
    """
    while (exclusion := _next(exp_id)) is not None:
        _STEPS[exclusion.status](exp_id, exclusion)
        if clock.is_past(deadline_msecs):
            return _next(exp_id) is None
    return True


def continue_all(deadline_msecs: float | None = None) -> None:
    """Continues the exclusions of all explorations.

    Args:
        deadline_msecs: The time to stop, in milliseconds since the epoch.
    """
    for exp_id in list(exclusion_services.find_working()):
        try:
            is_done = continue_exclusions(exp_id, deadline_msecs)
        except (errors.EntityNotFoundError, stats_repair_services.BusyError):
            # Just deleted, or too busy; the next call tries again.
            continue
        if not is_done:
            return


def _next(exp_id: str) -> Exclusion | None:
    for exclusion in exclusion_services.get_exclusions(exp_id):
        if exclusion.status in exclusion_domain.WORKING:
            return exclusion
    return None


def _leave_out(exp_id: str, exclusion: Exclusion) -> None:
    keys = _keys(exp_id, exclusion)
    states = _states(exp_id)

    def exclude(transaction: store.Transaction, key: SessionKey) -> None:
        session_account_services.exclude(
            transaction, key, exclusion.exclusion_id, states[key.exp_version]
        )

    _change(exp_id, exclusion, keys, exclude)
    num_left_out = len(_keys_excluded_by(exclusion, keys))

    def end_part(_transaction: store.Transaction, now: Exclusion) -> None:
        now.num_left_out += num_left_out
        _end_part(now, 'left_out')

    exclusion_services.advance(exp_id, exclusion, end_part)


def _take_back(exp_id: str, exclusion: Exclusion) -> None:
    keys = _keys(exp_id, exclusion)

    def include(transaction: store.Transaction, key: SessionKey) -> None:
        session_account_services.include(
            transaction, key, exclusion.exclusion_id
        )

    _change(exp_id, exclusion, _keys_excluded_by(exclusion, keys), include)
    _repair(exp_id, keys)
    _drop_part(exp_id, exclusion)


def _change(
    exp_id: str,
    exclusion: Exclusion,
    keys: Sequence[SessionKey],
    change: Callable[[store.Transaction, SessionKey], None],
) -> None:
    """Changes the accounts of sessions, unless the step is already complete."""

    def work(
        transaction: store.Transaction, some: Sequence[SessionKey]
    ) -> None:
        if not exclusion_services.is_still_where(
            transaction, exp_id, exclusion
        ):
            return
        transaction.fetch(map(session_account_services.ref_of, some))
        for key in some:
            change(transaction, key)

    room = datastore.max_entity_groups() - _OTHER_ENTITY_GROUPS
    store.run_in_parts(keys, min(_SESSIONS_PER_TRANSACTION, room // 2), work)


def _end_part(exclusion: Exclusion, end: exclusion_domain.Status) -> None:
    """Moves to the next part; after the last one, sets a status."""
    exclusion.part += 1
    if exclusion.part >= exclusion.num_parts:
        exclusion.status = end


def _repair(exp_id: str, keys: Sequence[SessionKey]) -> None:
    """Repairs the counters of sessions from the log.

    The sessions include those that an interrupted step has included again;
    repairing a session twice changes nothing.

    Raises:
        BusyError: Some of them are reporting now.
    """
    unsettled = {
        key
        for key, account in audit_part_services.get_accounts(keys).items()
        if account.expired_msecs is None
    }

    def note(
        _transaction: store.Transaction,
        settled: Mapping[SessionKey, stats_domain.Counts],
    ) -> None:
        done.update(settled)

    done: set[SessionKey] = set()
    stats_repair_services.settle_sessions(
        unsettled, audit_part_services.read_tallies, _states(exp_id), note
    )
    if unsettled - done:
        raise stats_repair_services.BusyError(
            f'sessions of {exp_id} report too fast to be counted again'
        )


def _drop_part(exp_id: str, exclusion: Exclusion) -> None:
    """Deletes a part of the sessions; with the last one, the exclusion."""

    def end_part(transaction: store.Transaction, now: Exclusion) -> None:
        part_id = exclusion_services.part_id(exp_id, now, now.part)
        transaction.delete([(exclusion_services.Part, part_id)])
        _end_part(now, 'gone')

    exclusion_services.advance(exp_id, exclusion, end_part)


def _keys(exp_id: str, exclusion: Exclusion) -> list[SessionKey]:
    """Returns the sessions of the current part of an exclusion."""
    return [
        SessionKey(exp_id, session.exp_version, session.session_id)
        for session in exclusion_services.read_part(
            exp_id, exclusion, exclusion.part
        )
    ]


def _keys_excluded_by(
    exclusion: Exclusion, keys: Sequence[SessionKey]
) -> list[SessionKey]:
    return [
        key
        for key, account in audit_part_services.get_accounts(keys).items()
        if account.exclusion_id == exclusion.exclusion_id
    ]


def _states(exp_id: str) -> dict[int, Sequence[str]]:
    commits = exp_services.get_exploration_commits(exp_id)
    return {commit.version: commit.state_names for commit in commits}


_STEPS = {
    'finding': exclusion_search_services.step,
    'leaving_out': _leave_out,
    'taking_back': _take_back,
    'discarding': _drop_part,
}
