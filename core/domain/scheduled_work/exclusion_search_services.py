"""The search for sessions that an owner may exclude, in steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core import clock, feconf
from core.domain import (
    exclusion_domain,
    exclusion_services,
    exp_services,
    local_days,
    session_account_domain,
    stats_counters_services,
)
from core.domain.fold import event_stream_services
from core.domain.job_runs import bad_data_domain
from core.domain.scheduled_work import audit_part_services
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

Exclusion = exclusion_domain.Exclusion
FoundSession = exclusion_domain.FoundSession
SessionKey = session_account_domain.SessionKey

_Account = stats_models.SessionAccountModel


def step(exp_id: str, search: Exclusion) -> None:
    """Examines some sessions, in the order of their ids.

    Args:
        exp_id: The exploration.
        search: The search as read from the store.

    Raises:
        EntityNotFoundError: The exploration does not exist.
    """
    version, last_id = search.position
    if version > exp_services.get_latest_version(exp_id):
        _finish_search(exp_id, search)
        return
    accounts = audit_part_services.next_accounts(exp_id, version, last_id)
    sessions = _matching_sessions(exp_id, version, accounts, search)
    is_last = len(accounts) < feconf.AUDIT_SESSIONS_PER_STEP
    total = len(sessions) + sum(
        exclusion.num_sessions
        for exclusion in exclusion_services.get_exclusions(exp_id)
    )

    def add(transaction: store.Transaction, exclusion: Exclusion) -> None:
        if total > feconf.MAX_EXCLUDED_SESSIONS:
            exclusion.status = 'too_many'
            return
        _append(transaction, exp_id, exclusion, sessions)
        exclusion.position = (
            [version + 1, ''] if is_last else [version, max(accounts)]
        )

    exclusion_services.advance(exp_id, search, add)


def _matching_sessions(
    exp_id: str,
    version: int,
    accounts: Mapping[str, _Account],
    search: Exclusion,
) -> list[FoundSession]:
    """Returns the sessions that match and are currently counted."""
    zone = exp_services.get_exploration_by_id(exp_id, version).time_zone
    number = search.day and local_days.day_number(search.day)
    # No account is older than its session, and a day begins in no time zone
    # earlier than this.
    earliest = ((number or 1) - 1) * local_days.MSECS_PER_DAY
    candidates = {
        name: account
        for name, account in accounts.items()
        if account.exclusion_id is None
        and account.expired_msecs is None
        and clock.msecs_of(account.created_on) >= earliest
    }
    events = event_stream_services.read_some_sessions(
        list(candidates), bad_data_domain.BadData()
    )
    sessions = []
    for name, account in candidates.items():
        rows = sorted(events.get(SessionKey(exp_id, version, name), []))
        if not rows:
            continue
        began_msecs = min(row.occurred_at_msecs for row in rows)
        if number in (None, local_days.day_of(began_msecs, zone)):
            signature = _signature(rows) if search.kind == 'made_up' else ''
            sessions.append(
                _session(version, name, began_msecs, account, signature)
            )
    return sessions


def _session(
    version: int,
    name: str,
    began_msecs: float,
    account: _Account,
    signature: str,
) -> FoundSession:
    counted = stats_counters_services.from_json(account.counted)
    return FoundSession(
        version,
        name,
        began_msecs,
        signature,
        *(counted[None, counter] for counter in exclusion_domain.COUNTERS),
    )


def _signature(rows: event_stream_services.Rows) -> str:
    return exclusion_domain.signature_of(
        exclusion_domain.Step(
            row.event_type,
            row.state_name,
            row.time_spent_in_state_secs,
            row.answer,
        )
        for row in rows
    )


def _append(
    transaction: store.Transaction,
    exp_id: str,
    exclusion: Exclusion,
    sessions: Sequence[FoundSession],
) -> None:
    """Adds sessions to the last part of an exclusion and to new parts."""
    size = feconf.EXCLUDED_SESSIONS_PER_PART
    first = exclusion.num_sessions // size
    listed = list(sessions)
    if exclusion.num_sessions % size:
        last = transaction.get(
            exclusion_services.Part,
            exclusion_services.part_id(exp_id, exclusion, first),
        )
        listed = [*exclusion_services.sessions_of(last), *sessions]
    for start in range(0, len(listed), size):
        transaction.upsert(
            exclusion_services.Part,
            id=exclusion_services.part_id(
                exp_id, exclusion, first + start // size
            ),
            sessions=[
                list(session) for session in listed[start : start + size]
            ],
        )
    exclusion.num_sessions += len(sessions)
    exclusion.add_counts(sessions)


def _finish_search(exp_id: str, search: Exclusion) -> None:
    """Ends a search; one for fabricated sessions keeps only these."""
    groups: list[list[FoundSession]] = []
    if search.kind == 'made_up':
        groups = exclusion_domain.made_up_groups(
            session
            for number in range(search.num_parts)
            for session in exclusion_services.read_part(exp_id, search, number)
        )

    def finish(transaction: store.Transaction, exclusion: Exclusion) -> None:
        exclusion.status = 'found'
        if exclusion.kind == 'day':
            return
        num_parts = exclusion.num_parts
        exclusion.num_sessions = 0
        exclusion.counts = {}
        exclusion.groups = [
            {'began_msecs': group[0].began_msecs, 'num_sessions': len(group)}
            for group in groups[: feconf.MAX_MADE_UP_GROUPS_SHOWN]
        ]
        _append(
            transaction,
            exp_id,
            exclusion,
            [session for group in groups for session in group],
        )
        transaction.delete(
            (
                exclusion_services.Part,
                exclusion_services.part_id(exp_id, exclusion, number),
            )
            for number in range(exclusion.num_parts, num_parts)
        )

    exclusion_services.advance(exp_id, search, finish)
