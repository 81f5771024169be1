"""What accounts and log say, read some sessions or entries at a time."""

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
    """Some sessions of one version, in the order of their ids.

    Attributes:
        last: The id of the last one; None if there are no more behind.
        counted: What their accounts say, by session id.
        missing: By how much the log is ahead of that, where they differ.
        num_open: Sessions that differ and may go on; they are not in `missing`.
        num_sessions: Sessions that have any.
    """

    last: str | None
    counted: dict[str, stats_domain.Counts]
    missing: dict[str, stats_domain.Counts] = dataclasses.field(
        default_factory=dict
    )
    num_open: int = 0
    num_sessions: int = 0


def read_sessions(
    exp_id: str, version: int, behind: str, state_names: Collection[str]
) -> SessionsPart:
    """Reads some sessions of a version.

    Args:
        exp_id: The exploration.
        version: The version that was played.
        behind: The id of the session behind which to begin; '' for the first.
        state_names: The states of the version.

    Returns:
        What accounts and log say of them.
    """
    accounts = _next_accounts(exp_id, version, behind)
    is_last = len(accounts) < feconf.AUDIT_SESSIONS_PER_STEP
    part = SessionsPart(
        None if is_last else max(accounts),
        {name: _counted(account) for name, account in accounts.items()},
    )
    # Entries that are no events are told by `read_log`.
    found = event_stream_services.read_some_sessions(
        list(accounts), bad_data_domain.BadData()
    )
    for name, account in accounts.items():
        rows = found.get(SessionKey(exp_id, version, name), [])
        part.num_sessions += bool(rows)
        in_log = stats_counters_services.limited(_counts_of(rows), state_names)
        missing = stats_domain.subtracted(in_log, part.counted[name])
        if missing and _may_go_on(account, rows):
            part.num_open += 1
        elif missing:
            part.missing[name] = missing
    return part


def _next_accounts(
    exp_id: str, version: int, behind: str
) -> dict[str, _Account]:
    """Returns some accounts by session id, in the order of these."""
    accounts = event_stream_services.read_accounts(
        exp_id, version, event_stream_services.SessionRange(first=behind)
    )
    others = ((name, account) for name, account in accounts if name != behind)
    return dict(itertools.islice(others, feconf.AUDIT_SESSIONS_PER_STEP))


def _counted(account: _Account) -> stats_domain.Counts:
    return stats_domain.known_only(
        stats_counters_services.from_json(account.counted)
    )


def _counts_of(rows: event_stream_services.Rows) -> stats_domain.Counts:
    tally = stats_computation.SessionTally()
    for row in rows:
        tally.add(
            row.event_type,
            row.state_name,
            row.counted_value,
            (row.sequence_number, row.event_id),
        )
    return tally.counts


def _may_go_on(account: _Account, rows: event_stream_services.Rows) -> bool:
    """Whether counts or events of a session can be under way.

    What a learner did days ago can arrive just now: so its account, which
    reports write (and folds), has to be as silent as the learner.
    """
    written_msecs = clock.msecs_of(account.last_updated)
    happened = (row.occurred_at_msecs for row in rows)
    last_msecs = max(written_msecs, *happened, 0)
    silence_msecs = clock.now_msecs() - last_msecs
    return bool(silence_msecs < 1000 * feconf.SESSION_SILENCE_SECS)


@dataclasses.dataclass
class LogPart:
    """Some entries of one kind in the log of an exploration.

    Attributes:
        last: The id of the last one; None if there are no more behind.
        num_events: Events of versions that exist.
        without_account: Those of them whose session has no account.
        bad_data: Entries that are no events of a version that exists.
    """

    last: str | None
    num_events: int = 0
    without_account: int = 0
    bad_data: bad_data_domain.BadData = dataclasses.field(
        default_factory=bad_data_domain.BadData
    )


def read_log(
    exp_id: str, versions: Collection[int], kind_number: int, behind: str
) -> LogPart:
    """Reads some entries of the log.

    Args:
        exp_id: The exploration.
        versions: Its versions.
        kind_number: The number of their kind in KINDS.
        behind: The id of the entry behind which to begin; '' for the first.

    Returns:
        What is wrong with them.
    """
    event_type = KINDS[kind_number]
    entries = _next_entries(exp_id, event_type, behind)
    is_last = len(entries) < feconf.AUDIT_EVENTS_PER_STEP
    part = LogPart(None if is_last else store.id_of(entries[-1]))
    num_events: Counter[SessionKey] = Counter()
    for session_id, _, version, row in event_stream_services.decoded(
        event_type, entries, part.bad_data
    ):
        if version in versions:
            num_events[SessionKey(exp_id, version, session_id)] += 1
        else:
            part.bad_data.add(
                f'version {version} does not exist',
                f'exploration {exp_id}, event {row.event_id}',
            )
    part.num_events = num_events.total()
    part.without_account = sum(
        num_events[key] for key in _without_account(num_events)
    )
    return part


def _next_entries(
    exp_id: str, event_type: str, behind: str
) -> list[event_entry_services.Entry]:
    filters: list[store.Filter] = [('exp_id', '=', exp_id)]
    if behind:
        filters.append((store.ID, '>', behind))
    return list(
        event_entry_services.stream(
            event_type, filters, limit=feconf.AUDIT_EVENTS_PER_STEP
        )
    )


def _without_account(keys: Iterable[SessionKey]) -> list[SessionKey]:
    ordered = list(keys)
    found = store.get(_Account, map(session_account_services.id_of, ordered))
    return [
        key
        for key, account in zip(ordered, found, strict=True)
        if account is None
    ]
