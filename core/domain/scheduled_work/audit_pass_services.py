"""An audit in steps, each of which can be the last one of a request.

A pass compares the counters of an exploration with its log. It keeps in one
entity what it has come to, so it takes bounded time and memory a step for any
number of sessions, and whoever comes next goes on from there.

- The sessions of each version, in the order of their ids, some a step: what
  their accounts say, and by how much their events say otherwise. A session
  that may still go on is left for the next audit: its counts and its events
  travel apart, so that either may be ahead for a moment.
- When all accounts of a version are summed up, the sum has to be what its
  counters say. Bookings go on meanwhile. So each step that is not the last one
  notes in the shards how far the pass has come, in one transaction with its
  sums; and a booking for a session up to there adds to the shard what it adds
  to the counters (`stats_counters_services.book_on_shard`). What the shards
  have collected belongs to the sum, and the comparison is exact. If there are
  more shards than in the step before, they have collected nothing, and the
  pass begins again.
- The log, kind by kind: entries that are no events, and events of sessions
  that have no account, which the first part did not see.

The sums change only if the pass is still where it was when the step began:
of two workers at one pass, one makes each step.
"""

from __future__ import annotations

import dataclasses
import functools
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from core import clock
from core.domain import (
    exp_history_domain,
    exp_services,
    own_stats_services,
    session_account_domain,
    session_account_services,
    stats_counters_services,
    stats_domain,
    stats_recompute_services,
    stats_repair_services,
)
from core.domain.job_runs import bad_data_domain
from core.domain.scheduled_work import audit_part_services
from core.platform import datastore
from core.platform.datastore import store
from core.storage.jobs import audit_gae_models
from core.storage.jobs import gae_models as job_models
from core.storage.statistics import gae_models as stats_models

Pass = audit_gae_models.AuditPassModel
Shard = stats_models.ExplorationStatsShardModel
_Commit = exp_history_domain.ExplorationCommit
_Base = stats_models.ExplorationStatsModel | None

# Differences and broken rules that a report keeps; each takes about 200 bytes.
_MAX_KEPT = 200

# What a pass compares. While two versions of this program serve that declare
# other events or counters, neither goes on with a pass of the other.
_DECLARED = ' '.join(
    (
        *audit_part_services.KINDS,
        *stats_domain.EXPLORATION_COUNTERS,
        *stats_domain.STATE_COUNTERS,
    )
)

# Attempts to book a step while learners book faster than shards remember.
_MAX_ATTEMPTS = 5


def begin(exp_id: str) -> None:
    """Begins a pass, in the place of one that is going on."""
    store.put(
        store.new(
            Pass,
            id=exp_id,
            pass_id=uuid.uuid4().hex,
            began_msecs=int(clock.now_msecs()),
            declared=_DECLARED,
        )
    )


def go_on(exp_id: str, deadline_msecs: float | None = None) -> bool:
    """Goes on with the pass of an exploration, or begins one.

    Args:
        exp_id: The exploration.
        deadline_msecs: When to stop, in milliseconds since the epoch; one step
            is made in any case.

    Returns:
        Whether it has ended, and its report is kept.

    Raises:
        EntityNotFoundError: There is no such exploration.
        BusyError: So many learners report that the counters could not be
            compared; another call tries again.
    """
    if _get(exp_id) is None:
        begin(exp_id)
    while (audit := _get(exp_id)) is not None:
        if audit.declared != _DECLARED:
            begin(exp_id)
            continue
        _step(exp_id, audit)
        if deadline_msecs is not None and clock.now_msecs() >= deadline_msecs:
            return _get(exp_id) is None
    return True


def _get(exp_id: str) -> Pass | None:
    return store.get(Pass, [exp_id])[0]


def _step(exp_id: str, audit: Pass) -> None:
    latest = exp_services.get_latest_version(exp_id)
    if audit.version > latest:
        if audit.kind_number < len(audit_part_services.KINDS):
            _step_through_log(exp_id, audit, range(1, latest + 1))
        else:
            store.run(
                functools.partial(_finish, exp_id=exp_id, pass_id=audit.pass_id)
            )
        return
    (commit,) = exp_services.get_exploration_commits(
        exp_id, audit.version, audit.version
    )
    for _ in range(_MAX_ATTEMPTS):
        revisions = stats_repair_services.read_revisions(exp_id, audit.version)
        part = audit_part_services.read_sessions(
            exp_id, audit.version, audit.session_id, commit.state_names
        )
        if store.run(
            functools.partial(
                _book,
                exp_id=exp_id,
                before=audit,
                commit=commit,
                part=part,
                revisions=revisions,
            )
        ):
            return
    raise stats_repair_services.BusyError(
        f'{exp_id} is played too much to compare its counters'
    )


def _is_where(now: Pass, before: Pass) -> bool:
    """Whether a pass has not gone on since it was read."""
    return all(
        getattr(now, name) == getattr(before, name)
        for name in (
            'pass_id',
            'version',
            'session_id',
            'kind_number',
            'event_id',
        )
    )


def _book(
    transaction: store.Transaction,
    exp_id: str,
    before: Pass,
    commit: _Commit,
    part: audit_part_services.SessionsPart,
    revisions: Sequence[int],
) -> bool:
    """Adds some sessions to the sums of a pass.

    Args:
        transaction: In which to do so.
        exp_id: The exploration.
        before: The pass, when they were read.
        commit: The version that they played.
        part: The sessions.
        revisions: Those of the shards before the sessions were read.

    Returns:
        Whether this was done, by whomever; else they have to be read again.
    """
    transaction.fetch(
        [(Pass, exp_id), *own_stats_services.refs_of(exp_id, commit.version)]
    )
    audit = transaction.get(Pass, exp_id)
    if audit is None or not _is_where(audit, before):
        return True
    base, shards = own_stats_services.get_all(
        transaction, exp_id, commit.version
    )
    if audit.session_id and not _are_noted(audit, shards):
        begin(exp_id)
        return True
    booked = stats_repair_services.sessions_booked_since(shards, revisions)
    if booked is None:
        return False
    # Those behind the part come to the sums later.
    among = [
        name
        for name in booked
        if name > audit.session_id and (part.last is None or name <= part.last)
    ]
    # Beside them the pass, the base entity and the shards.
    if len(among) + 2 + len(shards) > datastore.max_entity_groups():
        return False
    counted = part.counted | _counted_now(
        transaction, exp_id, commit.version, among
    )
    settled = {n: part.missing[n] for n in part.missing.keys() - set(among)}
    _add_sums(audit, commit, counted.values(), settled.values())
    audit.found = _with_numbers(
        audit.found,
        num_sessions=part.num_sessions,
        num_open_sessions=part.num_open,
    )
    if part.last is None:
        _conclude_version(exp_id, audit, commit, base, shards)
        changed = _released(shards)
    else:
        audit.session_id = part.last
        changed = _noted(exp_id, audit, commit, shards)
    transaction.put(audit, *changed)
    return True


def _counted_now(
    transaction: store.Transaction,
    exp_id: str,
    version: int,
    names: Iterable[str],
) -> dict[str, stats_domain.Counts]:
    keys = [
        session_account_domain.SessionKey(exp_id, version, name)
        for name in sorted(names)
    ]
    transaction.fetch(map(session_account_services.ref_of, keys))
    return {
        key.session_id: stats_domain.known_only(
            session_account_services.get(transaction, key).counted
        )
        for key in keys
    }


def _add_sums(
    audit: Pass,
    commit: _Commit,
    counted: Iterable[stats_domain.Counts],
    missing: Iterable[stats_domain.Counts],
) -> None:
    audit.sums = {
        name: stats_counters_services.to_json(
            stats_counters_services.limited(
                stats_domain.added(_sum(audit, name), *more),
                commit.state_names,
            )
        )
        for name, more in (('counted', counted), ('missing', missing))
    }


def _sum(audit: Pass, name: str) -> stats_domain.Counts:
    return stats_counters_services.from_json(audit.sums.get(name, {}))


def _with_numbers(found: dict[str, Any], **numbers: int) -> dict[str, Any]:
    return found | {
        name: found.get(name, 0) + number for name, number in numbers.items()
    }


def _noted(
    exp_id: str, audit: Pass, commit: _Commit, shards: Iterable[Shard | None]
) -> list[Shard]:
    """Notes in the shards of a version how far the pass has come."""
    noted = []
    for number, found in enumerate(shards):
        shard = found or store.new(
            Shard,
            id=Shard.get_entity_id(exp_id, commit.version, number),
            exp_id=exp_id,
            exp_version=commit.version,
        )
        if shard.audit_id != audit.pass_id:
            shard.audit_id = audit.pass_id
            shard.booked_since_audited = {}
        shard.audited_through = audit.session_id
        noted.append(shard)
    return noted


def _are_noted(audit: Pass, shards: Iterable[Shard | None]) -> bool:
    """Whether all shards know of the pass, as its last step left them."""
    return all(each and each.audit_id == audit.pass_id for each in shards)


def _released(shards: Iterable[Shard | None]) -> list[Shard]:
    """Lets shards forget passes; returns those that have changed."""
    # Also one that another pass has taken the place of: there is one at most.
    noted = [each for each in shards if each and each.audit_id is not None]
    for shard in noted:
        shard.audit_id = None
        shard.audited_through = ''
        shard.booked_since_audited = {}
    return noted


def _conclude_version(
    exp_id: str,
    audit: Pass,
    commit: _Commit,
    base: _Base,
    shards: Sequence[Shard | None],
) -> None:
    """Compares the counters of a version, and goes on to the next one."""
    models = [model for model in (base, *shards) if model is not None]
    stored = stats_domain.known_only(
        stats_domain.added(*map(stats_counters_services.all_counts, models))
    )
    expected = stats_domain.added(
        _sum(audit, 'counted'),
        *(
            stats_domain.known_only(
                stats_counters_services.from_json(shard.booked_since_audited)
            )
            for shard in shards
            if shard is not None and shard.audit_id == audit.pass_id
        ),
    )
    missing = stats_domain.added(
        _sum(audit, 'missing'),
        stats_repair_services.difference_of_sums(
            expected, stored, commit.state_names
        ),
    )
    violations = [
        f'version {commit.version}: {violation}'
        for violation in _own_stats(
            exp_id, commit, models
        ).invariant_violations(commit.init_state_name)
    ]
    unknown = stats_counters_services.unknown_names(stored, commit.state_names)
    audit.found = _with_version(
        audit.found,
        stats_recompute_services.differences_of(
            commit.version, missing, stored
        ),
        violations,
        len(unknown),
    )
    audit.found['unrecognised_counters'] = _with_counters(
        audit.found.get('unrecognised_counters', {}),
        stats_counters_services.unrecognised_counters(models),
    )
    audit.version += 1
    audit.session_id = ''
    audit.sums = {}


def _with_counters(
    found: dict[str, int], more: dict[str, int]
) -> dict[str, int]:
    """Adds counts by name, and keeps a bounded number of names."""
    sums = Counter(found) + Counter(more)
    others = sorted(sums)[_MAX_KEPT:]
    for name in others:
        sums[stats_counters_services.OTHER_COUNTERS] += sums.pop(name)
    return dict(sums)


def _own_stats(
    exp_id: str,
    commit: _Commit,
    models: Iterable[stats_counters_services.OwnCountsModel],
) -> stats_domain.ExplorationStats:
    default = stats_domain.ExplorationStats.create_default(
        exp_id, commit.version, commit.state_names
    )
    return default + stats_domain.ExplorationStats(
        exp_id=exp_id, exp_version=commit.version
    ).with_counts(stats_counters_services.recognised_sum(models))


def _with_version(
    found: dict[str, Any],
    differences: Sequence[stats_recompute_services.Difference],
    violations: Sequence[str],
    num_unrecognised_states: int,
) -> dict[str, Any]:
    kept = [
        *found.get('differences', []),
        *(dataclasses.asdict(each) for each in differences[:_MAX_KEPT]),
    ]
    broken = [*found.get('violations', []), *violations]
    return _with_numbers(
        found,
        num_differences=len(differences),
        num_unrecognised_states=num_unrecognised_states,
    ) | {'differences': kept[:_MAX_KEPT], 'violations': broken[:_MAX_KEPT]}


def _step_through_log(
    exp_id: str, audit: Pass, versions: Collection[int]
) -> None:
    part = audit_part_services.read_log(
        exp_id, versions, audit.kind_number, audit.event_id
    )
    store.run(lambda transaction: _book_log(transaction, exp_id, audit, part))


def _book_log(
    transaction: store.Transaction,
    exp_id: str,
    before: Pass,
    part: audit_part_services.LogPart,
) -> None:
    audit = transaction.get(Pass, exp_id)
    if audit is None or not _is_where(audit, before):
        return
    bad_data = bad_data_domain.BadData.from_dict(
        audit.found.get('bad_data', {})
    )
    bad_data.merge(part.bad_data)
    audit.found = _with_numbers(audit.found, num_events=part.num_events) | {
        'bad_data': bad_data.to_dict()
    }
    audit.num_without_account += part.without_account
    audit.event_id = part.last or ''
    audit.kind_number += part.last is None
    transaction.put(audit)


def _finish(transaction: store.Transaction, exp_id: str, pass_id: str) -> None:
    """Keeps the report of a pass that has come to its end."""
    audit = transaction.get(Pass, exp_id)
    if audit is None or audit.pass_id != pass_id:
        return
    values = dict(audit.found)
    if audit.num_without_account:
        values['violations'] = [
            *values.get('violations', []),
            f'{audit.num_without_account:,} events in the log belong to '
            'sessions that have no account',
        ]
    report = store.new(
        job_models.AuditReportModel,
        id=exp_id,
        audited_at_msecs=audit.began_msecs,
        **values,
    )
    transaction.put(report)
    transaction.delete([(Pass, exp_id)])
