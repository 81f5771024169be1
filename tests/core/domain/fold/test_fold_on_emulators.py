"""The fold and the rebuild do the same on the official emulators."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from google.cloud import ndb

from core import clock
from core.domain.fold import fold_services, rebuild_services
from core.domain.fold.event_stream_services import SessionRange, split_log
from core.domain.statistics_tab import processed_stats_services
from core.platform import datastore
from core.storage.statistics import processed_gae_models as models
from tests import emulator
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import (
    Clock,
    folded,
    full,
    play,
    waiting,
)

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]


@pytest.fixture(params=['datastore', 'firestore'])
def now(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Clock]:
    clock_of_test = Clock()
    with emulator.run_or_skip(request.param) as host:
        monkeypatch.setenv('DATASTORE_EMULATOR_HOST', host)
        client = ndb.Client(
            project='test-project', namespace=f'test-{uuid.uuid4().hex}'
        )
        monkeypatch.setattr(datastore, 'get_client', lambda: client)
        monkeypatch.setattr(clock, 'now_msecs', clock_of_test)
        with client.context():
            yield clock_of_test


def test_sessions_are_folded_reopened_and_rebuilt(now: Clock) -> None:
    b.make_exploration()
    sessions = [play('exploration_start', 'state_hit')[0] for _ in range(30)]
    now.pass_silence()

    assert fold_services.fold_waiting().num_sessions == 30
    assert folded() == full()

    play('answer_submitted', 'solution_hit', session=sessions[0])
    now.pass_silence()
    assert fold_services.fold_waiting().num_sessions == 1
    incremental = folded()

    rebuild_ids = rebuild_services.begin(['exp'])
    folds = []
    for part in split_log(3):
        fold = rebuild_services.RangeFold(rebuild_ids)
        fold.fold(SessionRange(*part))
        folds += fold.summaries.values()
    total, *others = folds
    for other in others:
        total.merge(other)
    rebuild_services.finish(('exp', 1), rebuild_ids['exp', 1], total)

    assert folded() == incremental == full()
    assert waiting() == 0

    root = models.ProcessedStatsModel.key_of('exp', 1).get()
    root.schema_version = 1
    root.put()
    assert fold_services.fold_waiting().num_rebuilt == 1
    assert folded() == incremental
    stats = processed_stats_services.get_total('exp', 1, 1).summary
    assert stats.num_sessions == 30
