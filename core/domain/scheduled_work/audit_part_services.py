"""Reads accounts and log entries for an audit, in bounded parts."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Collection, Iterable

from core import clock, feconf
from core.domain import (
    event_domain,
    event_entry_services,
    session_account_domain,
    session_account_services,
    stats_computation,
    stats_counters_services,
    stats_domain,
)
from core.domain.fold import event_stream_services
from core.domain.job_runs import bad_data_domain
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

SessionKey = session_account_domain.SessionKey

_Account = stats_models.SessionAccountModel

KINDS = tuple(event_domain.EVENT_CLASSES)


@dataclasses.dataclass
class SessionsPart:
    """Some sessions of a version, in the order of their ids.

    Attributes:
        last: The id of the last one; None if no more follow.
        counted: The counts in their accounts, by session id.
        missing: The counts of the log minus these, where they differ.
        num_open: Open sessions with differences; not included in `missing`.
        num_sessions: Sessions with events.
    """

    last: str | None
    counted: dict[str, stats_domain.Counts]
    missing: dict[str, stats_domain.Counts] = dataclasses.field(
        default_factory=dict
    )
    num_open: int = 0
    num_sessions: int = 0

    def leave_open(self) -> None:
        """Counts sessions that still differ as open: they are reporting now."""
        self.num_open += len(self.missing)
        self.missing = {}


def read_sessions(
    exp_id: str,
    version: int,
    after: str,
    state_names: Collection[str],
    includes_open: bool = False,
) -> SessionsPart:
    """Reads some sessions of a version.

    Args:
        exp_id: The exploration.
        version: The version that was played.
        after: The session id after which to begin; '' for the first.
        state_names: The states of the version.
        includes_open: Whether to compare open sessions, too.

    Returns:
        The accounts and the differences from the log.
    """
    accounts = next_accounts(exp_id, version, after)
    is_last = len(accounts) < feconf.AUDIT_SESSIONS_PER_STEP
    part = SessionsPart(
        None if is_last else max(accounts),
        {
            name: stats_counters_services.from_json(account.counted)
            for name, account in accounts.items()
        },
    )
    in_log = {
        SessionKey(exp_id, version, name): account
        for name, account in accounts.items()
        if account.expired_msecs is None
    }
    tallies = read_tallies(in_log)
    for key, account in in_log.items():
        tally = tallies[key]
        part.num_sessions += tally.num_events > 0
        missing = session_account_services.account_of(account).missing(
            stats_counters_services.limit_unknown_states(
                tally.counts, state_names
            )
        )
        if not missing:
            continue
        if not includes_open and _may_continue(account, tally):
            part.num_open += 1
        else:
            part.missing[key.session_id] = missing
    return part


class _Tally(stats_computation.SessionTally):
    """A tally of a session that also has the number and time of its events.

    Attributes:
        num_events: The number of events.
        last_msecs: The time of the last one.
    """

    def __init__(self, rows: event_stream_services.Rows) -> None:
        super().__init__()
        self.num_events = len(rows)
        self.last_msecs = 0.0
        for row in rows:
            place = row.sequence_number, row.event_id
            self.add(row.event_type, row.state_name, row.counted_value, place)
            self.last_msecs = max(self.last_msecs, row.occurred_at_msecs)


def read_tallies(keys: Collection[SessionKey]) -> dict[SessionKey, _Tally]:
    """Returns the current tallies of the events of sessions.

    Args:
        keys: The sessions.

    Returns:
        One tally per session.
    """
    # Bad data are not collected here, because `read_log` reports them.
    events = event_stream_services.read_some_sessions(
        [key.session_id for key in keys], bad_data_domain.BadData()
    )
    return {key: _Tally(events.get(key, [])) for key in keys}


def next_accounts(exp_id: str, version: int, after: str) -> dict[str, _Account]:
    """Returns accounts by session id, in the order of the ids.

    Args:
        exp_id: The exploration.
        version: The version that was played.
        after: The session id after which to begin; '' for the first.

    Returns:
        AUDIT_SESSIONS_PER_STEP accounts; fewer if no more follow.
    """
    accounts = event_stream_services.read_accounts(exp_id, version, after)
    return dict(itertools.islice(accounts, feconf.AUDIT_SESSIONS_PER_STEP))


def _may_continue(account: _Account, tally: _Tally) -> bool:
    """Returns whether counts or events of a session may be in transit.

    Events can arrive days late, so not only the last event must be old enough,
    but also the last write to the account, by a report or a fold. Old sessions
    are compared in any case.
    """
    now = clock.now_msecs()
    age_msecs = now - clock.msecs_of(account.created_on)
    if age_msecs >= 1000 * feconf.AUDIT_OPEN_SESSIONS_AFTER_SECS:
        return False
    last_msecs = max(clock.msecs_of(account.last_updated), tally.last_msecs)
    return now - last_msecs < 1000 * feconf.SESSION_SILENCE_SECS


@dataclasses.dataclass
class LogPart:
    """Some log entries of an exploration, kind by kind.

    Attributes:
        kind_number: The index in KINDS of the next entry's kind.
        after: The entry id of that kind after which to continue; '' for the
            first.
        num_events: Events of existing versions.
        without_account: The number of them by session, for sessions without
            account.
        bad_data: Entries that are not events of an existing version.
    """

    kind_number: int
    after: str
    num_events: int = 0
    without_account: dict[SessionKey, int] = dataclasses.field(
        default_factory=dict
    )
    bad_data: bad_data_domain.BadData = dataclasses.field(
        default_factory=bad_data_domain.BadData
    )


def read_log(
    exp_id: str, versions: Collection[int], kind_number: int, after: str
) -> LogPart:
    """Reads some entries of the log.

    Args:
        exp_id: The exploration.
        versions: Its versions.
        kind_number: The index of their first kind in KINDS.
        after: The entry id of that kind after which to begin; '' for the first.

    Returns:
        AUDIT_EVENTS_PER_STEP entries; fewer if no more follow.
    """
    part = LogPart(kind_number, after)
    num_left = feconf.AUDIT_EVENTS_PER_STEP
    num_events: Counter[SessionKey] = Counter()
    while num_left and part.kind_number < len(KINDS):
        event_type = KINDS[part.kind_number]
        entries = _next_entries(exp_id, event_type, part.after, num_left)
        for session_id, _, version, row in event_stream_services.decode(
            event_type, entries, part.bad_data
        ):
            if version in versions:
                num_events[SessionKey(exp_id, version, session_id)] += 1
            else:
                part.bad_data.add(
                    f'version {version} does not exist',
                    f'exploration {exp_id}, event {row.event_id}',
                )
        if len(entries) == num_left:
            part.after = store.id_of(entries[-1])
        else:
            part.kind_number += 1
            part.after = ''
        num_left -= len(entries)
    part.num_events = num_events.total()
    accounts = get_accounts(num_events)
    part.without_account = {
        key: number for key, number in num_events.items() if key not in accounts
    }
    return part


def _next_entries(
    exp_id: str, event_type: str, after: str, limit: int
) -> list[event_entry_services.Entry]:
    filters: list[store.Filter] = [('exp_id', '=', exp_id)]
    if after:
        filters.append((store.ID, '>', after))
    return list(event_entry_services.stream(event_type, filters, limit=limit))


def get_accounts(keys: Iterable[SessionKey]) -> dict[SessionKey, _Account]:
    """Returns the accounts of sessions that have one."""
    ordered = list(keys)
    accounts = store.get(_Account, map(session_account_services.id_of, ordered))
    return {
        key: account
        for key, account in zip(ordered, accounts, strict=True)
        if account is not None
    }
