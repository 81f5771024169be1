"""Counters of another version of the program are not lost.

During a deployment or rollback, browsers talk to servers of another version.
These tests simulate the previous version by removing a counter's declaration.
"""

from __future__ import annotations

import contextlib
import datetime
import uuid
from collections.abc import Iterator
from unittest import mock

import pytest
from google.api_core import exceptions
from google.cloud import ndb

from core import clock, feconf
from core.domain import (
    own_stats_services,
    session_token,
    stats_computation,
    stats_counters_services,
    stats_domain,
    stats_services,
)
from core.domain.scheduled_work import (
    audit_findings,
    audit_pass_services,
    audit_services,
)
from core.platform.datastore import store
from core.storage.jobs import gae_models as job_models
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b

HINT_VIEW = stats_domain.Counts({('A', 'num_times_hint_viewed'): 1})
NEW_TOTAL = (None, 'num_reruns')
NEW_OF_STATE = ('A', 'num_sighs')
NEW = stats_domain.Counts({NEW_TOTAL: 2, NEW_OF_STATE: 3})
HIT = stats_domain.Counts(
    {
        (None, 'num_starts'): 1,
        ('A', 'total_hit_count'): 1,
        ('A', 'first_hit_count'): 1,
    }
)


@pytest.fixture(autouse=True)
def exploration() -> None:
    b.make_exploration()


def post(counts: stats_domain.Counts, session=None) -> None:
    stats_services.update_stats(
        session or b.make_session(), str(uuid.uuid4()), counts
    )


def load_counts(version: int = 1) -> stats_domain.Counts:
    base, models = own_stats_services.get_all(store.Reader(), 'exp', version)
    return stats_domain.add(
        *map(stats_counters_services.all_counts, filter(None, [base, *models]))
    )


def shards() -> list[stats_models.ExplorationStatsShardModel]:
    return list(stats_models.ExplorationStatsShardModel.query().iter())


@pytest.fixture
def newer_version(monkeypatch) -> Iterator[None]:
    """Makes the tested code a version that declares the new counters."""
    for names in ('_KNOWN_TOTALS', '_KNOWN_OF_STATES'):
        known_names = getattr(stats_domain, names)
        monkeypatch.setattr(
            stats_domain, names, known_names | {NEW_TOTAL[1], NEW_OF_STATE[1]}
        )
    return


def test_unknown_counters_are_stored_like_known_ones():
    post(NEW)

    (shard,) = shards()
    assert shard.stored_totals['num_reruns_v2'] == 2
    assert shard.state_stats_mapping['A']['num_sighs_v2'] == 3
    assert load_counts() == NEW


def test_an_older_server_keeps_unknown_counters_when_counting():
    session = b.make_session()
    post(NEW, session)

    post(HIT, session)

    assert load_counts() == NEW + HIT


def test_unknown_counters_have_no_index():
    post(NEW)

    (shard,) = shards()
    prop = shard._properties['num_reruns_v2']
    assert isinstance(prop, ndb.GenericProperty)
    assert not prop._indexed


def test_unknown_counters_are_only_listed_by_name():
    post(NEW)
    post(HIT)

    stats = stats_services.get_exploration_stats('exp')
    assert stats.to_counts() == HIT
    assert b.unrecognised_counters() == {
        'num_reruns': 2,
        'num_sighs': 3,
    }


@pytest.mark.usefixtures('newer_version')
def test_a_newer_version_reads_the_stored_unknown_counters():
    post(NEW)

    assert b.unrecognised_counters() == {}
    assert stats_domain.without_unknown(load_counts()) == NEW


@pytest.mark.parametrize('dry_run', [True, False])
def test_a_recomputation_keeps_unknown_counters(dry_run):
    session = b.make_session()
    b.record(session, b.make_event(session, 'exploration_start', 'A'))
    post(NEW, session)

    audit_services.recompute('exp', dry_run)

    added = {} if dry_run else {(None, 'num_starts'): 1}
    assert load_counts() == NEW + stats_domain.Counts(added)


def test_a_repair_of_damaged_counters_keeps_unknown_ones():
    post(NEW)
    post(HIT)
    for shard in shards():
        shard.key.delete()

    audit_services.recompute('exp', dry_run=False)

    assert b.unrecognised_counters() == {
        'num_reruns': 2,
        'num_sighs': 3,
    }


def test_an_audit_agrees_and_names_unknown_counters(monkeypatch):
    monkeypatch.setattr(feconf, 'SESSION_SILENCE_SECS', 0)
    post(NEW)

    report = audit_services.audit('exp')

    assert b.is_clean(report)
    assert report.unrecognised_counters == {'num_reruns': 2, 'num_sighs': 3}


@contextlib.contextmanager
def version_before() -> Iterator[None]:
    """Runs the block as the previous version, without hint views."""
    known_names = stats_domain._KNOWN_OF_STATES - {'num_times_hint_viewed'}
    counts_of = stats_computation.SessionTally.counts.fget
    with (
        mock.patch.object(stats_domain, '_KNOWN_OF_STATES', known_names),
        mock.patch.object(
            stats_computation.SessionTally,
            'counts',
            property(
                lambda tally: stats_domain.without_unknown(counts_of(tally))
            ),
        ),
        mock.patch.object(audit_pass_services, '_DECLARED', 'fewer'),
    ):
        yield


@pytest.fixture
def sessions(monkeypatch) -> list[session_token.Session]:
    """Sessions that entered a state; an audit takes one step for each."""
    monkeypatch.setattr(feconf, 'SESSION_SILENCE_SECS', 0)
    monkeypatch.setattr(feconf, 'AUDIT_SESSIONS_PER_STEP', 1)
    made = sorted(
        (b.make_session() for _ in range(3)),
        key=lambda session: session.session_id,
    )
    for session in made:
        b.record(session, b.make_event(session, 'exploration_start', 'A'))
        b.record(session, b.make_event(session, 'state_hit', 'A'))
        post(HIT, session)
    return made


def view_hint(session: session_token.Session) -> None:
    b.record(session, b.make_event(session, 'hint_viewed', 'A'))
    with version_before():
        post(HINT_VIEW, session)


def finished_audit() -> audit_services.AuditReport:
    audit_pass_services.continue_pass('exp')
    (report,) = job_models.AuditReportModel.query().fetch()
    return report


def test_an_audit_sees_concurrent_counts_of_the_previous_version(sessions):
    audit_pass_services.begin('exp')
    audit_pass_services.continue_pass('exp', deadline_msecs=0)

    view_hint(sessions[0])

    assert finished_audit().differences == []


def test_an_audit_begun_by_the_previous_version_starts_over(sessions):
    view_hint(sessions[0])
    with version_before():
        audit_pass_services.begin('exp')
        audit_pass_services.continue_pass('exp', deadline_msecs=0)

    idle = datetime.timedelta(seconds=feconf.AUDIT_IDLE_SECS)
    with clock.simulating(clock.utcnow() + idle):
        assert finished_audit().differences == []


def test_an_entity_keeps_a_bounded_number_of_names():
    limit = feconf.MAX_UNRECOGNISED_COUNTERS
    session = b.make_session()
    model = store.new(
        stats_models.ExplorationStatsShardModel,
        id='exp.1.0',
        exp_id='exp',
        exp_version=1,
        audit_id='audit',
        audited_through=session.session_id,
    )
    for number in range(3 * limit):
        stats_counters_services.add_to_shard(
            model,
            session.session_id,
            stats_domain.Counts({(None, f'num_{number}'): 1}),
            ('A',),
        )

    counters = stats_counters_services.unrecognised_counters([model])
    assert len(counters) == limit + 1
    assert counters[stats_counters_services.OTHER_COUNTERS] == 2 * limit
    assert sum(counters.values()) == 3 * limit
    # Its journal for an audit in progress is bounded, too.
    assert len(model.booked_since_audited['totals']) == limit + 1
    assert sum(model.booked_since_audited['totals'].values()) == 3 * limit


def test_a_memo_of_other_counters_is_computed_again(
    monkeypatch,
):
    b.edit('exp', b.rename('B', 'Bee'))
    post(HIT)
    assert stats_services.get_exploration_stats('exp').num_starts == 1
    memo = stats_models.CarriedOverStatsModel.get_by_id('exp')
    memo.counters = 'num_starts'
    memo.num_starts_v2 = 77
    memo.put()

    assert stats_services.get_exploration_stats('exp').num_starts == 1


def test_a_counter_missing_in_an_entity_reads_as_zero():
    post(HIT)
    (shard,) = shards()
    del shard.state_stats_mapping['A']['num_completions_v2']
    shard.put()

    stats = stats_services.get_exploration_stats('exp')
    assert stats.state_stats_mapping['A'].num_completions == 0
    assert stats.state_stats_mapping['A'].first_hit_count == 1


def test_a_report_lists_a_bounded_number_of_counters():
    for version in range(2, 5):
        b.edit(
            'exp',
            b.rename('B' if version == 2 else f'B{version - 1}', f'B{version}'),
        )
    for version in range(1, 5):
        model = stats_models.ExplorationStatsModel(
            id=f'exp.{version}', exp_id='exp', exp_version=version
        )
        for number in range(audit_findings.MAX_LISTED):
            model.set_stored_total(f'num_{version}_{number}_v2', 1)
        model.put()

    report = audit_services.audit('exp')

    assert len(report.unrecognised_counters) <= audit_findings.MAX_LISTED + 1


def test_a_failing_audit_does_not_delay_other_explorations(monkeypatch):
    b.make_exploration('zzz')
    post(HIT)
    post(HIT, b.make_session('zzz'))
    continue_pass = audit_pass_services.continue_pass

    def failing(exp_id, *args):
        if exp_id == 'exp':
            raise exceptions.InvalidArgument('too large')
        return continue_pass(exp_id, *args)

    monkeypatch.setattr(audit_pass_services, 'continue_pass', failing)

    assert audit_services.audit_those_due(60) == ['zzz']


def test_unknown_states_with_only_unknown_counters_are_not_listed():
    post(stats_domain.Counts({('Gone', 'num_sighs'): 1}))

    assert b.unrecognised_states() == {}
