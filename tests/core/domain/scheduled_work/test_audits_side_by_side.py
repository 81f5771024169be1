"""Concurrent audits: by two versions of the program, and dry runs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from unittest import mock

import pytest
from google.cloud import ndb

from core import feconf
from core.domain import event_services, stats_repair_services
from core.domain.scheduled_work import (
    audit_pass_services,
    audit_services,
    expiry_services,
)
from core.storage.statistics import gae_models as stats_models
from scripts import store_command
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now, play

__all__ = ['now']

LOOK_MSECS = 1000 * feconf.AUDIT_CHECK_INTERVAL_SECS

# Two events, the end of the log, the version, and the final step.
NUM_STEPS = 5


class Steps:
    """Makes each step of an audit take a second."""

    def __init__(self, now: Clock) -> None:
        self.now = now
        self._make = audit_pass_services._step
        # Called once, after the next step.
        self.then: Callable[[], object] | None = None

    def __call__(self, *args) -> None:
        self.now.msecs += 1_000
        self._make(*args)
        work, self.then = self.then, None
        if work is not None:
            work()


@pytest.fixture(autouse=True)
def steps(now: Clock, monkeypatch) -> Steps:
    made = Steps(now)
    monkeypatch.setattr(feconf, 'AUDIT_EVENTS_PER_STEP', 1)
    monkeypatch.setattr(audit_pass_services, '_step', made)
    return made


@pytest.fixture(autouse=True)
def _damaged_exploration(steps: Steps) -> None:
    """Creates an exploration whose audit is due and takes NUM_STEPS steps."""
    b.make_exploration()
    play('exploration_start', 'state_hit')
    steps.now.pass_silence()
    audit_services.audit('exp')
    steps.now.msecs += 1000 * feconf.AUDIT_EVERY_SECS
    damage(5)


def damage(num_starts: int) -> None:
    ndb.context.get_context().clear_cache()
    (stats,) = stats_models.ExplorationStatsShardModel.query().fetch(1)
    stats.num_starts_v2 += num_starts
    stats.put()


def is_repaired() -> bool:
    return b.own_stats('exp', 1).num_starts == 1


@contextlib.contextmanager
def other_version() -> Iterator[None]:
    """Runs the block as a version of the program with other counters."""
    with mock.patch.object(audit_pass_services, '_DECLARED', 'others'):
        yield


def look(num_steps: int = 60) -> list[str]:
    """Audits the explorations that are due, like the schedule."""
    return audit_services.audit_those_due(num_steps - 0.5)


def test_an_audit_ends_although_two_versions_alternate(now: Clock):
    for _ in range(NUM_STEPS):
        now.msecs += LOOK_MSECS
        if look(num_steps=1):
            break
        now.msecs += LOOK_MSECS
        with other_version():
            assert look(num_steps=1) == []
    assert is_repaired()


def test_an_audit_begun_by_another_version_starts_over(now: Clock):
    with other_version():
        look(num_steps=1)
    now.msecs += 4 * LOOK_MSECS

    assert look() == ['exp']
    assert is_repaired()


@pytest.mark.parametrize('skew_msecs', [-3_000, 3_000])
def test_the_clocks_of_servers_may_differ(now: Clock, skew_msecs):
    look(num_steps=1)
    now.msecs += skew_msecs
    with other_version():
        assert look() == []
    now.msecs -= skew_msecs

    # The rest of the same audit.
    assert look(num_steps=NUM_STEPS - 1) == ['exp']


@pytest.mark.parametrize(
    'version', [contextlib.nullcontext, other_version], ids=['same', 'other']
)
def test_the_schedule_leaves_a_dry_run_alone(steps: Steps, version):
    def look_in_version():
        with version():
            assert look() == []

    began_msecs = steps.now.msecs
    steps.then = look_in_version
    report = audit_services.recompute('exp', dry_run=True)

    assert report.audited_at_msecs == began_msecs
    assert steps.now.msecs - began_msecs == 1_000 * NUM_STEPS
    assert (report.is_dry_run, report.num_repaired) == (True, 0)
    assert [difference['counter'] for difference in report.differences] == [
        'num_starts'
    ]
    assert not is_repaired()

    # The dry run does not count as the audit that is due.
    assert look() == ['exp']
    assert is_repaired()


def test_a_dry_run_that_was_killed_delays_audits_for_an_hour(now: Clock):
    audit_pass_services.begin('exp', is_repairing=False)
    audit_pass_services.continue_pass('exp', 0, is_repairing=False)

    now.msecs += 3 * LOOK_MSECS
    assert look() == []
    now.msecs += LOOK_MSECS
    assert look() == ['exp']
    assert is_repaired()


@pytest.mark.parametrize(
    'version', [contextlib.nullcontext, other_version], ids=['same', 'other']
)
def test_a_replaced_dry_run_repairs_nothing_and_reports_it(
    steps: Steps, capsys, version
):
    def audit_for_a_user():
        with version():
            assert not audit_services.audit_now('exp', True, 0)

    steps.then = audit_for_a_user
    status = store_command.exit_status(
        lambda: audit_services.recompute('exp', dry_run=True).num_events
    )
    assert status == store_command.EXIT_FAILED
    assert 'another audit of exp is running' in capsys.readouterr().err
    assert not is_repaired()

    with version():
        assert audit_services.audit_now('exp', False, 60)
    assert is_repaired()


def test_a_user_gets_a_repair_although_a_dry_run_has_replaced_it():
    assert not audit_services.audit_now('exp', True, 0)
    assert audit_services.recompute('exp', dry_run=True).is_dry_run
    assert not is_repaired()

    assert audit_services.audit_now('exp', False, 60)
    assert is_repaired()


def test_a_report_is_of_the_requested_audit(steps: Steps):
    def audit_in_other_version():
        with other_version():
            assert audit_services.audit('exp').num_repaired == 1
        damage(7)

    steps.then = audit_in_other_version
    report = audit_services.recompute('exp', dry_run=True)

    assert report.is_dry_run
    (difference,) = report.differences
    assert difference['counted'] - difference['recomputed'] == 7


def test_a_repair_ends_although_a_user_begins_one(steps: Steps):
    def audit_for_a_user():
        assert not audit_services.audit_now('exp', True, 0)

    steps.then = audit_for_a_user
    assert not audit_services.recompute('exp', dry_run=False).differences
    assert is_repaired()


@pytest.mark.parametrize('is_repairing', [True, False])
def test_a_replaced_repair_is_reported(steps: Steps, is_repairing):
    def begin_another():
        audit_pass_services.begin('exp', is_repairing=is_repairing)

    steps.then = begin_another
    with pytest.raises(stats_repair_services.BusyError):
        audit_services.recompute('exp', dry_run=False)


@pytest.mark.parametrize('passed_msecs', [60_000, -LOOK_MSECS])
def test_a_user_need_not_wait_for_a_version_that_has_stopped(
    now: Clock, passed_msecs
):
    with other_version():
        assert not audit_services.audit_now('exp', True, 0)
    assert not audit_services.audit_now('exp', False, 60)

    # Later, or if the clock was set back, the audit starts over.
    now.msecs += passed_msecs
    assert audit_services.audit_now('exp', False, 60)
    assert is_repaired()


def test_events_do_not_expire_when_a_dry_run_replaces_their_audit(
    steps: Steps,
):
    steps.now.msecs += 41 * 24 * 3_600_000
    num_events = len(list(event_services.get_events_of_exploration('exp')))

    def check_only():
        audit_pass_services.begin('exp', is_repairing=False, includes_open=True)

    steps.then = check_only
    with pytest.raises(stats_repair_services.BusyError):
        expiry_services.expire_events('exp', 40)
    assert not is_repaired()
    remaining = list(event_services.get_events_of_exploration('exp'))
    assert len(remaining) == num_events > 0

    steps.now.msecs += 5 * LOOK_MSECS
    assert look() == ['exp']
    assert expiry_services.expire_events('exp', 40).num_events == num_events
    assert is_repaired()
