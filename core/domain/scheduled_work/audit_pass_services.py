"""An audit in steps, each of which may be the last one of a request.

An audit compares the counters of an exploration with its log and repairs
differences. Its progress is stored in one entity, so a step takes bounded time
and memory for any number of sessions, and another process can continue.

- The log is searched, kind by kind, for entries that are not events, and for
  sessions without an account, which is then created (stats_repair_services).
- The accounts of each version's sessions are compared with their events, some
  per step, in the order of their ids, and differences are repaired at once. An
  open session is left for the next audit: its counts and its events are sent
  separately, so either may be ahead for a moment.
- When all accounts of a version are summed up, the sum must equal the counters;
  otherwise it replaces them. Writes continue meanwhile. Therefore each step
  but the last records the position of the audit in the shards, in one
  transaction with its sums, and a write for a session up to that position is
  also added to a separate sum of the shard
  (`stats_counters_services.add_to_shard`). These sums are included in the
  comparison, which is therefore exact. If shards were added since the last
  step, the version is restarted.

The sums change only if the audit has not moved since the step began: if two
processes work on the same audit, only one of them makes each step.

An exploration has one audit at a time. A process continues an audit only if it
would have started the same. It leaves others alone while they make progress:
dry runs, and audits by another version of this program, which may also serve
during a deployment.
"""

from __future__ import annotations

import functools
import logging
import uuid
from collections.abc import Collection

from core import clock, feconf, logs
from core.domain import exp_services, stats_domain, stats_repair_services
from core.domain.scheduled_work import (
    audit_findings,
    audit_part_services,
    audit_version_services,
)
from core.platform.datastore import store
from core.storage.jobs import audit_gae_models
from core.storage.jobs import gae_models as job_models

_log = logging.getLogger(__name__)

Pass = audit_gae_models.AuditPassModel

# The compared events and counters, in order. An audit that declares others was
# started by another version of this program.
_DECLARED = ' '.join(
    (
        'log first',
        *audit_part_services.KINDS,
        *stats_domain.EXPLORATION_COUNTERS,
        *stats_domain.STATE_COUNTERS,
    )
)


def begin(
    exp_id: str, *, is_repairing: bool = True, includes_open: bool = False
) -> int:
    """Starts an audit, replacing a running one.

    Args:
        exp_id: The exploration.
        is_repairing: Whether to repair differences.
        includes_open: Whether to compare open sessions, too.

    Returns:
        The time of its start, in milliseconds since the epoch.
    """
    began_msecs = int(clock.now_msecs())
    store.put(
        store.new(
            Pass,
            id=exp_id,
            pass_id=uuid.uuid4().hex,
            began_msecs=began_msecs,
            declared=_DECLARED,
            is_repairing=is_repairing,
            includes_open=includes_open,
        )
    )
    return began_msecs


def continue_pass(
    exp_id: str,
    deadline_msecs: float | None = None,
    *,
    is_repairing: bool = True,
    includes_open: bool = False,
    idle_secs: float = feconf.AUDIT_IDLE_SECS,
) -> bool:
    """Continues the audit of an exploration, or starts one.

    Args:
        exp_id: The exploration.
        deadline_msecs: The time to stop, in milliseconds since the epoch; at
            least one step is made.
        is_repairing: Whether the audit must repair differences.
        includes_open: Whether it must compare open sessions, too.
        idle_secs: Seconds without a step after which another audit is replaced.

    Returns:
        Whether it is complete and its report is stored.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        BusyError: Too many learners were reporting to compare the counters, or
            another audit is running; another call tries again.
    """
    start = functools.partial(
        begin, exp_id, is_repairing=is_repairing, includes_open=includes_open
    )
    if _get(exp_id) is None:
        start()
    while (audit := _get(exp_id)) is not None:
        if (
            audit.declared != _DECLARED
            or audit.is_repairing != is_repairing
            or audit.includes_open < includes_open
        ):
            if _idle_secs(audit) < idle_secs:
                raise stats_repair_services.BusyError(
                    f'another audit of {exp_id} is running, by another version '
                    'of this program or with other options'
                )
            start()
            continue
        _step(exp_id, audit)
        if clock.is_past(deadline_msecs):
            return _get(exp_id) is None
    return True


def _idle_secs(audit: Pass) -> float:
    # Can be negative: clocks of processes differ, or one has been set back.
    msecs = clock.now_msecs() - clock.msecs_of(audit.last_updated)
    return abs(msecs) / 1000


def is_going_on(exp_id: str) -> bool:
    """Returns whether an audit of an exploration is running."""
    return _get(exp_id) is not None


def _get(exp_id: str) -> Pass | None:
    return store.get(Pass, [exp_id])[0]


def _step(exp_id: str, audit: Pass) -> None:
    # Not by NDB, which takes longer and caches nothing from step to step.
    latest = exp_services.get_latest_version(exp_id, store.Reader())
    if audit.kind_number < len(audit_part_services.KINDS):
        _step_through_log(exp_id, audit, range(1, latest + 1))
    elif audit.version <= latest:
        audit_version_services.step_through(exp_id, audit)
    else:
        findings = store.run(
            functools.partial(_finish, exp_id=exp_id, pass_id=audit.pass_id)
        )
        if findings is not None:
            _write_to_log(exp_id, audit, findings)


def _write_to_log(
    exp_id: str, audit: Pass, findings: audit_findings.Findings
) -> None:
    is_right = not (findings.num_differences or findings.violations)
    logs.write(
        _log,
        logging.INFO if is_right else logging.WARNING,
        'audit ended',
        exp_id=exp_id,
        is_repairing=audit.is_repairing,
        ms=int(clock.now_msecs()) - audit.began_msecs,
        **{
            name: number
            for name, number in vars(findings).items()
            if name.startswith('num_')
        },
    )


# The log ---------------------------------------------------------------------


def _step_through_log(
    exp_id: str, audit: Pass, versions: Collection[int]
) -> None:
    part = audit_part_services.read_log(
        exp_id, versions, audit.kind_number, audit.event_id
    )
    if audit.is_repairing and part.without_account:
        audit_version_services.settle(
            exp_id, audit.pass_id, part.without_account
        )
        part.without_account = {}
    store.run(
        functools.partial(_count_log, exp_id=exp_id, before=audit, part=part)
    )


def _count_log(
    transaction: store.Transaction,
    exp_id: str,
    before: Pass,
    part: audit_part_services.LogPart,
) -> None:
    audit = transaction.get(Pass, exp_id)
    if audit is None or not audit_version_services.has_not_moved(audit, before):
        return
    findings = audit_findings.Findings(**audit.found)
    findings.num_events += part.num_events
    findings.add_bad_data(part.bad_data)
    audit.found = vars(findings)
    audit.num_without_account += sum(part.without_account.values())
    audit.kind_number, audit.event_id = part.kind_number, part.after
    transaction.put(audit)


# The end ---------------------------------------------------------------------


def _finish(
    transaction: store.Transaction, exp_id: str, pass_id: str
) -> audit_findings.Findings | None:
    """Stores the report of a completed audit.

    Returns:
        Its findings; None if another process has stored the report.
    """
    audit = transaction.get(Pass, exp_id)
    if audit is None or audit.pass_id != pass_id:
        return None
    findings = audit_findings.Findings(**audit.found)
    if audit.num_without_account:
        findings.add_violations(
            [
                f'{audit.num_without_account:,} events in the log belong to '
                'sessions that have no account'
            ]
        )
    report = store.new(
        job_models.AuditReportModel,
        id=exp_id,
        audited_at_msecs=audit.began_msecs,
        is_dry_run=not audit.is_repairing,
        **vars(findings),
    )
    transaction.put(report)
    transaction.delete([(Pass, exp_id)])
    return findings
