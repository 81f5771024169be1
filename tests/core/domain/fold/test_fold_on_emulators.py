"""The fold and the rebuild work alike on the official emulators."""

from __future__ import annotations

import pytest

from core.domain.fold import fold_services
from core.domain.statistics_tab import version_sum_services
from core.storage.statistics import processed_gae_models as models
from tests.core.domain import stats_builders as b
from tests.core.domain.emulated_store import emulator_clock
from tests.core.domain.fold_builders import (
    Clock,
    folded_summary,
    full,
    play,
    rebuild,
    waiting,
)

__all__ = ['emulator_clock']

pytestmark = [
    pytest.mark.emulator,
    pytest.mark.no_store,
    # The process that also runs tests/conformance starts both emulators.
    pytest.mark.xdist_group('emulators'),
]


def test_sessions_are_folded_reopened_and_rebuilt(
    emulator_clock: Clock,
) -> None:
    b.make_exploration()
    sessions = [play('exploration_start', 'state_hit')[0] for _ in range(30)]
    emulator_clock.pass_silence()

    assert fold_services.fold_waiting().num_sessions == 30
    assert folded_summary() == full()

    play('answer_submitted', 'solution_hit', session=sessions[0])
    emulator_clock.pass_silence()
    assert fold_services.fold_waiting().num_sessions == 1
    incremental = folded_summary()

    assert rebuild().is_done

    assert folded_summary() == incremental == full()
    assert waiting() == 0

    root = models.ProcessedStatsModel.get_by_id('exp.1')
    root.schema_version = 1
    root.put()
    assert fold_services.fold_waiting().num_rebuilt == 1
    assert folded_summary() == incremental
    stats = version_sum_services.get_total('exp', 1, 1).summary
    assert stats.num_sessions == 30
