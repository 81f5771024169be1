"""An audit in steps, each of which can be the last one of a request.

A pass compares the counters of an exploration with its log, and repairs what
differs. It keeps in one entity what it has come to, so it takes bounded time
and memory a step for any number of sessions, and whoever comes next goes on
from there.

- The log, kind by kind: entries that are no events, and events of sessions
  that have no account, which is then made (stats_repair_services).
- The sessions of each version, in the order of their ids, some a step: what
  their accounts say, and by how much their events say otherwise; that is
  settled at once. A session that may still go on is left for the next audit:
  its counts and its events travel apart, so that either may be ahead for a
  moment.
- When all accounts of a version are summed up, the sum has to be what its
  counters say; else it is written in their place. Bookings go on meanwhile. So
  each step that is not the last one notes in the shards how far the pass has
  come, in one transaction with its sums; and a booking for a session up to
  there adds to the shard what it adds to the counters
  (`stats_counters_services.book_on_shard`). What the shards have collected
  belongs to the sum, and the comparison is exact. If there are more shards than
  in the step before, they have collected nothing, and the pass begins again.

The sums change only if the pass is still where it was when the step began:
of two workers at one pass, one makes each step.
"""

from __future__ import annotations

import functools
import logging
import uuid
from collections.abc import Collection
from typing import Any

from core import clock, logs
from core.domain import exp_services, stats_domain
from core.domain.job_runs import bad_data_domain
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

# What a pass compares, and in which order. While two versions of this program
# serve that declare other events or counters, neither goes on with a pass of
# the other.
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
) -> None:
    """Begins a pass, in the place of one that is going on.

    Args:
        exp_id: The exploration.
        is_repairing: Whether it repairs what it finds.
        includes_open: Whether it compares sessions that may go on, too.
    """
    store.put(
        store.new(
            Pass,
            id=exp_id,
            pass_id=uuid.uuid4().hex,
            began_msecs=int(clock.now_msecs()),
            declared=_DECLARED,
            is_repairing=is_repairing,
            includes_open=includes_open,
        )
    )


def go_on(exp_id: str, deadline_msecs: float | None = None) -> bool:
    """Goes on with the pass of an exploration, or begins one that repairs.

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
            begin(
                exp_id,
                is_repairing=audit.is_repairing,
                includes_open=audit.includes_open,
            )
            continue
        _step(exp_id, audit)
        if deadline_msecs is not None and clock.now_msecs() >= deadline_msecs:
            return _get(exp_id) is None
    return True


def is_going_on(exp_id: str) -> bool:
    """Whether a pass of an exploration was begun and has not ended."""
    return _get(exp_id) is not None


def _get(exp_id: str) -> Pass | None:
    return store.get(Pass, [exp_id])[0]


def _step(exp_id: str, audit: Pass) -> None:
    latest = exp_services.get_latest_version(exp_id)
    if audit.kind_number < len(audit_part_services.KINDS):
        _step_through_log(exp_id, audit, range(1, latest + 1))
    elif audit.version <= latest:
        audit_version_services.step_through(exp_id, audit)
    else:
        found = store.run(
            functools.partial(_finish, exp_id=exp_id, pass_id=audit.pass_id)
        )
        if found is not None:
            _write_to_log(exp_id, audit, found)


def _write_to_log(exp_id: str, audit: Pass, found: dict[str, Any]) -> None:
    numbers = {
        name: number
        for name, number in found.items()
        if name.startswith('num_')
    }
    is_right = not (numbers.get('num_differences') or found.get('violations'))
    logs.write(
        _log,
        logging.INFO if is_right else logging.WARNING,
        'audit ended',
        exp_id=exp_id,
        is_repairing=audit.is_repairing,
        ms=int(clock.now_msecs()) - audit.began_msecs,
        **numbers,
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
        functools.partial(_book_log, exp_id=exp_id, before=audit, part=part)
    )


def _book_log(
    transaction: store.Transaction,
    exp_id: str,
    before: Pass,
    part: audit_part_services.LogPart,
) -> None:
    audit = transaction.get(Pass, exp_id)
    if audit is None or not audit_version_services.is_where(audit, before):
        return
    bad_data = bad_data_domain.BadData.from_dict(
        audit.found.get('bad_data', {})
    )
    bad_data.merge(part.bad_data)
    audit.found = audit_findings.with_numbers(
        audit.found, num_events=part.num_events
    ) | {'bad_data': bad_data.to_dict()}
    audit.num_without_account += sum(part.without_account.values())
    audit.event_id = part.last or ''
    audit.kind_number += part.last is None
    transaction.put(audit)


# The end ---------------------------------------------------------------------


def _finish(
    transaction: store.Transaction, exp_id: str, pass_id: str
) -> dict[str, Any] | None:
    """Keeps the report of a pass that has come to its end.

    Returns:
        What it has found; None if another worker has kept it.
    """
    audit = transaction.get(Pass, exp_id)
    if audit is None or audit.pass_id != pass_id:
        return None
    found = audit.found
    if audit.num_without_account:
        found = audit_findings.with_violations(
            found,
            [
                f'{audit.num_without_account:,} events in the log belong to '
                'sessions that have no account'
            ],
        )
    report = store.new(
        job_models.AuditReportModel,
        id=exp_id,
        audited_at_msecs=audit.began_msecs,
        is_dry_run=not audit.is_repairing,
        **found,
    )
    transaction.put(report)
    transaction.delete([(Pass, exp_id)])
    return found
