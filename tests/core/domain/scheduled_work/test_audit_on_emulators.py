"""Audits and sweeps work alike on the official emulators."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain.scheduled_work import (
    audit_pass_services,
    audit_services,
    sweep_services,
)
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b
from tests.core.domain.emulated_store import emulator_clock
from tests.core.domain.fold_builders import Clock

__all__ = ['emulator_clock']

pytestmark = [
    pytest.mark.emulator,
    pytest.mark.no_store,
    # The process that also runs tests/conformance starts both emulators.
    pytest.mark.xdist_group('emulators'),
]


def play(emulator_clock: Clock, number: int = 1) -> None:
    for _ in range(number):
        session = b.make_session()
        start = b.make_event(
            session,
            'exploration_start',
            'A',
            client_time_msecs=emulator_clock.msecs,
        )
        b.record(session, start)
        b.post_batch(session, b.batch(totals={'num_starts': 1}))


def load_repairs() -> list[tuple]:
    (report,) = audit_services.get_reports()
    assert report.differences == []
    return [tuple(difference.values()) for difference in report.repaired]


def test_an_audit_in_steps_beside_learners(
    emulator_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 4)
    b.make_exploration()
    play(emulator_clock, 12)
    stats_models.ExplorationStatsModel.create('exp', 1, num_starts_v2=5)
    emulator_clock.pass_silence()

    audit_pass_services.begin('exp')
    while not audit_pass_services.continue_pass('exp', deadline_msecs=0):
        play(emulator_clock)

    ((version, state, counter, counted, recomputed, _),) = load_repairs()
    assert (version, state, counter) == (1, None, 'num_starts')
    assert counted - recomputed == 5

    emulator_clock.pass_silence()
    audit_services.audit('exp')
    assert load_repairs() == []


def test_a_sweep_removes_what_is_old(emulator_clock: Clock) -> None:
    b.make_exploration()
    play(emulator_clock, 3)
    emulator_clock.msecs += 1000 * feconf.STATS_BATCH_MAX_AGE_SECS + 1
    play(emulator_clock, 2)

    counts = sweep_services.run_as_job().report.counts

    assert counts[sweep_services.MARKERS_REMOVED] == 3
    assert stats_models.StatsBatchModel.query().count() == 2
