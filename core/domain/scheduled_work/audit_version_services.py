"""The steps of an audit that compare the sessions of one version.

audit_pass_services explains how they work while learners play.
"""

from __future__ import annotations

import functools
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from core.domain import (
    exp_history_domain,
    exp_services,
    own_stats_services,
    session_account_domain,
    session_account_services,
    stats_counters_services,
    stats_domain,
    stats_repair_services,
)
from core.domain.scheduled_work import audit_findings, audit_part_services
from core.platform import datastore
from core.platform.datastore import store
from core.storage.jobs import audit_gae_models
from core.storage.statistics import gae_models as stats_models

Pass = audit_gae_models.AuditPassModel
Shard = stats_models.ExplorationStatsShardModel
MissingCounts = audit_findings.MissingCounts
SessionKey = session_account_domain.SessionKey
_Commit = exp_history_domain.ExplorationCommit
_Base = stats_models.ExplorationStatsModel | None

# Attempts at a step, which fails if shards forget sessions counted meanwhile.
_MAX_ATTEMPTS = 5

# The entities of a step other than sessions and shards: the pass, the base
# entity, the memo of earlier versions.
_OTHER_ENTITY_GROUPS = 3


def has_not_moved(now: Pass, before: Pass) -> bool:
    """Whether a pass has the same position as when it was read."""
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


def settle(exp_id: str, pass_id: str, keys: Collection[SessionKey]) -> None:
    """Makes accounts and counters agree with the events of sessions.

    Args:
        exp_id: The exploration.
        pass_id: The pass that records the repairs.
        keys: The sessions.
    """
    commits = exp_services.get_exploration_commits(exp_id)
    stats_repair_services.settle_sessions(
        keys,
        audit_part_services.read_tallies,
        {commit.version: commit.state_names for commit in commits},
        functools.partial(_note_repaired, exp_id=exp_id, pass_id=pass_id),
    )


def _note_repaired(
    transaction: store.Transaction,
    settled: Mapping[SessionKey, stats_domain.Counts],
    exp_id: str,
    pass_id: str,
) -> None:
    """Records repairs in the pass, in the transaction that makes them."""
    changed = {key: counts for key, counts in settled.items() if counts}
    audit = transaction.get(Pass, exp_id)
    if not changed or audit is None or audit.pass_id != pass_id:
        return
    repaired = dict(audit.repaired)
    for key, counts in changed.items():
        name = str(key.exp_version)
        of_version = MissingCounts.from_json(repaired.get(name, {}))
        of_version.add_session(counts)
        repaired[name] = of_version.to_json()
    audit.repaired = repaired
    findings = audit_findings.Findings(**audit.found)
    findings.num_sessions_repaired += len(changed)
    audit.found = vars(findings)
    transaction.put(audit)


def step_through(exp_id: str, audit: Pass) -> None:
    """Compares some sessions; after the last ones also the counters.

    Args:
        exp_id: The exploration.
        audit: The pass, as it was read.

    Raises:
        BusyError: Too many learners were reporting.
    """
    (commit,) = exp_services.get_exploration_commits(
        exp_id, audit.version, audit.version
    )
    for _ in range(_MAX_ATTEMPTS):
        revisions = stats_repair_services.read_revisions(exp_id, audit.version)
        part = _read_sessions(exp_id, audit, commit)
        if audit.is_repairing and part.missing:
            keys = [
                SessionKey(exp_id, audit.version, name) for name in part.missing
            ]
            settle(exp_id, audit.pass_id, keys)
            revisions = stats_repair_services.read_revisions(
                exp_id, audit.version
            )
            part = _read_sessions(exp_id, audit, commit)
            part.leave_open()
        is_counted = store.run(
            functools.partial(
                _add_counts,
                exp_id=exp_id,
                before=audit,
                commit=commit,
                part=part,
                revisions=revisions,
            )
        )
        if is_counted:
            return
    raise stats_repair_services.BusyError(
        f'{exp_id} is played too much to compare its counters'
    )


def _read_sessions(
    exp_id: str, audit: Pass, commit: _Commit
) -> audit_part_services.SessionsPart:
    return audit_part_services.read_sessions(
        exp_id,
        audit.version,
        audit.session_id,
        commit.state_names,
        audit.includes_open,
    )


def _add_counts(
    transaction: store.Transaction,
    exp_id: str,
    before: Pass,
    commit: _Commit,
    part: audit_part_services.SessionsPart,
    revisions: Sequence[int],
) -> bool:
    """Adds some sessions to the sums of a pass.

    Args:
        transaction: The transaction.
        exp_id: The exploration.
        before: The pass as it was when the sessions were read.
        commit: The version that they played.
        part: The sessions.
        revisions: The revisions of the shards before that.

    Returns:
        Whether this or another process added them; otherwise they must be read
        again.
    """
    audit = transaction.get(Pass, exp_id)
    if audit is None or not has_not_moved(audit, before):
        return True
    base, shards = own_stats_services.get_all(
        transaction, exp_id, commit.version
    )
    if audit.session_id and not _has_noted_position(audit, shards):
        _begin_again(transaction, audit)
        return True
    counted_since = stats_repair_services.sessions_counted_since(
        shards, revisions
    )
    if counted_since is None:
        return False
    # Later sessions are added to the sums by a later step.
    changed_names = {
        name
        for name in counted_since
        if name > audit.session_id and (part.last is None or name <= part.last)
    }
    others = len(shards) + _OTHER_ENTITY_GROUPS
    if len(changed_names) + others > datastore.max_entity_groups():
        return False
    counted = part.counted | _fetch_counted(
        transaction, exp_id, commit.version, changed_names
    )
    settled = [
        counts
        for name, counts in part.missing.items()
        if name not in changed_names
    ]
    numbers = Counter(audit.sums.get('numbers', {}))
    numbers.update(
        num_sessions=part.num_sessions, num_open_sessions=part.num_open
    )
    _add_sums(audit, commit, counted.values(), settled)
    audit.sums = audit.sums | {'numbers': dict(numbers)}
    if part.last is None:
        _conclude_version(transaction, exp_id, audit, commit, base, shards)
        transaction.put(*_release(shards))
    else:
        audit.session_id = part.last
        transaction.put(*_note_position(exp_id, audit, commit, shards))
    transaction.put(audit)
    return True


def _fetch_counted(
    transaction: store.Transaction,
    exp_id: str,
    version: int,
    names: Iterable[str],
) -> dict[str, stats_domain.Counts]:
    keys = [SessionKey(exp_id, version, name) for name in sorted(names)]
    transaction.fetch(map(session_account_services.ref_of, keys))
    return {
        key.session_id: session_account_services.get(transaction, key).counted
        for key in keys
    }


def _add_sums(
    audit: Pass,
    commit: _Commit,
    counted: Iterable[stats_domain.Counts],
    missing: Iterable[stats_domain.Counts],
) -> None:
    summed = stats_counters_services.limit_unknown_states(
        stats_domain.add(_counts_so_far(audit), *counted), commit.state_names
    )
    all_missing = MissingCounts.from_json(audit.sums.get('missing', {}))
    for counts in missing:
        all_missing.add_session(counts)
    audit.sums = {
        'counted': stats_counters_services.to_json(
            stats_counters_services.with_other_counters(summed, ())
        ),
        'missing': all_missing.to_json(),
    }


def _counts_so_far(audit: Pass) -> stats_domain.Counts:
    return stats_counters_services.from_json(audit.sums.get('counted', {}))


def _note_position(
    exp_id: str, audit: Pass, commit: _Commit, shards: Iterable[Shard | None]
) -> list[Shard]:
    """Records the position of the pass in the shards of its version."""
    noted = []
    for number, stored in enumerate(shards):
        shard = stored or store.new(
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


def _has_noted_position(audit: Pass, shards: Iterable[Shard | None]) -> bool:
    """Whether the last step recorded its position in all shards."""
    return all(shard and shard.audit_id == audit.pass_id for shard in shards)


def _begin_again(transaction: store.Transaction, audit: Pass) -> None:
    """Restarts with the first session of the version."""
    # With a new id, so that shards drop the counts that they have collected.
    audit.pass_id = uuid.uuid4().hex
    audit.session_id = ''
    audit.sums = {}
    transaction.put(audit)


def _release(shards: Iterable[Shard | None]) -> list[Shard]:
    """Removes passes from shards; returns the shards that have changed."""
    # Also replaced passes, because an exploration has at most one pass.
    noted = [shard for shard in shards if shard and shard.audit_id is not None]
    for shard in noted:
        shard.audit_id = None
        shard.audited_through = ''
        shard.booked_since_audited = {}
    return noted


def _conclude_version(
    transaction: store.Transaction,
    exp_id: str,
    audit: Pass,
    commit: _Commit,
    base: _Base,
    shards: Sequence[Shard | None],
) -> None:
    """Compares the counters of a version and moves to the next version."""
    models = [model for model in (base, *shards) if model is not None]
    stored = stats_domain.add(*map(stats_counters_services.all_counts, models))
    expected = stats_domain.add(
        _counts_so_far(audit),
        *(
            stats_counters_services.from_json(shard.booked_since_audited)
            for shard in shards
            if shard is not None and shard.audit_id == audit.pass_id
        ),
    )
    damage = stats_repair_services.difference_of_sums(
        stats_domain.without_unknown(expected),
        stats_domain.without_unknown(stored),
        commit.state_names,
    )
    if damage and audit.is_repairing:
        stats_repair_services.write_sums(
            transaction, (exp_id, commit.version), expected, commit.state_names
        )
        base, shards = own_stats_services.get_all(
            transaction, exp_id, commit.version
        )
        models = [model for model in (base, *shards) if model is not None]
    findings = audit_findings.Findings(**audit.found)
    _add_differences(
        findings, audit, commit, stats_domain.without_unknown(stored), damage
    )
    _add_violations_and_unrecognised(findings, exp_id, commit, models)
    audit.found = vars(findings)
    audit.version += 1
    audit.session_id = ''
    audit.sums = {}


def _add_differences(
    findings: audit_findings.Findings,
    audit: Pass,
    commit: _Commit,
    stored: stats_domain.Counts,
    damage: stats_domain.Counts,
) -> None:
    """Adds the differences in a version, and the repairs made.

    Args:
        findings: The findings to add to.
        audit: The pass.
        commit: The version.
        stored: Its counters before the comparison.
        damage: The sum of the accounts minus these counters.
    """
    name = str(commit.version)
    repaired = MissingCounts.from_json(audit.repaired.get(name, {}))
    audit.repaired = {
        other: counts
        for other, counts in audit.repaired.items()
        if other != name
    }
    missing = MissingCounts.from_json(audit.sums.get('missing', {}))
    # The counters already include the repairs of single sessions.
    before = stats_domain.subtract(stored, repaired.counts)
    damaged = repaired if audit.is_repairing else missing
    damaged.counts = stats_domain.add(damaged.counts, damage)
    findings.num_counters += len(stored.keys() | damage.keys())
    findings.num_sessions += audit.sums['numbers']['num_sessions']
    findings.num_open_sessions += audit.sums['numbers']['num_open_sessions']
    findings.add_differences(
        'repaired', repaired.differences(commit.version, before)
    )
    findings.add_differences(
        'differences', missing.differences(commit.version, stored)
    )


def _add_violations_and_unrecognised(
    findings: audit_findings.Findings,
    exp_id: str,
    commit: _Commit,
    models: Sequence[stats_counters_services.OwnCountsModel],
) -> None:
    """Adds violated invariants, and unrecognised states and counters."""
    own = stats_domain.ExplorationStats.create_default(
        exp_id, commit.version, commit.state_names
    ).with_counts(stats_counters_services.recognised_sum(models))
    unknown_states = {
        name
        for model in models
        for name, _ in stats_domain.without_unknown(
            stats_counters_services.unrecognised_counts(model)
        )
    }
    findings.add_violations(
        f'version {commit.version}: {violation}'
        for violation in own.invariant_violations(commit.init_state_name)
    )
    findings.num_unrecognised_states += len(unknown_states)
    findings.add_unrecognised_counters(
        stats_counters_services.unrecognised_counters(models)
    )
